/** What a complaint about the syntax is made of, and the small pieces of its texts. */
import type { SyntaxCode } from '../tree';

/** A replacement of one stretch of text. */
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

export interface Complaint {
  readonly code: SyntaxCode;
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly mend?: Mend | undefined;
  readonly related?: Related | undefined;
}

/** A name with its place. */
export interface Placed {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export const NOT_LOADED = 'the file is not loaded';

/** Puts text in at an offset. */
export function insertion(at: number, text: string, title: string): Mend {
  return { title, start: at, end: at, text };
}

export function deletion(start: number, end: number): Mend {
  return { title: 'Delete it', start, end, text: '' };
}

export function escapedAmpersand(at: number): Mend {
  return { title: "Write '&amp;'", start: at, end: at + 1, text: '&amp;' };
}

export function opened({ name, start, end }: Placed): Related {
  return { start, end, message: `<${name}> is open here.` };
}

export function codePoint(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

export function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
