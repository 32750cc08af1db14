/** The blanks of a sample: `<IP of server …>` and its like inside a value, each to be filled in by a person. */
import type { PropertyFact, ValueKind } from '../catalogue/types';
import type { Span } from '../syntax/tree';
import type { Analysed } from './analysed';
import { everySetting, settingWithValueAt } from './lookup';

export interface Blank {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** What it stands for, by the property it is the value of. */
  readonly wants: 'address' | 'port' | 'mail' | 'text';
}

/** In document order. Both the raw `<…>`, which no XML reader takes, and a whole value of `&lt;…&gt;`. */
export function placeholders(doc: Analysed): readonly Blank[] {
  const { document, config, text } = doc;
  const raw = document.issues.filter(it => it.code === 'placeholder').map(it => it.span);
  const escaped = [...everySetting(config)].flatMap(({ setting }) =>
    setting.value && isEscapedBlank(text, setting.value.span) ? [setting.value.span] : [],
  );
  return [...raw, ...escaped]
    .filter(it => it.start >= doc.scope.start && it.end <= doc.scope.end)
    .sort((a, b) => a.start - b.start)
    .map(({ start, end }) => ({
      text: text.slice(start, end),
      start,
      end,
      wants: wanted(settingWithValueAt(config, { start, end })?.setting.fact),
    }));
}

function isEscapedBlank(text: string, { start, end }: Span): boolean {
  return /^\s*&lt;[^<>&;]*\s[^<>&;]*&gt;\s*$/.test(text.slice(start, end));
}

function wanted(fact: PropertyFact | undefined): Blank['wants'] {
  return (fact && wants[fact.kind]) ?? 'text';
}

const wants: Partial<Record<ValueKind, Blank['wants']>> = { address: 'address', host: 'address', port: 'port', 'mail-addresses': 'mail' };
