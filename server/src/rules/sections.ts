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
    const after: (Kept | undefined)[] = [];
    const found: Raw[] = [];
    const fresh = new Map<XmlElement, { readonly index: number; readonly now: Asked }>();
    let hasOthers = false;
    const levelsOf = arrivingLevels(context);
    const asked = config.sections.map((section): Asked => {
      const { start, end } = section.span;
      return { section, text: text.slice(start, end), start, levels: levelsOf(section) };
    });
    const before = recall(asked, this.#before(context));
    for (const [index, now] of asked.entries()) {
      const kept = before[index];
      if (kept === undefined) {
        fresh.set(now.section, { index, now });
        continue;
      }
      // The text of now, so that no older version of the document is held.
      after[index] = { text: now.text, levels: kept.levels, start: kept.start, found: kept.found, hasOthers: kept.hasOthers };
      hasOthers ||= kept.hasOthers;
      const by = now.start - kept.start;
      for (const it of kept.found) found.push(by === 0 ? it : { rule: it.rule, finding: moved(it.finding, by) });
    }
    for (const [index, portion] of portions([...fresh.keys()]).entries()) {
      const part = portion.length === config.sections.length ? config : partOf(config, portion);
      // One for all of them: what they work out together is kept by it.
      const partly = { ...context, config: part };
      const raw = rules.flatMap(rule => run(rule, partly).map(finding => ({ rule, finding })));
      const ofSections = bySection(portion, raw);
      // What is about the body itself is found with each portion.
      for (const it of index === 0 ? raw : [...ofSections.values()].flat()) found.push(it);
      const others = everyObject(part)
        .filter(it => isOfOthers(it.object))
        .map(it => it.object.element.span);
      hasOthers ||= others.length > 0;
      for (const [section, ofSection] of ofSections) {
        const { span } = section;
        const { index: at, now } = fresh.get(section) ?? {};
        if (at === undefined || now?.levels === undefined || !ofSection.every(it => staysInside(it.finding, span))) continue;
        const hasOthersInside = others.some(it => isInside(it, span));
        after[at] = { text: now.text, levels: now.levels, start: now.start, found: ofSection, hasOthers: hasOthersInside };
      }
    }
    this.#keep(
      context,
      after.filter(it => it !== undefined),
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

/** Letters of the sections that all rules look at before they come to the next ones: their tree stays in the processor's cache. */
const PORTION = 32 * 1024;

/** At least one, also where there is no section: what is about the body itself is looked at each time. */
function portions(sections: readonly XmlElement[]): readonly (readonly XmlElement[])[] {
  const all: XmlElement[][] = [[]];
  let letters = 0;
  for (const section of sections) {
    const { start, end } = section.span;
    if (letters > PORTION) {
      all.push([]);
      letters = 0;
    }
    letters += end - start;
    all.at(-1)?.push(section);
  }
  return all;
}

/** A section of a version that is looked at now. Without `levels` it is looked at anew, whatever was kept. */
interface Asked extends Pick<Kept, 'text' | 'start'> {
  readonly section: XmlElement;
  readonly levels: string | undefined;
}

/**
 * For each section what was kept of one that was written like it. Nearly all are those of before, in the same order: those
 * in front of a change are met from the beginning, those behind it from the end, and only what is between is searched for.
 */
function recall(asked: readonly Asked[], kept: readonly Kept[]): readonly (Kept | undefined)[] {
  const recalled = new Array<Kept | undefined>(asked.length).fill(undefined);
  let [from, to] = [0, asked.length];
  let [first, end] = [0, kept.length];
  for (; from < to; from++) {
    const it = asked[from];
    if (it?.levels === undefined) continue;
    if (first === end || !isSame(it, kept[first])) break;
    recalled[from] = kept[first++];
  }
  for (; to > from; to--) {
    const it = asked[to - 1];
    if (it?.levels === undefined) continue;
    if (first === end || !isSame(it, kept[end - 1])) break;
    recalled[to - 1] = kept[--end];
  }
  const between = first === end || from === to ? undefined : byText(kept.slice(first, end));
  if (between === undefined) return recalled;
  for (let index = from; index < to; index++) {
    const it = asked[index];
    if (it?.levels !== undefined) recalled[index] = between.get(it.text)?.find(other => isSame(it, other));
  }
  return recalled;
}

const isSame = (asked: Asked, kept: Kept | undefined): boolean =>
  kept !== undefined && kept.levels === asked.levels && kept.text === asked.text;

function byText(kept: readonly Kept[]): ReadonlyMap<string, readonly Kept[]> {
  const all = new Map<string, Kept[]>();
  for (const it of kept) {
    const same = all.get(it.text);
    if (same === undefined) all.set(it.text, [it]);
    else if (same.every(other => other.levels !== it.levels)) same.push(it);
  }
  return all;
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
