/** The tree's nodes. They hold offsets and make spans and values when asked, which keeps parsing cheap. */
import { decodeAttribute, decodeText, normaliseLineEnds, type Entities } from './entities';
import type { Span, XmlAttribute, XmlCData, XmlComment, XmlDoctype, XmlElement, XmlInstruction, XmlNode, XmlText } from './tree';

/** What every node of one document shares. */
export interface Source {
  readonly text: string;
  readonly entities: Entities;
}

export type TreeNode = ElementNode | TextNode | CDataNode | CommentNode | InstructionNode | DoctypeNode;

/** Growing while the parser works; handed out as a read-only `XmlElement`. */
export class ElementNode implements XmlElement {
  readonly kind = 'element';
  readonly name: string;
  parent: ElementNode | undefined;
  attributes: AttributeNode[] = noAttributes;
  children: TreeNode[] = noChildren;
  selfClosing = false;
  closed = false;
  readonly start: number;
  readonly nameStart: number;
  readonly nameEnd: number;
  tagEnd: number;
  endTagStart = -1;
  endNameStart = -1;
  endNameEnd = -1;
  end: number;

  constructor(name: string, parent: ElementNode | undefined, start: number, nameStart: number, nameEnd: number) {
    this.name = name;
    this.parent = parent;
    this.start = start;
    this.nameStart = nameStart;
    this.nameEnd = nameEnd;
    this.tagEnd = nameEnd;
    this.end = nameEnd;
  }

  get localName(): string {
    return this.name.slice(this.name.indexOf(':') + 1);
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
    return this.endTagStart < 0 ? undefined : { start: this.endNameStart, end: this.endNameEnd };
  }

  addAttribute(attribute: AttributeNode): void {
    if (this.attributes === noAttributes) this.attributes = [attribute];
    else this.attributes.push(attribute);
  }

  addChild(child: TreeNode): void {
    if (this.children === noChildren) this.children = [child];
    else this.children.push(child);
  }
}

export class AttributeNode implements XmlAttribute {
  readonly element: ElementNode;
  readonly name: string;
  readonly #source: Source;
  readonly #start: number;
  readonly #nameEnd: number;
  readonly #valueStart: number;
  readonly #valueEnd: number;
  readonly #end: number;
  readonly #plain: boolean;
  readonly quote: '"' | "'" | undefined;
  #value: string | undefined;

  /** `value.start` −1: there is no `=`. `plain`: the value needs no decoding. */
  constructor(
    element: ElementNode,
    source: Source,
    name: string,
    start: number,
    nameEnd: number,
    valueStart: number,
    valueEnd: number,
    end: number,
    quote: '"' | "'" | undefined,
    plain: boolean,
  ) {
    this.element = element;
    this.#source = source;
    this.name = name;
    this.#start = start;
    this.#nameEnd = nameEnd;
    this.#valueStart = valueStart;
    this.#valueEnd = valueEnd;
    this.#end = end;
    this.quote = quote;
    this.#plain = plain;
  }

  get nameSpan(): Span {
    return { start: this.#start, end: this.#nameEnd };
  }
  get span(): Span {
    return { start: this.#start, end: this.#end };
  }
  get value(): string | undefined {
    if (this.#valueStart < 0) return undefined;
    this.#value ??= this.#plain
      ? this.#source.text.slice(this.#valueStart, this.#valueEnd)
      : decodeAttribute(this.#source.text, this.#valueStart, this.#valueEnd, this.#source.entities);
    return this.#value;
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
  readonly kind = 'text';

  get value(): string {
    return decodeText(this.source.text, this.start, this.end, this.source.entities);
  }
}

/** A node whose content stands between fixed delimiters. */
abstract class Enclosed extends Leaf {
  readonly contentStart: number;
  readonly contentEnd: number;

  constructor(source: Source, parent: ElementNode | undefined, start: number, end: number, contentStart: number, contentEnd: number) {
    super(source, parent, start, end);
    this.contentStart = Math.min(contentStart, end);
    this.contentEnd = Math.max(this.contentStart, contentEnd);
  }

  get value(): string {
    return normaliseLineEnds(this.source.text.slice(this.contentStart, this.contentEnd));
  }
}

export class CDataNode extends Enclosed implements XmlCData {
  readonly kind = 'cdata';
}

export class CommentNode extends Enclosed implements XmlComment {
  readonly kind = 'comment';
}

export class InstructionNode extends Enclosed implements XmlInstruction {
  readonly kind = 'instruction';
  target = '';
}

export class DoctypeNode extends Leaf implements XmlDoctype {
  readonly kind = 'doctype';
}

const noAttributes: AttributeNode[] = [];
const noChildren: TreeNode[] = [];
Object.freeze(noAttributes);
Object.freeze(noChildren);

/** Keeps the compiler honest: what the parser builds is what the tree promises. */
export const asNodes = (nodes: readonly TreeNode[]): readonly XmlNode[] => nodes;
