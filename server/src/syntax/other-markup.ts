/** What begins with `<!` or `<?`: comments, CDATA sections, instructions, the XML declaration, the DOCTYPE. */
import {
  BYTE_ORDER_MARK,
  CARRIAGE_RETURN,
  GREATER_THAN,
  LESS_THAN,
  LINE_FEED,
  QUESTION,
  isBlank,
  isNameChar,
  isNameStart,
} from './characters';
import * as complain from './complaints';
import { checkDeclaration } from './declaration';
import { endOfUselessDoctype, readDoctype } from './doctype';
import type { Issues } from './issues';
import { CDataNode, CommentNode, DoctypeNode, InstructionNode, type ElementNode, type Source, type TreeNode } from './nodes';
import { endOfLine, skipBlanks } from './recovery';

/** Reads such markup of one document. The text goes on at the `end` of the node that comes out. */
export class OtherMarkup {
  readonly #text: string;
  readonly #source: Source;
  readonly #issues: Issues;
  #doctypeSeen = false;
  #lateDeclarationSeen = false;
  /** Set once `-->`, `]]>` or `?>` is known not to come any more, so that looking for it does not repeat. */
  #noMoreCommentEnds = false;
  #noMoreSectionEnds = false;
  #noMoreInstructionEnds = false;

  constructor(source: Source, issues: Issues) {
    this.#text = source.text;
    this.#source = source;
    this.#issues = issues;
  }

  /** Reads what begins with `<!` at `start`. */
  declaration(parent: ElementNode | undefined, start: number, rootSeen: boolean): TreeNode {
    const text = this.#text;
    if (text.startsWith('<!--', start)) return this.#comment(parent, start);
    if (text.startsWith('<![CDATA[', start)) return this.#section(parent, start);
    if (text.startsWith('<!DOCTYPE', start)) return this.#doctype(parent, start, rootSeen);
    let end = start + 2;
    for (let code = text.charCodeAt(end); end < text.length && code !== GREATER_THAN && code !== LESS_THAN && !isLineBreak(code);)
      code = text.charCodeAt(++end);
    const contentEnd = end;
    if (text.charCodeAt(end) === GREATER_THAN) end++;
    this.#issues.add(complain.unknownDeclaration(start, end));
    return new CommentNode(this.#source, parent, start, end, start + 2, contentEnd);
  }

  /** Reads what begins with `<?` at `start`. */
  instruction(parent: ElementNode | undefined, start: number): TreeNode {
    const text = this.#text;
    let nameEnd = start + 2;
    while (isNameChar(text.charCodeAt(nameEnd))) nameEnd++;
    const target = text.slice(start + 2, nameEnd);
    const isXml = target.toLowerCase() === 'xml';
    let close = this.#noMoreInstructionEnds ? -1 : text.indexOf('?>', nameEnd);
    if (close < 0) this.#noMoreInstructionEnds = true;
    let end = close + 2;
    if (close < 0 || (isXml && !isClean(text, nameEnd, close))) {
      close = nameEnd;
      for (let code = text.charCodeAt(close); close < text.length && code !== GREATER_THAN && code !== LESS_THAN && !isLineBreak(code);) {
        code = text.charCodeAt(++close);
      }
      end = text.charCodeAt(close) === GREATER_THAN ? close + 1 : close;
      this.#issues.add(complain.unclosedInstruction(target, start, end, text.charCodeAt(close - 1) === QUESTION ? close - 1 : close));
    } else if (!isNameStart(text.charCodeAt(start + 2)) || (nameEnd !== close && !isBlank(text.charCodeAt(nameEnd)))) {
      this.#issues.add(complain.namelessInstruction(start, nameEnd));
    } else if (target === 'xml') {
      this.#xmlDeclaration(start, nameEnd, close, end);
    } else if (isXml) {
      this.#issues.add(complain.declarationInCapitals(start, nameEnd));
    } else if (target.includes(':')) {
      this.#issues.add(complain.colonInTarget(start + 2, nameEnd));
    }
    return new InstructionNode(this.#source, parent, start, end, skipBlanks(text, nameEnd), close, target);
  }

  #comment(parent: ElementNode | undefined, start: number): TreeNode {
    const text = this.#text;
    const contentStart = start + 4;
    const close = this.#noMoreCommentEnds ? -1 : text.indexOf('-->', contentStart);
    if (close < 0) {
      this.#noMoreCommentEnds = true;
      const end = endOfLine(text, contentStart);
      this.#issues.add(complain.unclosedComment(start, contentStart, end));
      return new CommentNode(this.#source, parent, start, end, contentStart, end);
    }
    const content = text.slice(contentStart, close);
    const dashes = content.indexOf('--');
    if (dashes >= 0 || content.endsWith('-')) {
      const at = contentStart + (dashes >= 0 ? dashes : content.length - 1);
      this.#issues.add(
        content.includes('<!--')
          ? complain.commentInComment(at, at + 2)
          : complain.dashesInComment(at, at + 2, { start: contentStart, end: close }, separateDashes(content)),
      );
    }
    return new CommentNode(this.#source, parent, start, close + 3, contentStart, close);
  }

  #section(parent: ElementNode | undefined, start: number): TreeNode {
    const text = this.#text;
    const contentStart = start + 9;
    const close = this.#noMoreSectionEnds ? -1 : text.indexOf(']]>', contentStart);
    if (close < 0) {
      this.#noMoreSectionEnds = true;
      const end = endOfLine(text, contentStart);
      this.#issues.add(complain.unclosedSection(start, contentStart, end));
      return new CDataNode(this.#source, parent, start, end, contentStart, end);
    }
    if (parent === undefined) this.#issues.add(complain.sectionOutside(start, close + 3));
    return new CDataNode(this.#source, parent, start, close + 3, contentStart, close);
  }

  #doctype(parent: ElementNode | undefined, start: number, rootSeen: boolean): TreeNode {
    const text = this.#text;
    const late = this.#doctypeSeen || rootSeen;
    const end = late ? endOfUselessDoctype(text, start) : readDoctype(text, start, this.#source.entities, this.#issues);
    if (late) this.#issues.add(complain.lateDoctype(start, end));
    this.#doctypeSeen = true;
    return new DoctypeNode(this.#source, parent, start, end);
  }

  #xmlDeclaration(start: number, from: number, close: number, end: number): void {
    const text = this.#text;
    const first = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
    if (start === first) {
      checkDeclaration(text, from, close, this.#issues, this.#source.entities);
      return;
    }
    const onlyBlanksBefore = !this.#lateDeclarationSeen && isBlankStretch(text, first, start);
    this.#lateDeclarationSeen = true;
    if (onlyBlanksBefore) this.#issues.dropWithin(first, start);
    this.#issues.add(complain.lateDeclaration(start, end, first, onlyBlanksBefore));
  }
}

function isLineBreak(code: number): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN;
}

function isBlankStretch(text: string, from: number, to: number): boolean {
  let at = from;
  while (at < to && (isBlank(text.charCodeAt(at)) || text.charCodeAt(at) === BYTE_ORDER_MARK || text.charCodeAt(at) === 0xa0)) at++;
  return at === to;
}

/** Whether no other tag begins or ends in a stretch. */
function isClean(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === LESS_THAN || code === GREATER_THAN) return false;
  }
  return true;
}

function separateDashes(comment: string): string {
  return comment.replace(/-(?=-)/g, '- ').replace(/-$/, '- ');
}
