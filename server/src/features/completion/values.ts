/** Values by their kind: levels, booleans, enums, encodings, examples. */
import type { PropertyFact, ValueKind } from '../../catalogue/types';
import type { Span } from '../../syntax/tree';
import { escapeValue, type Analysed } from '../analysed';
import { levelMap } from '../../model/levels';
import { sorted, type Completion } from './item';

/** What may be written for a property, given the span of its value and the cursor in it. */
export function propertyValues(doc: Analysed, fact: PropertyFact, span: Span, offset: number): readonly Completion[] {
  // What is required has a default that does not work.
  const written = fact.required === undefined ? (fact.default ?? '') : '';
  // The number of a choice without a name is .NET's way to write it, and no person's.
  const preset = fact.kind === 'enum' && /^-?\d+$/.test(written) ? '' : written;
  const given = (fact.values ?? []).map(it => value(it, span, 0));
  const last = preset === '' ? [] : [value(preset, span, 1)];
  const items = unique([...given, ...kindValues(doc, fact.kind, fact.clrType, span, offset), ...last]);
  return items.map(it => (it.detail === undefined && it.label.toLowerCase() === preset.toLowerCase() ? { ...it, detail: 'default' } : it));
}

/** What may be written for a kind of value. */
export function kindValues(doc: Analysed, kind: ValueKind, clrType: string, span: Span, offset: number): readonly Completion[] {
  switch (kind) {
    case 'bool':
      return ['true', 'false'].map(it => value(it, span, 0));
    case 'level':
      return levels(doc, span);
    case 'enum':
      return enumValues(doc, clrType, span, offset);
    case 'encoding':
    case 'address':
    case 'port':
    case 'file-size':
    case 'time-span':
    case 'date-format':
      return doc.catalogue.value(kind).examples.map((it, index) => value(it, span, 2, String(index)));
    case 'string':
    case 'pattern':
    case 'pattern-string':
    case 'int':
    case 'long':
    case 'byte':
    case 'short':
    case 'type':
    case 'regex':
    case 'file-path':
    case 'host':
    case 'mail-addresses':
    case 'object':
    case 'unknown':
      return [];
  }
}

/** log4net's levels from the least to the most talkative, and those that the file declares. */
function levels({ catalogue, config }: Analysed, span: Span): readonly Completion[] {
  const known = catalogue.levels
    .filter(it => it.usable)
    .toSorted((a, b) => b.value - a.value)
    .map<Completion>((it, index) => ({
      ...value(it.name, span, common.has(it.name) ? 0 : 2, String(index).padStart(2, '0')),
      detail: String(it.value),
      about: { kind: 'level', name: it.name },
    }));
  const own = [...levelMap(config, catalogue).values()]
    .filter(it => it.definedBy !== undefined && catalogue.level(it.name) === undefined)
    .map(it => ({ ...value(it.name, span, 1), detail: `${it.value}, declared in this file` }));
  return [...known, ...own];
}

/** Those that Qlik and nearly all files use. */
const common: ReadonlySet<string> = new Set(['OFF', 'FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'ALL']);

function enumValues({ catalogue, text }: Analysed, clrType: string, span: Span, offset: number): readonly Completion[] {
  const fact = catalogue.enumOf(clrType);
  if (!fact) return [];
  const piece = fact.flags ? pieceAt(text, span, offset) : span;
  return fact.values.map(it => ({ ...value(it.name, piece, 0), about: { kind: 'enum', type: clrType, name: it.name } }));
}

/** The part between commas that holds the offset, without the blanks around it. */
function pieceAt(text: string, span: Span, offset: number): Span {
  const before = text.slice(span.start, offset);
  const start = span.start + before.lastIndexOf(',') + 1;
  const blanks = /^\s*/.exec(text.slice(start, offset))?.[0].length ?? 0;
  const comma = text.slice(offset, span.end).indexOf(',');
  return { start: start + blanks, end: comma < 0 ? span.end : offset + comma };
}

/** A plain value. */
export function value(text: string, span: Span, rank: number, order = text): Completion {
  return { label: text, kind: 'value', span, text: escapeValue(text), sort: sorted(rank, order) };
}

/** The first of each label. */
export function unique(items: readonly Completion[]): readonly Completion[] {
  const seen = new Set<string>();
  return items.filter(it => !seen.has(it.label) && seen.add(it.label));
}
