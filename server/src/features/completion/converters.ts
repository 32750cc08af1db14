/** Converters that people usually declare: a word that brings its declaration along, and names for a declaration. */
import { indentOf, indentStep } from '../../syntax/indentation';
import type { Span } from '../../syntax/tree';
import type { ConfiguredObject } from '../../model/types';
import { escapeValue, type Analysed, type Edit } from '../analysed';
import { shortName } from '../describe';
import type { PatternPlace } from '../patterns';
import { sorted, type Completion } from './item';

/** Words of a layout that lack only their converter; accepting one adds it. `percent` is `%` where none is typed yet. */
export function usualWords(
  doc: Analysed,
  { owner, vocabulary, language }: PatternPlace,
  span: Span,
  percent: string,
): readonly Completion[] {
  const { catalogue } = doc;
  if (language !== 'layout' || !canDeclare(doc, owner)) return [];
  return catalogue.usualConverters
    .filter(it => !vocabulary.words.has(it.name))
    .map(({ name, type }) => ({
      label: name,
      kind: 'word',
      span,
      text: percent + name,
      ...(percent !== '' && { filter: `%${name}` }),
      sort: sorted(3, name),
      detail: `adds the converter ${shortName(type)}`,
      about: { kind: 'type', type },
      more: [declaration(doc, owner, name, type)],
    }));
}

/** Names for a converter that is being declared: those that its class usually has first. */
export function usualNames({ catalogue }: Analysed, converter: ConfiguredObject, span: Span): readonly Completion[] {
  const typeText = converter.settings.findLast(it => it.name.toLowerCase() === 'type')?.value?.text;
  const chosen = typeText === undefined ? undefined : catalogue.findType(typeText)?.type;
  return catalogue.usualConverters
    .filter(it => chosen === undefined || it.type === chosen)
    .map(({ name, type }) => ({
      label: name,
      kind: 'value',
      span,
      text: name,
      sort: sorted(0, name),
      detail: shortName(type),
      about: { kind: 'type', type },
    }));
}

function canDeclare({ catalogue }: Analysed, { type, element }: ConfiguredObject): boolean {
  return type !== undefined && !element.selfClosing && catalogue.property(type, 'converter') !== undefined;
}

/** First in the layout: Qlik's schema wants converters in front of everything else. */
function declaration({ text, config }: Analysed, { element }: ConfiguredObject, name: string, type: string): Edit {
  const indent = indentOf(text, element);
  const step = indentStep(text, element);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const setting = (property: string, value: string): string =>
    config.dialect === 'qlik'
      ? `<param name="${property}" value="${escapeValue(value)}" />`
      : `<${property} value="${escapeValue(value)}" />`;
  const lines = ['<converter>', `${step}${setting('name', name)}`, `${step}${setting('type', type)}`, '</converter>'];
  const at = element.startTag.end;
  return { span: { start: at, end: at }, text: lines.map(it => `${eol}${indent}${step}${it}`).join('') };
}
