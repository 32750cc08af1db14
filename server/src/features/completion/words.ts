/** Inside a conversion pattern: words after a percent sign, and what their braces may hold. */
import { propertiesFor } from '../../catalogue/services';
import type { WordFact } from '../../catalogue/types';
import type { Configuration } from '../../model/types';
import { loggersReaching } from '../../model/reach';
import type { Span, XmlElement } from '../../syntax/tree';
import { escapeValue, type Analysed } from '../analysed';
import type { PatternPlace } from '../patterns';
import { usualWords } from './converters';
import { sorted, type Completion } from './item';
import { kindValues, unique, value } from './values';

/** What fits at the offset: options within braces, else words. */
export function patternItems(doc: Analysed, place: PatternPlace, offset: number): readonly Completion[] {
  const at = place.toPattern(offset);
  // Between `&` and `;` stands no part of the pattern.
  if (place.toDocument({ start: at, end: at }).start !== offset) return [];
  const before = place.text.slice(0, at);
  const open = /%[-\d.]*([A-Za-z][\w-]*)\{([^{}]*)$/.exec(before);
  if (open) return options(doc, place, open[1] ?? '', at - (open[2]?.length ?? 0), offset, at);
  const started = /%([-\d.]*)([A-Za-z][\w-]*)?$/.exec(before);
  // `%%` prints a percent sign; nothing begins there.
  const percent = started && !/(?:^|[^%])(?:%%)+$/.test(before);
  const start = percent ? at - (started[2]?.length ?? 0) : at;
  const rest = percent ? (/^[A-Za-z][\w-]*/.exec(place.text.slice(at))?.[0].length ?? 0) : 0;
  const span = place.toDocument({ start, end: at + wholeWord(place, start, at, rest) });
  return words(doc, place, span, percent ? '' : '%', place.text.charAt(at + rest) === '{');
}

/** How much behind the cursor belongs to the word: all letters, unless the word before the cursor is complete already. */
function wholeWord({ parts }: PatternPlace, start: number, at: number, rest: number): number {
  const word = parts.find(it => it.kind === 'conversion' && it.wordSpan.start === start);
  if (word?.kind === 'conversion') return word.wordSpan.end > at ? word.wordSpan.end - at : 0;
  return rest;
}

function words(doc: Analysed, place: PatternPlace, span: Span, percent: string, hasBraces: boolean): readonly Completion[] {
  const { catalogue } = doc;
  const { language, vocabulary } = place;
  const declared = [...vocabulary.words.values()].filter(it => it.declared && it.name !== '');
  const own = declared.map<Completion>(it => ({
    label: it.name,
    kind: 'word',
    span,
    text: percent + it.name,
    ...(percent !== '' && { filter: `%${it.name}` }),
    sort: sorted(0, it.name),
    detail: `converter of this layout · ${it.type}`,
    ...(catalogue.findType(it.type) && { about: { kind: 'type', type: it.type } as const }),
  }));
  const known = catalogue.words(language).flatMap(word => word.names.map(name => wordItem(word, name, language, span, percent, hasBraces)));
  return unique([...own, ...known, ...usualWords(doc, place, span, percent)]);
}

function wordItem(
  word: WordFact,
  name: string,
  language: 'layout' | 'string',
  span: Span,
  percent: string,
  hasBraces: boolean,
): Completion {
  // A property without its name prints all of them, which is hardly ever meant.
  const asks = word.behaviour === 'property' && !hasBraces;
  return {
    label: name,
    kind: 'word',
    span,
    text: `${percent}${name}${asks ? '{$1}' : ''}`,
    ...(percent !== '' && { filter: `%${name}` }),
    sort: sorted(name === spelling(word) ? 1 : 2, name),
    detail: [word.option?.syntax, name === spelling(word) ? undefined : `= %${spelling(word)}`].filter(Boolean).join(' '),
    about: { kind: 'word', language, name },
    ...(asks && { snippet: true, suggestAgain: true }),
  };
}

/** The one of several names that people write: the shortest of the long ones, in small letters. */
function spelling({ names }: WordFact): string {
  const long = names.filter(it => it.length > 1 && it === it.toLowerCase());
  return [...long].sort((a, b) => a.length - b.length || a.localeCompare(b))[0] ?? names[0] ?? '';
}

function options(doc: Analysed, place: PatternPlace, word: string, start: number, offset: number, at: number): readonly Completion[] {
  const { catalogue, config } = doc;
  const end = /^[^{}%]*(?=\})/.exec(place.text.slice(at))?.[0].length ?? 0;
  const span = place.toDocument({ start, end: at + end });
  const converter = place.vocabulary.words.get(word);
  if (converter?.behaviour === 'property') return propertyNames(config, place, span);
  const option = converter?.declared ? undefined : catalogue.word(place.language, word)?.option;
  const values = (option?.values ?? []).map<Completion>((it, index) => ({
    label: it,
    kind: 'value',
    span,
    text: it,
    sort: sorted(0, String(index)),
    ...(it === option?.default && { detail: 'default' }),
  }));
  if (option?.enum !== undefined) return kindValues(doc, 'enum', option.enum, span, offset);
  return [...values, ...(option?.examples ?? []).map((it, index) => value(it, span, 1, String(index)))];
}

/** Properties of the rows that the loggers in front of this appender carry; without a logger, of all. */
function propertyNames(config: Configuration, { owner }: PatternPlace, span: Span): readonly Completion[] {
  let element: XmlElement | undefined = owner.element;
  while (element && !config.appenders.some(it => it.element === element)) element = element.parent;
  const appender = config.appenders.find(it => it.element === element);
  const loggers = appender ? loggersReaching(config, appender).map(it => it.name) : [];
  const names = (loggers.length > 0 ? loggers : ['']).flatMap(propertiesFor);
  return unique(
    names.map(({ name, doc, certainty }) => ({
      label: name,
      kind: 'value',
      span,
      text: escapeValue(name),
      sort: sorted(0, name),
      detail: certainty === 'inferred' ? 'inferred' : '',
      about: { kind: 'text', markdown: doc },
    })),
  );
}
