/**
 * The tree's nodes. They hold offsets and make spans and values when asked: what the parser allocates and the collector
 * has to move is what a parse of a large file costs.
 */
import { DOUBLE_QUOTE, SINGLE_QUOTE } from './characters';
import { readCleanAttributes } from './clean';
import { decodeAttribute, decodeText, normaliseLineEnds, type Entities } from './entities';
import type { Names } from './names';
import { skipBlanks } from './recovery';
import type { Span, XmlAttribute, XmlCData, XmlComment, XmlDoctype, XmlElement, XmlInstruction, XmlNode, XmlText } from './tree';

/** What every node of one document shares. */
export interface Source {
  readonly text: string;
  readonly entities: Entities;
  readonly names: Names;
  /** Reads what is inside of a clean element that was passed over. */
  readonly readInside: (element: ElementNode) => void;
}

export type TreeNode = ElementNode | TextNode | CDataNode | CommentNode | InstructionNode | DoctypeNode;

/** Growing while the parser works; handed out as a read-only `XmlElement`. */
export class ElementNode implements XmlElement {
  readonly source: Source;
  readonly name: string;
  parent: ElementNode | undefined;
  /** Absent until somebody asks, where the start tag is clean. */
  #attributes: readonly AttributeNode[] | undefined;
  #children: TreeNode[] = noChildren;
  /** Everything in it is known to be clean, and not read before somebody asks. */
  #isUnread = false;
  selfClosing = false;
  closed = false;
  readonly start: number;
  readonly nameStart: number;
  tagEnd: number;
  endTagStart = -1;
  endNameEnd = -1;
  end: number;

  constructor(source: Source, name: string, parent: ElementNode | undefined, start: number, nameStart: number) {
    this.source = source;
    this.name = name;
    this.parent = parent;
    this.start = start;
    this.nameStart = nameStart;
    this.tagEnd = nameStart + name.length;
    this.end = this.tagEnd;
  }

  get kind(): 'element' {
    return 'element';
  }
  get attributes(): readonly AttributeNode[] {
    return (this.#attributes ??= this.tagEnd === this.nameEnd + 1 ? noAttributes : readCleanAttributes(this));
  }
  set attributes(attributes: readonly AttributeNode[]) {
    this.#attributes = attributes;
  }
  get children(): TreeNode[] {
    if (this.#isUnread) {
      this.#isUnread = false;
      this.source.readInside(this);
    }
    return this.#children;
  }
  get hasReadAttributes(): boolean {
    return this.#attributes !== undefined;
  }
  get localName(): string {
    return this.name.slice(this.name.indexOf(':') + 1);
  }
  get nameEnd(): number {
    return this.nameStart + this.name.length;
  }
  get nameSpan(): Span {
    return { start: this.nameStart, end: this.nameEnd };
  }
  get span(): Span {
    return { start: this.start, end: this.end };
  }
  get startTag(): Span {
    return { start: this.start, end: this.tagEnd };
  }
  get endTag(): Span | undefined {
    return this.endTagStart < 0 ? undefined : { start: this.endTagStart, end: this.end };
  }
  get endNameSpan(): Span | undefined {
    if (this.endTagStart < 0) return undefined;
    return { start: Math.min(skipBlanks(this.source.text, this.endTagStart + 2), this.endNameEnd), end: this.endNameEnd };
  }

  addChild(child: TreeNode): void {
    if (this.#children === noChildren) this.#children = [child];
    else this.#children.push(child);
  }

  /** It ends here, with an end tag of its own name, and all in between is clean. */
  passOver(end: number): void {
    this.end = end;
    this.endNameEnd = end - 1;
    this.endTagStart = end - this.name.length - 3;
    this.closed = true;
    this.#isUnread = true;
  }
}

/** How a value is written: its quote, if any, and whether it must be decoded. */
const ENCODED = 256;

export class AttributeNode implements XmlAttribute {
  readonly element: ElementNode;
  readonly name: string;
  readonly #start: number;
  readonly #valueStart: number;
  readonly #valueEnd: number;
  readonly #end: number;
  readonly #form: number;

  /** `valueStart` −1: there is no `=`. `quote` 0: there is no quote. `plain`: the value needs no decoding. */
  constructor(
    element: ElementNode,
    name: string,
    start: number,
    valueStart: number,
    valueEnd: number,
    end: number,
    quote: number,
    plain: boolean,
  ) {
    this.element = element;
    this.name = name;
    this.#start = start;
    this.#valueStart = valueStart;
    this.#valueEnd = valueEnd;
    this.#end = end;
    this.#form = plain ? quote : quote | ENCODED;
  }

  get end(): number {
    return this.#end;
  }
  get nameSpan(): Span {
    return { start: this.#start, end: this.#start + this.name.length };
  }
  get span(): Span {
    return { start: this.#start, end: this.#end };
  }
  get quote(): '"' | "'" | undefined {
    const code = this.#form & ~ENCODED;
    return code === DOUBLE_QUOTE ? '"' : code === SINGLE_QUOTE ? "'" : undefined;
  }
  get value(): string | undefined {
    if (this.#valueStart < 0) return undefined;
    const { text, entities } = this.element.source;
    if (this.#form < ENCODED) return text.slice(this.#valueStart, this.#valueEnd);
    return decodeAttribute(text, this.#valueStart, this.#valueEnd, entities);
  }
  get valueSpan(): Span | undefined {
    return this.#valueStart < 0 ? undefined : { start: this.#valueStart, end: this.#valueEnd };
  }
}

/** What the leaves of the tree have in common. */
abstract class Leaf {
  parent: ElementNode | undefined;
  readonly source: Source;
  readonly start: number;
  readonly end: number;

  constructor(source: Source, parent: ElementNode | undefined, start: number, end: number) {
    this.source = source;
    this.parent = parent;
    this.start = start;
    this.end = end;
  }

  get span(): Span {
    return { start: this.start, end: this.end };
  }
}

export class TextNode extends Leaf implements XmlText {
  get kind(): 'text' {
    return 'text';
  }
  get value(): string {
    return decodeText(this.source.text, this.start, this.end, this.source.entities);
  }
}

/** A node whose content stands between fixed delimiters. */
abstract class Enclosed extends Leaf {
  readonly #contentStart: number;
  readonly #contentEnd: number;

  constructor(source: Source, parent: ElementNode | undefined, start: number, end: number, contentStart: number, contentEnd: number) {
    super(source, parent, start, end);
    this.#contentStart = Math.min(contentStart, end);
    this.#contentEnd = Math.max(this.#contentStart, contentEnd);
  }

  get value(): string {
    return normaliseLineEnds(this.source.text.slice(this.#contentStart, this.#contentEnd));
  }
}

export class CDataNode extends Enclosed implements XmlCData {
  get kind(): 'cdata' {
    return 'cdata';
  }
}

export class CommentNode extends Enclosed implements XmlComment {
  get kind(): 'comment' {
    return 'comment';
  }
}

export class InstructionNode extends Enclosed implements XmlInstruction {
  readonly target: string;

  constructor(
    source: Source,
    parent: ElementNode | undefined,
    start: number,
    end: number,
    contentStart: number,
    contentEnd: number,
    target: string,
  ) {
    super(source, parent, start, end, contentStart, contentEnd);
    this.target = target;
  }

  get kind(): 'instruction' {
    return 'instruction';
  }
}

export class DoctypeNode extends Leaf implements XmlDoctype {
  get kind(): 'doctype' {
    return 'doctype';
  }
}

export const noAttributes: readonly AttributeNode[] = Object.freeze([]);
const noChildren: TreeNode[] = [];
Object.freeze(noChildren);

/** Keeps the compiler honest: what the parser builds is what the tree promises. */
export const asNodes = (nodes: readonly TreeNode[]): readonly XmlNode[] => nodes;
