/**
 * What the rules found in the sections of a document, kept for its next version: a keystroke changes one of them, and what
 * is in the others need not be looked at again. A section is an element right below the body.
 */
import { lowestArrivals } from '../model/arrivals';
import { partOf } from '../model/part';
import type { ConfiguredObject } from '../model/types';
import type { Span, XmlElement } from '../syntax/tree';
import { everyObject, textOf } from './objects';
import { isOfOthers } from './others';
import type { Finding, Rule, RuleContext } from './rule';

/** A finding with the rule that made it, before severities. */
export interface Raw {
  readonly rule: Rule;
  readonly finding: Finding;
}

interface Kept {
  /** The section as it was written, and the levels at which events arrive in it. */
  readonly text: string;
  readonly levels: string;
  /** Where the section began when this was found. */
  readonly start: number;
  readonly found: readonly Raw[];
  readonly hasOthers: boolean;
}

/** What rules say of one section depends on its text and on these. */
interface Circumstances {
  readonly catalogue: RuleContext['catalogue'];
  readonly kept: readonly Kept[];
}

/** Documents remembered at a time: more than a person has open side by side. */
const MOST_DOCUMENTS = 8;

export interface InSections {
  readonly found: readonly Raw[];
  /** Whether an object of somebody else's class is anywhere. */
  readonly hasOthers: boolean;
}

export class SectionMemory {
  readonly #documents = new Map<string, Circumstances>();

  /**
   * What `rules`, each of which looks at one section at a time, find in the document. `run` runs one of them over a part of
   * it. What was found in a section of the same text before is taken over, moved to where the section is now.
   */
  find(context: RuleContext, rules: readonly Rule[], run: (rule: Rule, context: RuleContext) => readonly Finding[]): InSections {
    const { config } = context;
    const { text } = config.document;
    const before = new Remembered(this.#before(context));
    const after = new Map<XmlElement, Kept>();
    const found: Raw[] = [];
    const fresh = new Set<XmlElement>();
    let hasOthers = false;
    const levelsOf = arrivingLevels(context);
    for (const section of config.sections) {
      const { start, end } = section.span;
      const levels = levelsOf(section);
      const kept = levels === undefined ? undefined : before.find(text, start, end, levels);
      if (kept === undefined) {
        fresh.add(section);
        continue;
      }
      // The text of now, so that no older version of the document is held.
      after.set(section, {
        text: text.slice(start, end),
        levels: kept.levels,
        start: kept.start,
        found: kept.found,
        hasOthers: kept.hasOthers,
      });
      hasOthers ||= kept.hasOthers;
      const by = start - kept.start;
      for (const it of kept.found) found.push(by === 0 ? it : { rule: it.rule, finding: moved(it.finding, by) });
    }
    // Also where no section is new: what is about the body itself is looked at each time.
    const part = fresh.size === config.sections.length ? config : partOf(config, fresh);
    // One for all of them: what they work out together is kept by it.
    const now = { ...context, config: part };
    const raw = rules.flatMap(rule => run(rule, now).map(finding => ({ rule, finding })));
    for (const it of raw) found.push(it);
    const others = everyObject(part)
      .filter(it => isOfOthers(it.object))
      .map(it => it.object.element.span);
    hasOthers ||= others.length > 0;
    for (const [section, ofSection] of bySection([...fresh], raw)) {
      const { span } = section;
      const levels = levelsOf(section);
      if (levels === undefined || !ofSection.every(it => staysInside(it.finding, span))) continue;
      const { start, end } = span;
      after.set(section, {
        text: text.slice(start, end),
        levels,
        start,
        found: ofSection,
        hasOthers: others.some(it => isInside(it, span)),
      });
    }
    this.#keep(
      context,
      config.sections.flatMap(it => after.get(it) ?? []),
    );
    return { found, hasOthers };
  }

  #before(context: RuleContext): readonly Kept[] {
    const known = this.#documents.get(keyOf(context));
    return known?.catalogue === context.catalogue ? known.kept : [];
  }

  #keep(context: RuleContext, kept: readonly Kept[]): void {
    const key = keyOf(context);
    this.#documents.delete(key);
    this.#documents.set(key, { catalogue: context.catalogue, kept });
    const [oldest] = this.#documents.keys();
    if (this.#documents.size > MOST_DOCUMENTS && oldest !== undefined) this.#documents.delete(oldest);
  }
}

/** Sections of the same length that are compared letter by letter before one is taken for new. */
const MOST_COMPARED = 50;

/** What was kept of the sections of one version, asked for by those of the next: nearly all of them, in the same order. */
class Remembered {
  readonly #kept: readonly Kept[];
  #byLength: ReadonlyMap<number, readonly number[]> | undefined;
  #next = 0;

  constructor(kept: readonly Kept[]) {
    this.#kept = kept;
  }

  /** What was kept of a section that was written like this stretch of the text. */
  find(text: string, start: number, end: number, levels: string): Kept | undefined {
    const isSame = ({ text: before, levels: then }: Kept): boolean =>
      before.length === end - start && then === levels && text.slice(start, end) === before;
    const next = this.#kept[this.#next++];
    if (next !== undefined && isSame(next)) return next;
    for (const index of this.#ofLength(end - start)) {
      const kept = this.#kept[index];
      if (kept === undefined || !isSame(kept)) continue;
      this.#next = index + 1;
      return kept;
    }
    return undefined;
  }

  #ofLength(length: number): readonly number[] {
    if (this.#byLength === undefined) {
      const byLength = new Map<number, number[]>();
      for (const [index, kept] of this.#kept.entries()) {
        const list = byLength.get(kept.text.length) ?? [];
        byLength.set(kept.text.length, list);
        if (list.length < MOST_COMPARED) list.push(index);
      }
      this.#byLength = byLength;
    }
    return this.#byLength.get(length) ?? [];
  }
}

const keyOf = ({ config, receiver, path }: RuleContext): string =>
  JSON.stringify([config.dialect, config.body?.name, config.repository && textOf(config.repository, 'threshold'), receiver, ...path]);

/**
 * The lowest levels at which events arrive at the appenders of a section: by them and its text it is known again. None where
 * that does not say all: where the section is not whole, something in it is broken, an appender in it stands in the shadow of
 * another section's, or the file defines levels of its own.
 */
function arrivingLevels({ config, catalogue }: RuleContext): (section: XmlElement) => string | undefined {
  const { document, appenders, body, repository } = config;
  const unsteady = document.nodes.some(it => it.kind === 'doctype') || repository?.settings.some(isLevel) === true;
  if (unsteady) return () => undefined;
  const arrivals = lowestArrivals(config, catalogue);
  const shadowed = new Set<XmlElement>();
  const arriving = new Map<XmlElement, string>();
  for (const appender of appenders) {
    let section = appender.element;
    while (section.parent !== undefined && section.parent !== body) section = section.parent;
    if (appender.shadowedBy !== undefined) shadowed.add(section);
    arriving.set(section, `${arriving.get(section) ?? ''} ${arrivals.get(appender) ?? '-'}`);
  }
  const broken = document.issues.map(it => it.span);
  return section => {
    const { start, end } = section.span;
    if (!section.closed || shadowed.has(section) || broken.some(it => it.start < end && it.end > start)) return undefined;
    return arriving.get(section) ?? '';
  };
}

const isLevel = ({ object, name }: { readonly object?: ConfiguredObject; readonly name: string }): boolean =>
  object !== undefined && name.toLowerCase() === 'level';

/** Findings by the section they begin in; those about the body itself are left out. */
function bySection(sections: readonly XmlElement[], raw: readonly Raw[]): ReadonlyMap<XmlElement, readonly Raw[]> {
  const lists = new Map<XmlElement, Raw[]>(sections.map(it => [it, []]));
  const starts = sections.map(it => it.span.start);
  for (const it of raw) {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= it.finding.span.start) low = middle;
      else high = middle - 1;
    }
    const section = sections[low];
    if (section !== undefined && isInside({ start: it.finding.span.start, end: it.finding.span.start }, section.span))
      lists.get(section)?.push(it);
  }
  return lists;
}

const isInside = (inner: Span, outer: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;

/** Whether everything a finding speaks of lies in the section, its fixes as well. */
function staysInside({ span, fixes = [], related = [], instead = [] }: Finding, section: Span): boolean {
  return (
    isInside(span, section) &&
    instead.every(it => isInside(it, section)) &&
    related.every(it => isInside(it.span, section)) &&
    fixes.every(fix => fix.edits.every(it => isInside(it.span, section)))
  );
}

function moved(finding: Finding, by: number): Finding {
  const to = ({ start, end }: Span): Span => ({ start: start + by, end: end + by });
  const { span, fixes, related, instead } = finding;
  return {
    ...finding,
    span: to(span),
    ...(fixes && { fixes: fixes.map(fix => ({ ...fix, edits: fix.edits.map(it => ({ ...it, span: to(it.span) })) })) }),
    ...(instead && { instead: instead.map(to) }),
    ...(related && { related: related.map(it => ({ ...it, span: to(it.span) })) }),
  };
}
