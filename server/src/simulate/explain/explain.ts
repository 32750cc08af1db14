/** One event's way through a configuration, said so that a person can follow it: marks for the text, and a readable view. */
import type { Catalogue } from '../../catalogue/types';
import { stagesOf } from '../../model/reach';
import type { Appender, Configuration, ConfiguredObject } from '../../model/types';
import type { LogEvent, Machine } from '../../pattern/event';
import type { Span } from '../../syntax/tree';
import { simulate } from '../index';
import type { SimulatedDatagram, SimulatedMail, SimulationResult, Step } from '../types';
import { labelOf, stops, toneOf, untouched } from './decisions';
import { linesOf } from './lines';
import { loadVerdict, type LoadInput } from './loading';
import type { Explanation, Mark } from './types';

export interface ExplainInput {
  readonly text: string;
  readonly config: Configuration;
  readonly catalogue: Catalogue;
  readonly event: LogEvent;
  readonly machine: Machine;
  /** Id of the receiver that datagrams are judged for. */
  readonly receiver: string;
  /** The appender that was asked about: it comes first. */
  readonly appender?: string;
  readonly loading: Omit<LoadInput, 'failure' | 'dialect' | 'size'>;
}

/** What becomes of the event at one appender. */
export interface Fate {
  readonly appender: Appender;
  readonly steps: readonly Step[];
  readonly tone: Mark['tone'];
  /** As the end of "APPENDER: …", without a full stop. */
  readonly headline: string;
  readonly datagrams: readonly SimulatedDatagram[];
  readonly mails: readonly SimulatedMail[];
}

/** Total: any text and any event give an explanation. */
export function explain(input: ExplainInput): Explanation {
  const { text, config, catalogue, event, machine } = input;
  const result = simulate({ text, events: [event], machine, log4netVersion: catalogue.version }, catalogue);
  const fates = fatesOf(input, result);
  const summary = summaryOf(fates, result);
  const loading = loadVerdict({
    ...input.loading,
    dialect: config.dialect,
    size: text.length,
    ...(result.failure && { failure: result.failure }),
  });
  return {
    event,
    summary,
    marks: marksOf(catalogue, fates, result),
    lines: linesOf({ text, config, event, receiver: input.receiver, result, fates, summary, ...(loading && { loading }) }),
  };
}

function fatesOf({ config, event, appender: wanted }: ExplainInput, result: SimulationResult): readonly Fate[] {
  const reached = new Set(stagesOf(config, event.logger).flatMap(it => it.appenders));
  for (const appender of reached) for (const { target } of appender.references) if (target) reached.add(target);
  const mine = { steps: byAppender(result.steps), datagrams: byAppender(result.datagrams), mails: byAppender(result.mails) };
  const fates = config.appenders
    .filter(it => it.shadowedBy === undefined && it.name !== '')
    .map(appender => {
      const of = <T>(map: ReadonlyMap<string, readonly T[]>): readonly T[] => map.get(appender.name) ?? [];
      const had = { appender, steps: of(mine.steps), datagrams: of(mine.datagrams), mails: of(mine.mails) };
      return { ...had, ...outcomeOf(had, reached.has(appender), result) };
    });
  return [...fates].sort((a, b) => Number(b.appender.name === wanted) - Number(a.appender.name === wanted));
}

function byAppender<T extends { readonly appender?: string }>(list: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const map = new Map<string, T[]>();
  for (const it of list) {
    if (it.appender === undefined) continue;
    const known = map.get(it.appender);
    if (known) known.push(it);
    else map.set(it.appender, [it]);
  }
  return map;
}

type Outcome = Pick<Fate, 'tone' | 'headline'>;

function outcomeOf(had: Omit<Fate, keyof Outcome>, isReached: boolean, result: SimulationResult): Outcome {
  const { appender, steps } = had;
  if (steps.length > 0) return decided(had);
  const lost = result.messages.find(it => it.code === 'appender-lost' && inside(it.span, appender.element.span));
  if (lost) return { tone: 'bad', headline: clause(lost.message) };
  if (appender.referencedBy.length === 0) return { tone: 'quiet', headline: 'nothing refers to it, so log4net never builds it' };
  if (result.failure) return { tone: 'quiet', headline: 'not built, because the configuration does not take effect' };
  if (isReached) return { tone: 'quiet', headline: 'not reached, because the event is dropped before' };
  return { tone: 'quiet', headline: 'not reached, because events of this logger do not come here' };
}

function decided({ datagrams, mails, steps }: Omit<Fate, keyof Outcome>): Outcome {
  const later = [...datagrams, ...mails].every(it => it.event === 'close') ? ', but only when the process ends' : '';
  const tone = later === '' ? 'good' : 'waiting';
  const [datagram] = datagrams;
  if (datagram)
    return { tone, headline: `sends ${counted(datagrams.length, 'datagram')} to ${datagram.address} port ${datagram.port}${later}` };
  const [mail] = mails;
  if (mail) return { tone, headline: `sends a mail to ${mail.to.join(', ')}${later}` };
  const last = steps.findLast(it => it.event !== 'close') ?? steps.at(-1);
  if (!last) return { tone: 'quiet', headline: 'not reached' };
  if (stops(last)) return { tone: 'bad', headline: `nothing is sent: ${clause(last.reason)}` };
  return { tone: last.outcome === 'hold' ? 'waiting' : 'good', headline: clause(last.reason) };
}

function summaryOf(fates: readonly Fate[], { failure, steps }: SimulationResult): string {
  if (failure) return failure.message;
  const sending = fates.filter(it => it.datagrams.length + it.mails.length > 0).map(it => it.appender.name);
  if (sending.length > 0)
    return `${counted(sending.length, 'appender')} of ${fates.length} ${sending.length === 1 ? 'sends' : 'send'} something: ${sending.join(', ')}.`;
  const before = steps.find(it => stops(it) && it.appender === undefined);
  if (before) return `Nothing is sent. ${before.reason}`;
  if (fates.every(it => it.steps.length === 0))
    return 'Nothing is sent: no logger of this file hands an event of this name to an appender.';
  return 'Nothing is sent: no appender lets this event through.';
}

/** Steps at their nodes, then what nothing happened to, then what log4net would complain about. */
function marksOf(catalogue: Catalogue, fates: readonly Fate[], result: SimulationResult): readonly Mark[] {
  const bySpan = new Map<string, { readonly span: Span; readonly steps: Step[] }>();
  for (const step of result.steps) {
    if (!step.span) continue;
    const key = `${step.span.start}:${step.span.end}`;
    const known = bySpan.get(key);
    if (known) known.steps.push(step);
    else bySpan.set(key, { span: step.span, steps: [step] });
  }
  const marks: Mark[] = [...bySpan.values()].flatMap(({ span, steps }) => markOf(span, steps));
  const marked = new Set(marks.map(it => it.span.start));
  for (const { appender, steps, tone, headline } of fates) {
    const { startTag } = appender.element;
    if (steps.length === 0 && !marked.has(startTag.start))
      marks.push({ span: startTag, tone, label: tone === 'bad' ? '✖ lost' : untouched('not reached'), reasons: [sentence(headline)] });
    if (steps.length === 0) continue;
    if (!marked.has(startTag.start) && tone === 'bad')
      marks.push({ span: startTag, tone, label: '✖ nothing sent', reasons: [sentence(headline)] });
    for (const filter of filtersOf(appender, catalogue)) {
      const span = filter.element.startTag;
      if (marked.has(span.start)) continue;
      marks.push({
        span,
        tone: 'quiet',
        label: untouched('not asked'),
        reasons: ['Decided before it came here.'],
      });
    }
  }
  if (result.failure) marks.push({ span: result.failure.span, tone: 'bad', label: '✖ ends here', reasons: [result.failure.message] });
  for (const { severity, message, span } of result.messages) {
    if (span) marks.push({ span, tone: 'bad', label: `✖ log4net ${severity}`, reasons: [message] });
  }
  return marks.sort((a, b) => a.span.start - b.span.start);
}

function markOf(span: Span, steps: readonly Step[]): readonly Mark[] {
  const telling = steps.filter(it => it.kind !== 'additivity');
  const decisive = telling.find(stops) ?? telling.at(-1) ?? steps[0];
  if (!decisive) return [];
  const reasons = [...new Set([decisive.reason, ...steps.map(it => it.reason)])];
  return [{ span, tone: toneOf(decisive), label: labelOf(decisive), reasons }];
}

function filtersOf(appender: Appender, catalogue: Catalogue): readonly ConfiguredObject[] {
  const isFilter = (name: string): boolean => appender.type !== undefined && catalogue.property(appender.type, name)?.name === 'filter';
  return appender.settings.flatMap(it => (it.object && isFilter(it.name) ? [it.object] : []));
}

function inside(span: Span | undefined, { start, end }: Span): boolean {
  return span !== undefined && span.start >= start && span.end <= end;
}

function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

/** A sentence as the end of another one. */
function clause(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
