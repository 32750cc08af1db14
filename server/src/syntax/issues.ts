/** Collects syntax issues while the parser works: bounded, changeable until handed out, in document order at the end. */
import type { Reference } from './entities';
import type { SyntaxCode, SyntaxIssue } from './tree';

export interface Mend {
  readonly title: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Related {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** More than anyone reads; a binary file must not make a million. */
const MOST = 1000;

/** An issue that may still change its mind, until `inOrder`. */
export class Problem {
  readonly code: SyntaxCode;
  readonly start: number;
  readonly end: number;
  readonly related: Related | undefined;
  #message: string;
  #fix: Mend | undefined;

  constructor(code: SyntaxCode, start: number, end: number, message: string, fix: Mend | undefined, related: Related | undefined) {
    this.code = code;
    this.start = start;
    this.end = end;
    this.related = related;
    this.#message = message;
    this.#fix = fix;
  }

  mend(fix: Mend): void {
    this.#fix = fix;
  }

  restate(message: string, fix: Mend): void {
    this.#message = message;
    this.#fix = fix;
  }

  get issue(): SyntaxIssue {
    const { code, start, end, related } = this;
    const fix = this.#fix;
    return {
      code,
      span: { start, end },
      message: this.#message,
      ...(related !== undefined && { related: { span: { start: related.start, end: related.end }, message: related.message } }),
      ...(fix !== undefined && { fix: { title: fix.title, span: { start: fix.start, end: fix.end }, text: fix.text } }),
    };
  }
}

export class Issues {
  readonly #text: string;
  readonly #problems: Problem[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  get count(): number {
    return this.#problems.length;
  }

  get full(): boolean {
    return this.#problems.length >= MOST;
  }

  add(code: SyntaxCode, start: number, end: number, message: string, fix?: Mend, related?: Related): Problem {
    const problem = new Problem(code, start, end, message, fix, related);
    if (!this.full) this.#problems.push(problem);
    return problem;
  }

  /** What is wrong with the reference at `at`. */
  addReference(at: number, reference: Reference): void {
    const { fault, end } = reference;
    if (fault === undefined) return;
    const written = this.#text.slice(at, end);
    const escape: Mend = { title: "Write '&amp;'", start: at, end: at + 1, text: '&amp;' };
    switch (fault.kind) {
      case 'bare':
        this.add('raw-ampersand', at, at + 1, "A '&' must be written '&amp;': the file is not loaded.", escape);
        return;
      case 'unfinished':
        this.add(
          'raw-ampersand',
          at,
          end,
          `'${written}' lacks its semicolon: the file is not loaded. Write '${written};', or '&amp;' for the sign itself.`,
          {
            title: `Write '${written};'`,
            start: end,
            end,
            text: ';',
          },
        );
        return;
      case 'unknown':
        this.add(
          'unknown-entity',
          at,
          end,
          `XML does not know '${written}': the file is not loaded. Only &lt; &gt; &amp; &quot; &apos; and numbers such as &#160; are known.`,
          fault.name === 'nbsp' ? { title: "Write '&#160;'", start: at, end, text: '&#160;' } : escape,
        );
        return;
      case 'character':
        this.add('invalid-character', at, end, `'${written}' names a character that may not occur in XML: the file is not loaded.`, {
          title: 'Delete it',
          start: at,
          end,
          text: '',
        });
    }
  }

  /** Takes back what was said about a stretch of text, because something larger is wrong with it. */
  dropWithin(start: number, end: number): void {
    for (
      let last = this.#problems.at(-1);
      last !== undefined && last.start >= start && last.end <= end && last.code !== 'invalid-character';
    ) {
      this.#problems.pop();
      last = this.#problems.at(-1);
    }
  }

  inOrder(): readonly SyntaxIssue[] {
    return this.#problems.map(it => it.issue).sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  }
}
