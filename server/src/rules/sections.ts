/**
 * What the rules found in the sections of a document, kept for its next version: a keystroke changes one of them, and what
 * is in the others need not be looked at again. A section is an element right below the body.
 */
import { partOf } from '../model/part';
import type { Configuration } from '../model/types';
import type { Span, XmlElement } from '../syntax/tree';
import { everyObject } from './objects';
import { isOfOthers } from './others';
import type { Finding, Rule, RuleContext } from './rule';

/** A finding with the rule that made it, before severities. */
export interface Raw {
  readonly rule: Rule;
  readonly finding: Finding;
}

interface Kept {
  /** Where the section began when this was found. */
  readonly start: number;
  readonly found: readonly Raw[];
  readonly hasOthers: boolean;
}

/** What rules say of one section depends on its text and on these. */
interface Circumstances {
  readonly catalogue: RuleContext['catalogue'];
  readonly byText: Map<string, Kept>;
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
    const before = this.#before(context);
    const after = new Map<string, Kept>();
    const found: Raw[] = [];
    const fresh = new Set<XmlElement>();
    let hasOthers = false;
    const isFirm = firmSections(config);
    for (const section of config.sections) {
      const text = isFirm(section) ? textOf(config, section) : undefined;
      const kept = text === undefined ? undefined : before.get(text);
      if (text === undefined || kept === undefined) {
        fresh.add(section);
        continue;
      }
      after.set(text, kept);
      hasOthers ||= kept.hasOthers;
      const by = section.span.start - kept.start;
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
      if (!isFirm(section) || !ofSection.every(it => staysInside(it.finding, span))) continue;
      after.set(textOf(config, section), { start: span.start, found: ofSection, hasOthers: others.some(it => isInside(it, span)) });
    }
    this.#keep(context, after);
    return { found, hasOthers };
  }

  #before(context: RuleContext): ReadonlyMap<string, Kept> {
    const known = this.#documents.get(keyOf(context));
    return known?.catalogue === context.catalogue ? known.byText : new Map<string, Kept>();
  }

  #keep(context: RuleContext, byText: Map<string, Kept>): void {
    const key = keyOf(context);
    this.#documents.delete(key);
    this.#documents.set(key, { catalogue: context.catalogue, byText });
    const [oldest] = this.#documents.keys();
    if (this.#documents.size > MOST_DOCUMENTS && oldest !== undefined) this.#documents.delete(oldest);
  }
}

const keyOf = ({ config, receiver, path }: RuleContext): string => JSON.stringify([config.dialect, config.body?.name, receiver, ...path]);

const textOf = ({ document }: Configuration, { span }: XmlElement): string => document.text.slice(span.start, span.end);

/**
 * Whether a section's text says all there is to say of it: it is whole, nothing in it is broken, no appender in it stands
 * in the shadow of another section's, and no section defines levels for the others.
 */
function firmSections(config: Configuration): (section: XmlElement) => boolean {
  const { document, appenders, body } = config;
  const shadowed = new Set<XmlElement>();
  for (const { shadowedBy, element } of appenders) {
    if (shadowedBy === undefined) continue;
    let at = element;
    while (at.parent !== undefined && at.parent !== body) at = at.parent;
    shadowed.add(at);
  }
  const broken = document.issues.map(it => it.span);
  const entities = document.nodes.some(it => it.kind === 'doctype');
  const definesLevels = config.repository?.settings.some(it => it.object !== undefined && it.name.toLowerCase() === 'level') === true;
  return section => {
    if (entities || definesLevels || !section.closed || shadowed.has(section)) return false;
    const { start, end } = section.span;
    return !broken.some(it => it.start < end && it.end > start);
  };
}

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
