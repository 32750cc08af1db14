/** Which word of which conversion pattern wrote a field of a datagram that came in on a port. */
import type { Catalogue } from '../catalogue/types';
import { declaredConverters } from '../model/patterns';
import type { Appender, ConfiguredObject, Configuration } from '../model/types';
import { parsePattern, type PatternPart } from '../pattern/parse';
import { vocabulary } from '../pattern/vocabulary';
import { patternReader } from '../wire/pattern-text';

export interface FieldSourcesInput {
  readonly port: number;
  readonly text: string;
  /** The event's fields in their order, as its contract or the pattern names them. */
  readonly fields: readonly string[];
}

/** Offsets are UTF-16, into the configuration. */
export interface SourceSpan {
  readonly start: number;
  readonly end: number;
}

export interface FieldSources {
  readonly appender: string;
  /** The whole pattern. */
  readonly pattern: SourceSpan;
  /** By the field's name; a field that no word wrote is not among them. */
  readonly fields: Readonly<Record<string, SourceSpan & { readonly part: string }>>;
}

/** Undefined where no UDP appender with a pattern sends to the port. Of several the one whose pattern fits the text. */
export function fieldSources(config: Configuration, catalogue: Catalogue, input: FieldSourcesInput): FieldSources | undefined {
  const senders = config.appenders.filter(
    it => it.type?.behaviour === 'udp-datagram' && it.shadowedBy === undefined && Number(valueOf(it, 'remotePort')) === input.port,
  );
  const patterns = senders.flatMap(appender => patternOf(appender, catalogue));
  const fitting =
    patterns.find(it => patternReader(it.parts).match(input.text) !== undefined) ?? patterns.find(it => begins(it, input.text));
  const chosen = fitting ?? patterns[0];
  if (chosen === undefined) return undefined;
  const { appender, parts, start, end, text } = chosen;
  const words = wordsOf(parts, input.fields);
  return {
    appender: appender.name,
    pattern: { start, end },
    fields: Object.fromEntries(
      [...words].map(([name, { span }]) => [
        name,
        // A value with entities in it is longer in the file than it reads: then the part is somewhere in the pattern.
        { part: text.slice(span.start, span.end), start: Math.min(end, start + span.start), end: Math.min(end, start + span.end) },
      ]),
    ),
  };
}

/** A conversion pattern, parsed, and the port that its appender sends to. */
export interface PortPattern {
  readonly port: number;
  readonly parts: readonly PatternPart[];
}

/** For whoever listens: by what patterns datagrams on which ports were written. In document order. */
export function portPatterns(config: Configuration, catalogue: Catalogue): readonly PortPattern[] {
  return config.appenders.flatMap(it => {
    const port = Number(valueOf(it, 'remotePort'));
    if (it.type?.behaviour !== 'udp-datagram' || it.shadowedBy !== undefined || !Number.isInteger(port)) return [];
    return patternOf(it, catalogue).map(({ parts }) => ({ port, parts }));
  });
}

interface Pattern extends SourceSpan {
  readonly appender: Appender;
  readonly text: string;
  readonly parts: readonly PatternPart[];
}

function patternOf(appender: Appender, catalogue: Catalogue): readonly Pattern[] {
  const layout = appender.settings.findLast(it => it.object !== undefined && it.name.toLowerCase() === 'layout')?.object;
  const value = layout?.settings.findLast(it => it.fact?.kind === 'pattern' && it.value !== undefined)?.value;
  if (layout === undefined || value === undefined) return [];
  const parts = parsePattern(value.text, vocabulary(catalogue.words('layout'), declaredConverters(layout, catalogue)));
  return [{ appender, text: value.text, parts, start: value.span.start, end: value.span.end }];
}

/** Whether the text begins with what the pattern begins with, up to its first word. */
function begins({ parts }: Pattern, text: string): boolean {
  const [first] = parts;
  return first?.kind === 'literal' && first.text !== '' && text.startsWith(first.text);
}

/** By name where pattern and event call it the same, otherwise by place: the fields between separators, counted from the left. */
function wordsOf(parts: readonly PatternPart[], fields: readonly string[]): ReadonlyMap<string, PatternPart> {
  const places = inPlaces(parts);
  const words = new Map<string, PatternPart>();
  fields.forEach((name, at) => {
    const named = parts.find(it => it.kind === 'conversion' && (it.option ?? it.word).toLowerCase() === name.toLowerCase());
    const [placed] = places[at] ?? [];
    const word = named ?? (places.length === fields.length ? placed : undefined);
    if (word !== undefined) words.set(name, word);
  });
  return words;
}

/** The words between one semicolon and the next. */
function inPlaces(parts: readonly PatternPart[]): readonly (readonly PatternPart[])[] {
  const places: PatternPart[][] = [[]];
  for (const part of parts) {
    if (part.kind === 'conversion') places.at(-1)?.push(part);
    else if (part.kind === 'literal') for (let left = part.text.split(';').length - 1; left > 0; left--) places.push([]);
  }
  return places;
}

/** The last of a name wins, in any case of letters. */
function valueOf({ settings }: ConfiguredObject, name: string): string | undefined {
  return settings.findLast(it => it.name.toLowerCase() === name.toLowerCase())?.value?.text;
}
