/** The names one can jump to, count and change: of an appender, and of a converter within its layout. */
import type { Appender, ConfiguredObject, Setting } from '../../model/types';
import type { Span } from '../../syntax/tree';
import { elementAt } from '../../syntax/walk';
import { holds, type Analysed } from '../analysed';
import { settingOf } from '../lookup';
import { patternAt, patternsIn } from '../patterns';

export interface NamedThing {
  readonly kind: 'appender' | 'converter';
  readonly name: string;
  /** The layout that a converter belongs to. */
  readonly owner?: ConfiguredObject;
  /** Where it is declared; the first is the one that counts. Empty for a name that nothing has. */
  readonly declarations: readonly Declaration[];
  readonly uses: readonly Span[];
}

export interface Declaration {
  /** The name. */
  readonly nameSpan: Span;
  /** All of what is declared. */
  readonly span: Span;
}

/** The thing whose name stands at the offset, with every place that speaks of it. */
export function thingAt(doc: Analysed, offset: number): { readonly thing: NamedThing; readonly span: Span } | undefined {
  return appenderAt(doc, offset) ?? converterAt(doc, offset);
}

function appenderAt({ config }: Analysed, offset: number): { thing: NamedThing; span: Span } | undefined {
  const named = [...config.appenders, ...config.references].find(it => holds(it.nameSpan, offset));
  if (!named?.nameSpan || named.name === '') return undefined;
  return { thing: appenderThing(config.appenders, config.references, named.name), span: named.nameSpan };
}

/** log4net compares appender names letter by letter. */
export function appenderThing(appenders: readonly Appender[], references: Analysed['config']['references'], name: string): NamedThing {
  return {
    kind: 'appender',
    name,
    declarations: appenders.flatMap(it => (it.name === name && it.nameSpan ? [{ nameSpan: it.nameSpan, span: it.element.span }] : [])),
    uses: references.flatMap(it => (it.name === name && it.nameSpan ? [it.nameSpan] : [])),
  };
}

/** Within one layout: the name a converter gives itself, or a word of a pattern that means it. */
function converterAt(doc: Analysed, offset: number): { thing: NamedThing; span: Span } | undefined {
  const place = patternAt(doc, offset);
  const owner = place?.owner ?? layoutAround(doc, offset);
  if (!owner) return undefined;
  const declared = declarationsIn(owner);
  const declaration = declared.find(it => holds(it.nameSpan, offset));
  const use = place?.words.find(it => holds(it.span, offset));
  const name = declaration?.name ?? use?.name;
  const span = declaration?.nameSpan ?? use?.span;
  if (name === undefined || span === undefined || !declared.some(it => it.name === name)) return undefined;
  const uses = patternsIn(doc, owner).flatMap(it => it.words.filter(word => word.name === name).map(word => word.span));
  return { thing: { kind: 'converter', name, owner, declarations: declared.filter(it => it.name === name), uses }, span };
}

/** The object whose converter's name stands at the offset: two levels above the setting that holds it. */
function layoutAround({ config, document }: Analysed, offset: number): ConfiguredObject | undefined {
  const converter = settingOf(config, elementAt(document, offset))?.owner;
  return settingOf(config, converter?.element)?.owner;
}

/** The names that a layout's converters give themselves. */
function declarationsIn(owner: ConfiguredObject): readonly (Declaration & { readonly name: string })[] {
  return owner.settings.flatMap(converter => {
    const name = nameSetting(converter);
    return name?.value ? [{ name: name.value.text, nameSpan: name.value.span, span: converter.element.span }] : [];
  });
}

function nameSetting({ object }: Setting): Setting | undefined {
  if (object?.type?.kind !== 'converter-info') return undefined;
  return object.settings.find(it => it.name.toLowerCase() === 'name');
}
