/** The blanks of a sample: `<IP of server …>` and its like inside a value, each to be filled in by a person. */
import type { PropertyFact, ValueKind } from '../catalogue/types';
import { isBlankToFillIn } from '../model/blanks';
import type { Analysed } from './analysed';
import { everySetting, settingWithValueAt } from './lookup';

export interface Blank {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** What it stands for, by the property it is the value of. */
  readonly wants: 'address' | 'port' | 'mail' | 'text';
}

/** In document order. Both the raw `<…>`, which no XML reader takes, and a whole value that is one. */
export function placeholders(doc: Analysed): readonly Blank[] {
  const { document, config, text } = doc;
  const raw = document.issues.filter(it => it.code === 'placeholder').map(it => it.span);
  const whole = [...everySetting(config)].flatMap(({ setting: { value, fact } }) => {
    if (value === undefined || raw.some(it => it.start < value.span.end && value.span.start < it.end)) return [];
    // One word in brackets may be meant as it stands: <event> in a pattern.
    const counts = wanted(fact) === 'address' || /\S\s+\S/.test(value.text);
    return counts && isBlankToFillIn(value.text, fact?.kind) ? [value.span] : [];
  });
  return [...raw, ...whole]
    .filter(it => it.start >= doc.scope.start && it.end <= doc.scope.end)
    .sort((a, b) => a.start - b.start)
    .map(({ start, end }) => ({
      text: text.slice(start, end),
      start,
      end,
      wants: wanted(settingWithValueAt(config, { start, end })?.setting.fact),
    }));
}

function wanted(fact: PropertyFact | undefined): Blank['wants'] {
  return (fact && wants[fact.kind]) ?? 'text';
}

const wants: Partial<Record<ValueKind, Blank['wants']>> = { address: 'address', host: 'address', port: 'port', 'mail-addresses': 'mail' };
