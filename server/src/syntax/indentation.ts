/** How a file indents its lines: what is put in should look like what stands there. */
import type { Span, XmlElement } from './tree';

/** The white space in front of an element on its line. */
export function indentOf(text: string, { span }: XmlElement): string {
  const line = text.lastIndexOf('\n', span.start - 1) + 1;
  return /^[ \t]*/.exec(text.slice(line, span.start))?.[0] ?? '';
}

/** How much deeper a child of the element stands: as its own children do, else as it does itself, else as the file begins. */
export function indentStep(text: string, element: XmlElement): string {
  const child = element.children.find(it => it.kind === 'element');
  return (
    deeper(text, element, child) ??
    deeper(text, element.parent, element) ??
    /^(?:\t| {1,8})(?=\S)/m.exec(text.slice(0, LOOKED_AT))?.[0] ??
    '  '
  );
}

const LOOKED_AT = 20_000;

function deeper(text: string, outer: XmlElement | undefined, inner: XmlElement | undefined): string | undefined {
  if (!outer || !inner) return undefined;
  const [from, to] = [indentOf(text, outer), indentOf(text, inner)];
  return to.length > from.length && to.startsWith(from) ? to.slice(from.length) : undefined;
}

/** The end of the comments that stand behind a place on the same line, and speak about what is there; else the place itself. */
export function behindItsComments(text: string, { end }: Span): number {
  const comments = /^(?:[ \t]*<!--(?:(?!-->)[^\r\n])*-->)+(?=[ \t]*(?:\r?\n|$))/.exec(text.slice(end, end + 2_000));
  return end + (comments?.[0].length ?? 0);
}
