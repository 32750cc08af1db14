/** Rename: an appender with all its references, a converter with every word that uses it. */
import { BLANK, isXmlCodePoint } from '../../syntax/characters';
import type { Span } from '../../syntax/tree';
import { applyEdits, escapeValue, type Analysed, type Edit } from '../analysed';
import { patternsOf, wordNames } from '../patterns';
import { thingAt, type NamedThing } from './names';

export type Renaming =
  { readonly ok: true; readonly edits: readonly Edit[] } | { readonly ok: false; /** A sentence. */ readonly reason: string };

/** What would be renamed, or undefined where there is no name of ours. */
export function prepareRename(doc: Analysed, offset: number): { readonly span: Span; readonly name: string } | undefined {
  const found = thingAt(doc, offset);
  return found && { span: found.span, name: found.thing.name };
}

/**
 * The edits of the new name everywhere, or the reason why it cannot be. `reread` reads the text that would come out: there
 * must be as many references and words as before.
 */
export function rename(doc: Analysed, offset: number, name: string, reread: (text: string) => Analysed): Renaming {
  const thing = thingAt(doc, offset)?.thing;
  if (!thing) return { ok: false, reason: 'Only the names of appenders and of converters can be renamed here.' };
  if (name === thing.name) return { ok: true, edits: [] };
  const reason = thing.kind === 'appender' ? appenderRefusal(doc, name) : converterRefusal(doc, thing, name);
  if (reason !== undefined) return { ok: false, reason };
  const spans = [...thing.declarations.map(it => it.nameSpan), ...thing.uses];
  const edits = spans.map(span => ({ span, text: escapeValue(name, doc.text.charAt(span.start - 1) === "'" ? "'" : '"') }));
  const after = reread(applyEdits(doc.text, edits));
  if (connections(after, name) === connections(doc, thing.name)) return { ok: true, edits };
  return { ok: false, reason: 'The new name would run together with the text behind it and be read as something else.' };
}

/** How many references find something, and which words the patterns hold; the renamed one as a star. */
function connections(doc: Analysed, name: string): string {
  const words = patternsOf(doc).map(place => place.words.map(it => (it.name === name ? '*' : it.name)).join(' '));
  return [doc.config.references.filter(it => it.target !== undefined).length, ...words].join('\n');
}

function appenderRefusal({ config }: Analysed, name: string): string | undefined {
  if (name.trim() === '') return 'An appender needs a name; without one nothing can refer to it.';
  if (!isXmlText(name)) return 'The name holds a character that XML does not allow, or a line break or tab; leave it out.';
  if (name !== name.trim()) return 'A blank at the start or end of a name is easily overlooked in its references; leave it out.';
  if (config.appenders.some(it => it.name === name))
    return `There is an appender '${name}' already; log4net would use only the first of the two.`;
  // Qlik's schema restricts names so.
  if (config.dialect === 'qlik' && name.startsWith('$')) return "Qlik's schema does not allow a name that starts with '$'.";
  return undefined;
}

/** Characters that may stand in XML, and in a name on one line. */
function isXmlText(name: string): boolean {
  return Array.from(name).every(it => {
    const code = it.codePointAt(0) ?? 0;
    return code >= BLANK && isXmlCodePoint(code);
  });
}

function converterRefusal(doc: Analysed, thing: NamedThing, name: string): string | undefined {
  if (!/^[A-Za-z_][\w-]*$/.test(name))
    return 'A conversion word consists of letters, digits, hyphens and underscores and starts with a letter.';
  const taken = thing.owner !== undefined && wordNames(doc, thing.owner).includes(name);
  return taken ? `'%${name}' exists already in this layout; the converter would take its place.` : undefined;
}
