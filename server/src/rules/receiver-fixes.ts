/** Small mends of a pattern's fields: order, delimiters. */
import { escapeValue, replacement } from './edits';
import type { PatternPlace } from './pattern-places';
import type { Fix } from './rule';
import { type Conversion, conversionsOf, type Sender } from './senders';

/** Two that have changed places change back; what stands elsewhere already is not written a second time. */
export function reordered(
  { place, fields }: Sender,
  index: number,
  source: string,
  expected: readonly (Conversion | undefined)[],
): readonly Fix[] {
  const field = fields[index];
  const wanted = expected[index];
  if (field === undefined || wanted === undefined) return [];
  const here = conversionsOf(field)[0];
  const there = fields.findIndex((it, at) => at !== index && same(conversionsOf(it)[0], wanted));
  const other = fields[there];
  if (other === undefined) return [replacement(`Write ${source}`, place.inDocument(field), escapeValue(source))];
  const [one, two] = [field, other].map(it => place.text.slice(it.start, it.end));
  if (one === undefined || two === undefined || !same(here, expected[there]) || conversionsOf(other).length > 1) return [];
  const edits = [
    { span: place.inDocument(field), text: escapeValue(two) },
    { span: place.inDocument(other), text: escapeValue(one) },
  ];
  return [{ title: `Swap ${one} and ${two}`, edits: edits.sort((a, b) => a.span.start - b.span.start), preferred: true }];
}

const same = (one: Conversion | undefined, other: Conversion | undefined): boolean =>
  one !== undefined && one.behaviour === other?.behaviour && one.option === other.option;

export function inserted(place: PatternPlace, at: number, delimiter: string): Fix {
  return {
    title: `Insert '${delimiter}'`,
    edits: [{ span: place.inDocument({ start: at, end: at }), text: delimiter }],
    preferred: true,
  };
}

/** Every strange delimiter replaced, where that gives the number of fields that is wanted. */
export function separated(place: PatternPlace, strange: string, delimiter: string, expected: number): readonly Fix[] {
  const { parts, text } = place;
  const places = parts
    .filter(it => it.kind === 'literal')
    .flatMap(({ span }) =>
      [...text.slice(span.start, span.end).matchAll(/[^]/g)].flatMap(it => (it[0] === strange ? [span.start + it.index] : [])),
    );
  if (places.length + 1 !== expected) return [];
  const edits = places.map(at => ({ span: place.inDocument({ start: at, end: at + 1 }), text: delimiter }));
  return [{ title: `Separate the fields by '${delimiter}'`, edits, preferred: true }];
}
