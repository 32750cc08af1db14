/** Signature help: what may stand in the braces of a conversion word. */
import type { Analysed } from './analysed';
import { patternAt } from './patterns';

export interface Signature {
  /** `%date{format}` */
  readonly label: string;
  readonly doc: string;
  /** The part of the label that is being written. */
  readonly parameter: string;
  readonly parameterDoc: string;
}

/** For the braces around the offset, closed or not; undefined where the word takes no option. */
export function signatureHelp(doc: Analysed, offset: number): Signature | undefined {
  const place = patternAt(doc, offset);
  if (!place) return undefined;
  const at = place.toPattern(offset);
  for (const part of place.parts) {
    if (part.kind !== 'conversion') continue;
    const inside = part.optionSpan ? part.optionSpan.start <= at && at <= part.optionSpan.end : part.unclosedOption && part.span.end <= at;
    if (!inside) continue;
    const fact = doc.catalogue.word(place.language, part.word);
    const option = part.converter.declared ? undefined : fact?.option;
    if (!fact || !option) return undefined;
    const values = option.values ? `One of ${option.values.join(', ')}${option.kind === 'keyword' ? '' : ', or your own'}. ` : '';
    return {
      label: `%${part.word}${option.syntax}`,
      doc: fact.doc,
      parameter: option.syntax.replace(/[{}]/g, ''),
      parameterDoc: `${values}Without it: ${option.default ?? 'nothing special'}.`,
    };
  }
  return undefined;
}
