/** The tolerant XML tree: what `parse` gives for any text whatever. Knows XML, not log4net. */

/** A half-open range of UTF-16 offsets into the text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What `parse` returns. `text` is the text it was given; offsets everywhere refer to it. */
export interface XmlDocument {
  readonly text: string;
  /** Elements at the top level; a well-formed document has exactly one. */
  readonly roots: readonly XmlElement[];
  /** Everything at the top level in document order, comments and declaration included. */
  readonly nodes: readonly XmlNode[];
  /** What keeps a conforming reader from loading the text, in document order: causes, not their consequences. */
  readonly issues: readonly SyntaxIssue[];
}

export type XmlNode = XmlElement | XmlText | XmlCData | XmlComment | XmlInstruction | XmlDoctype;

export interface XmlElement {
  readonly kind: 'element';
  /** As written, with its prefix; empty where only `<` has been typed. */
  readonly name: string;
  /** The name without its prefix: what log4net compares in most places. */
  readonly localName: string;
  readonly nameSpan: Span;
  /** From `<` to the end of the closing tag, or to where the element ends for want of one. */
  readonly span: Span;
  /** From `<` to `>` inclusive, or to where it breaks off. */
  readonly startTag: Span;
  /** `</name>`; absent for `<name/>` and where it is missing. */
  readonly endTag?: Span | undefined;
  /** The name inside `</name>`; absent without an end tag. */
  readonly endNameSpan?: Span | undefined;
  readonly selfClosing: boolean;
  /** False where the closing tag is missing. */
  readonly closed: boolean;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlNode[];
  readonly parent: XmlElement | undefined;
}

export interface XmlAttribute {
  readonly name: string;
  readonly nameSpan: Span;
  /** From the first letter of the name to the closing quote. */
  readonly span: Span;
  /** Entities decoded, line breaks and tabs made blanks, as a conforming reader hands it on; absent without `=`. */
  readonly value?: string | undefined;
  /** What stands between the quotes, as written. */
  readonly valueSpan?: Span | undefined;
  /** Absent where the value is written without quotes. */
  readonly quote?: '"' | "'" | undefined;
  readonly element: XmlElement;
}

export interface XmlText {
  readonly kind: 'text';
  readonly span: Span;
  /** Entities decoded, CR LF made LF. */
  readonly value: string;
  readonly parent: XmlElement | undefined;
}

export interface XmlCData {
  readonly kind: 'cdata';
  readonly span: Span;
  readonly value: string;
  readonly parent: XmlElement | undefined;
}

export interface XmlComment {
  readonly kind: 'comment';
  readonly span: Span;
  /** What stands between `<!--` and `-->`. */
  readonly value: string;
  readonly parent: XmlElement | undefined;
}

/** A processing instruction, or the XML declaration (`target` is then `xml`). */
export interface XmlInstruction {
  readonly kind: 'instruction';
  readonly span: Span;
  readonly target: string;
  readonly value: string;
  readonly parent: XmlElement | undefined;
}

export interface XmlDoctype {
  readonly kind: 'doctype';
  readonly span: Span;
  readonly parent: XmlElement | undefined;
}

/** Stable ids of syntax issues; a finding's code is `syntax/` + this. */
export type SyntaxCode =
  | 'raw-less-than'
  | 'raw-ampersand'
  | 'unknown-entity'
  | 'smart-quote'
  | 'invisible-character'
  | 'invalid-character'
  | 'declaration'
  | 'duplicate-attribute'
  | 'missing-value'
  | 'missing-quote'
  | 'missing-blank'
  | 'unclosed-tag'
  | 'unclosed-element'
  | 'unexpected-end-tag'
  | 'unclosed-comment'
  | 'comment-dashes'
  | 'unclosed-section'
  | 'invalid-name'
  | 'text-outside'
  | 'several-roots'
  | 'no-root'
  | 'namespace-prefix'
  /** `<IP of server …>` and its like inside a value: a sample's blank that nobody filled in. */
  | 'placeholder';

export interface SyntaxIssue {
  readonly code: SyntaxCode;
  readonly span: Span;
  /** A sentence: what is wrong and what to do. */
  readonly message: string;
  /** Another place that explains this one, such as the start tag that was never closed. */
  readonly related?: { readonly span: Span; readonly message: string };
  /** The text that mends it, where one is certain; replaces `fix.span`. */
  readonly fix?: { readonly title: string; readonly span: Span; readonly text: string };
}
