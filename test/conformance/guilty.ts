/** Where the fault of each faulty case lies, marked by hand from log4net's own message. See README.md. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from '../../server/src/syntax/parse';
import { elementsOf } from '../../server/src/syntax/walk';
import type { Span } from '../../server/src/syntax/tree';
import { marked } from '../support/marked';

/** `node`: a piece of the configuration that occurs once, with the guilty stretch between `⟦` and `⟧`. */
export type Guilty = { readonly node: string; readonly why: string } | { readonly outside: string };

/** By case id. */
export function readGuilty(): Readonly<Record<string, Guilty>> {
  return JSON.parse(readFileSync(path.join('test', 'conformance', 'guilty.json'), 'utf8')) as Record<string, Guilty>;
}

/** Where the marked stretch lies in the configuration; an error when the piece does not occur exactly once. */
export function placeOf(node: string, config: string): Span {
  const { text, ranges } = marked(node);
  const [range] = ranges;
  if (range === undefined || ranges.length > 1) throw new Error(`mark one stretch: ${node}`);
  const at = config.indexOf(text);
  if (at < 0 || config.includes(text, at + 1)) throw new Error(`does not occur exactly once: ${node}`);
  return { start: at + range.start, end: at + range.end };
}

/**
 * Whether a finding points at the place: it lies inside the place, or it contains the place without going beyond the
 * innermost element around it. A finding about the whole file points at nothing.
 */
export function pointsAt(finding: Span, place: Span, config: string): boolean {
  if (place.start <= finding.start && finding.end <= place.end) return true;
  if (finding.start > place.start || finding.end < place.end) return false;
  const around = [...elementsOf(parse(config))].map(it => it.span).filter(it => it.start <= place.start && place.end <= it.end);
  const home = around.sort((a, b) => a.end - a.start - (b.end - b.start))[0];
  return home === undefined || (home.start <= finding.start && finding.end <= home.end);
}
