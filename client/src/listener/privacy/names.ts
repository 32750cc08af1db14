/** Which names of users an event holds, by what `schemas/privacy.json` and the formats say; nothing is guessed here. */
import privacyFile from '../../../../schemas/privacy.json';
import type { CapturedEvent } from '../../../../server/src/wire/event';
import { formats } from '../../../../server/src/wire/receivers';
import type { Holder } from './pseudonyms';

export interface Name {
  readonly holder: Holder;
  readonly text: string;
}

type Holds = Holder | 'account';

interface PrivacyFile {
  readonly fields: readonly { readonly holds: Holds; readonly names: readonly string[] }[];
  readonly texts: readonly { readonly needs: readonly string[]; readonly pattern: string; readonly caseMatters?: boolean }[];
  readonly noNames: readonly string[];
}

const { fields, texts, noNames } = privacyFile as unknown as PrivacyFile;

const plain = (name: string): string => name.toLowerCase().replace(/[\s._-]/g, '');
const holdsByName: ReadonlyMap<string, Holds> = new Map([
  // Kinds of the contracts: a field that says it holds a user or an account, whatever its name.
  ...formats
    .flatMap(it => it.fields)
    .filter(it => it.kind === 'user' || it.kind === 'account')
    .map(it => [plain(it.name), 'account'] as const),
  ...fields.flatMap(({ holds, names }) => names.map(name => [plain(name), holds] as const)),
]);
const patterns = texts.map(it => ({ needs: it.needs, pattern: new RegExp(it.pattern, it.caseMatters === true ? 'gu' : 'giu') }));
const nobody: ReadonlySet<string> = new Set(noNames);

/** Longer than any name: then it is a text that stands in the wrong field. */
const longestName = 500;

const holdsOfField = new Map<string, Holds | undefined>();

/** What a field of this name holds of a user; undefined for every other field. */
export function holdsOf(field: string): Holds | undefined {
  if (!holdsOfField.has(field)) {
    // Names come off the wire: no more of them are remembered than there can be honest ones.
    if (holdsOfField.size >= 10_000) holdsOfField.clear();
    holdsOfField.set(field, lookUp(field));
  }
  return holdsOfField.get(field);
}

function lookUp(field: string): Holds | undefined {
  // The second of one name is numbered.
  const bare = field.replace(/ \d+$/, '');
  return holdsByName.get(plain(bare)) ?? holdsByName.get(plain(bare.slice(bare.lastIndexOf('.') + 1)));
}

/** The texts that hold all there is to read in an event: where fields are pieces of the text, the text alone. */
export function textsOf({ format, text, fields, message }: CapturedEvent): readonly string[] {
  if (piecewise.has(format)) return [text];
  const all = [text, ...Object.values(fields)];
  return message === undefined || all.includes(message) ? all : [...all, message];
}

const piecewise: ReadonlySet<string> = new Set(['delimited', 'pattern', 'plain']);

/** The names that the fields of an event hold, and that its texts mention. */
export function namesOf(event: CapturedEvent): { readonly fields: readonly Name[]; readonly texts: readonly Name[] } {
  const inFields: Name[] = [];
  const inTexts: Name[] = [];
  for (const field in event.fields) {
    const holds = holdsOf(field);
    if (holds !== undefined) inFields.push(...namesIn(holds, event.fields[field] ?? ''));
  }
  for (const { field, from } of event.altered ?? []) {
    const holds = holdsOf(field);
    if (holds !== undefined && from !== null) inFields.push(...namesIn(holds, from));
  }
  for (const text of textsOf(event)) mentioned(text, inTexts);
  return { fields: inFields, texts: inTexts };
}

/** `DIRECTORY\user`, `user@domain` or one of both alone. */
function namesIn(holds: Holds, value: string): readonly Name[] {
  const text = value.trim();
  if (text.length > longestName || isNobody(text)) return [];
  if (holds === 'directory') return [{ holder: 'directory', text }];
  const slash = text.lastIndexOf('\\');
  const at = text.lastIndexOf('@');
  const [user, directory] =
    slash >= 0 ? [text.slice(slash + 1), text.slice(0, slash)] : at > 0 ? [text.slice(0, at), text.slice(at + 1)] : [text, ''];
  const names: Name[] = [];
  if (!isNobody(user)) names.push({ holder: 'user', text: user.trim() });
  if (!isNobody(directory)) names.push({ holder: 'directory', text: directory.replace(/^\\+|\\+$/g, '').trim() });
  return names.filter(it => it.text !== '');
}

/** Every pattern has one of these in it. */
const hint = /user|\\/i;

/** The word in `hidden-user`, which stands for a name that is gone, announces none. */
const isInHidden = (text: string, index: number): boolean =>
  /^hidden-user(?![\p{L}\p{N}_-])/u.test(text.slice(Math.max(0, index - 7), index + 6));

function mentioned(text: string, into: Name[]): void {
  if (!hint.test(text)) return;
  const inSmall = text.toLowerCase();
  for (const { needs, pattern } of patterns) {
    if (!needs.every(it => inSmall.includes(it))) continue;
    for (const { groups, index } of text.matchAll(pattern)) {
      if (isInHidden(text, index)) continue;
      const user = groups?.['user']?.trim() ?? '';
      const directory = groups?.['directory']?.trim() ?? '';
      if (!isNobody(user)) into.push({ holder: 'user', text: user });
      if (!isNobody(directory)) into.push({ holder: 'directory', text: directory });
    }
  }
}

const isNobody = (text: string): boolean => text.trim() === '' || nobody.has(text.trim().toLowerCase());
