/** Collects syntax issues while the parser works: bounded, changeable until handed out, in document order at the end. */
import { bareAmpersand, invalidReference, noRoot, unfinishedReference, unknownEntity, type Complaint, type Mend } from './complaints';
import type { Reference } from './entities';
import type { SyntaxIssue } from './tree';

/** More than anyone reads; a binary file must not make a million. */
const MOST = 1000;

/** An issue that may still change its mind, until `inOrder`. */
export class Problem {
  #complaint: Complaint;

  constructor(complaint: Complaint) {
    this.#complaint = complaint;
  }

  get start(): number {
    return this.#complaint.start;
  }
  get end(): number {
    return this.#complaint.end;
  }
  /** Said about a character, whatever else is wrong around it. */
  get lasting(): boolean {
    return this.#complaint.code === 'invalid-character';
  }

  mend(mend: Mend): void {
    this.#complaint = { ...this.#complaint, mend };
  }

  restate(better: Pick<Complaint, 'message' | 'mend'>): void {
    this.#complaint = { ...this.#complaint, ...better };
  }

  get issue(): SyntaxIssue {
    const { code, start, end, message, related, mend } = this.#complaint;
    return {
      code,
      span: { start, end },
      message,
      ...(related !== undefined && { related: { span: { start: related.start, end: related.end }, message: related.message } }),
      ...(mend !== undefined && { fix: { title: mend.title, span: { start: mend.start, end: mend.end }, text: mend.text } }),
    };
  }
}

/** Stands for all that are beyond the limit: whoever changes it changes nothing. */
const uncounted = new Problem(noRoot(0, true));

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

  /** Adds it, unless there are too many already. */
  add(complaint: Complaint): Problem {
    if (this.full) return uncounted;
    const problem = new Problem(complaint);
    this.#problems.push(problem);
    return problem;
  }

  /** What is wrong with the reference at `at`, if anything. */
  addReference(at: number, { fault, end }: Reference): void {
    const written = this.#text.slice(at, end);
    switch (fault?.kind) {
      case undefined:
        return;
      case 'bare':
        this.add(bareAmpersand(at));
        return;
      case 'unfinished':
        this.add(unfinishedReference(at, end, written));
        return;
      case 'unknown':
        this.add(unknownEntity(at, end, written, fault.name));
        return;
      case 'character':
        this.add(invalidReference(at, end, written));
    }
  }

  /** Takes back what was said last about a stretch of text, because something larger is wrong with it. */
  dropWithin(start: number, end: number): void {
    for (let last = this.#problems.at(-1); last !== undefined && last.start >= start && last.end <= end && !last.lasting;) {
      this.#problems.pop();
      last = this.#problems.at(-1);
    }
  }

  inOrder(): readonly SyntaxIssue[] {
    return this.#problems.map(it => it.issue).sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  }
}
