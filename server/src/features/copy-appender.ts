/** A second, temporary appender that sends the same to another address, and its end: what the first one sends is left as it is. */
import type { Appender } from '../model/types';
import type { Span } from '../syntax/tree';
import type { Analysed, Edit } from './analysed';

/** How the comment in front of a copy begins: by it, and nothing else, a copy is known. */
const mark = 'Temporary: a copy for the test listener';

/** Edits that put in the copy, and a reference beside each one to the original; undefined where there is no such appender, or no address to change. */
export function copyAppender({ text, config }: Analysed, appenderName: string, address: string): readonly Edit[] | undefined {
  const appender = config.appenderNamed(appenderName);
  const at = appender && addressOf(appender);
  const named = appender?.nameSpan;
  if (appender === undefined || at === undefined || named === undefined) return undefined;
  // As it is written, references to characters and all: it goes back into markup.
  const name = text.slice(named.start, named.end) + freeEnding(appenderName, new Set(config.appenders.map(it => it.name)));
  const { element } = appender;
  const span = { start: element.startTag.start, end: element.span.end };
  const copy = replaced(text, span, [
    { span: named, text: name },
    { span: at, text: address },
  ]);
  const indent = indentAt(text, span.start);
  const comment = `<!-- ${mark} on ${address}. Delete it, and the references to it, when done. -->`;
  const references = appender.referencedBy.flatMap(({ element: reference, nameSpan }) => {
    if (nameSpan === undefined) return [];
    const there = reference.span;
    const line = replaced(text, there, [{ span: nameSpan, text: name }]);
    return [{ span: { start: there.end, end: there.end }, text: `${indentAt(text, there.start)}${line}` }];
  });
  return [{ span: { start: span.end, end: span.end }, text: `${indent}${comment}${indent}${copy}` }, ...references];
}

/**
 * Edits that take every copy out again with its comment and the references to it, and leave nothing else changed.
 * @param keep ports: a copy that sends there stays
 */
export function removeCopies({ text, config, document }: Analysed, keep: readonly number[]): readonly Edit[] {
  return config.appenders.flatMap(appender => {
    const { element } = appender;
    const siblings = element.parent?.children ?? document.nodes;
    const before = siblings.slice(0, siblings.indexOf(element)).findLast(it => it.kind !== 'text' || it.value.trim() !== '');
    if (before?.kind !== 'comment' || !before.value.trim().startsWith(mark)) return [];
    const port = appender.settings.findLast(it => it.name.toLowerCase() === 'remoteport')?.value?.text;
    if (keep.includes(Number(port))) return [];
    const spans = [{ start: before.span.start, end: element.span.end }, ...appender.referencedBy.map(it => it.element.span)];
    return spans.map(({ start, end }) => ({ span: { start: start - blanksBefore(text, start), end }, text: '' }));
  });
}

/** As many as `indentAt` has put in. */
function blanksBefore(text: string, start: number): number {
  const before = text.slice(Math.max(0, start - 200), start);
  return (/\r?\n[ \t]*$/.exec(before) ?? / $/.exec(before))?.[0].length ?? 0;
}

function addressOf({ settings }: Appender): Span | undefined {
  return settings.findLast(it => it.name.toLowerCase() === 'remoteaddress')?.value?.span;
}

function freeEnding(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const ending = number === 1 ? '-test-copy' : `-test-copy-${number}`;
    if (!taken.has(name + ending)) return ending;
  }
}

/** The text of a span with parts of it replaced. */
function replaced(text: string, { start, end }: Span, edits: readonly Edit[]): string {
  let result = '';
  let at = start;
  for (const edit of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    result += text.slice(at, edit.span.start) + edit.text;
    at = edit.span.end;
  }
  return result + text.slice(at, end);
}

/** The line break and the blanks in front of what stands there; a blank where something else stands on the line. */
function indentAt(text: string, start: number): string {
  return /(\r?\n[ \t]*)$/.exec(text.slice(Math.max(0, start - 200), start))?.[1] ?? ' ';
}
