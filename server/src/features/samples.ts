/** Sample events: what a logger in front of an appender would send, for previews and "Send Test Event". */
import { propertiesFor, samplesFor, services } from '../catalogue/services';
import { appenderOf, loggersReaching } from '../model/reach';
import type { Appender, ConfiguredObject } from '../model/types';
import type { LogEvent, Machine } from '../pattern/event';
import type { XmlElement } from '../syntax/tree';
import { ancestors } from '../syntax/walk';
import type { Analysed } from './analysed';
import { patternsOf } from './patterns';

/** The machine of previews; a test event brings its own. */
export const sampleMachine: Machine = {
  hostName: 'QS-CENTRAL',
  timeZone: 'UTC',
  serviceUser: 'LAB\\svc_qlik',
  processStart: '2026-03-12T05:00:00.000Z',
  processId: 4711,
  environment: {},
  globalProperties: {},
};

/**
 * Events for an appender, the likeliest to pass its filters first: those that are known of its loggers, then one made up
 * from its filters and the properties its patterns ask for. Never empty.
 */
export function* sampleEvents(doc: Analysed, appender: Appender | undefined): Generator<LogEvent> {
  const loggers = appender ? loggersReaching(doc.config, appender).map(it => it.name) : [];
  const known = loggers.flatMap(samplesFor).map(({ event }) => event);
  const wanted = appender ? matchTexts(appender) : [];
  const fits = (event: LogEvent): boolean => wanted.some(it => event.message?.includes(it) === true);
  yield* known.filter(fits);
  yield* known.filter(it => !fits(it));
  yield madeUp(doc, appender, loggers.find(it => it !== '') ?? 'Sample.Logger', wanted);
}

export interface SampleChoice {
  readonly title: string;
  /** `here`: loggers of this file receive it; otherwise the title of the service that logs it. */
  readonly group: string;
  readonly event: LogEvent;
}

/** What one may pick from: the events of `sampleEvents` with their titles, then everything else that is known. */
export function sampleChoices(doc: Analysed, appender: Appender | undefined): readonly SampleChoice[] {
  const known = services().flatMap(service => service.samples.map(it => ({ ...it, group: service.title })));
  const loggers = doc.config.loggers.map(it => it.name);
  const likely = new Set<LogEvent>(appender ? sampleEvents(doc, appender) : [...loggers.flatMap(samplesFor).map(it => it.event)]);
  const here = [...likely].map(event => {
    const title = known.find(it => it.event === event)?.title ?? `Made up for ${appender?.name ?? 'this file'}`;
    return { title, group: 'here', event };
  });
  const others = known.filter(it => !likely.has(it.event)).map(({ title, group, event }) => ({ title, group, event }));
  const madeUpHere = appender ? [] : [{ title: 'Made up for this file', group: 'here', event: anyEvent(doc) }];
  return [...here, ...madeUpHere, ...others];
}

/** For a file as a whole: what its first appender would like. */
function anyEvent(doc: Analysed): LogEvent {
  const logger = doc.config.loggers.find(it => it.name !== '')?.name ?? 'Sample.Logger';
  return madeUp(doc, undefined, logger, []);
}

/** The likeliest event for whatever lies inside `element`. */
export function sampleEvent(doc: Analysed, element: XmlElement): LogEvent {
  const outermost = [element, ...ancestors(element)].findLast(it => appenderOf(doc.config, it) !== undefined);
  const appender = outermost && appenderOf(doc.config, outermost);
  for (const event of sampleEvents(doc, appender)) return event;
  return madeUp(doc, appender, 'Sample.Logger', []);
}

/** Texts that the appender's filters let through. */
function matchTexts(object: ConfiguredObject): readonly string[] {
  return object.settings.flatMap(({ object: filter }) => {
    if (filter?.type?.behaviour !== 'string-match') return [];
    const value = (name: string): string | undefined => filter.settings.findLast(it => it.name.toLowerCase() === name)?.value?.text;
    const text = value('stringtomatch') ?? '';
    return text === '' || value('acceptonmatch')?.trim().toLowerCase() === 'false' ? [] : [text];
  });
}

function madeUp(doc: Analysed, appender: Appender | undefined, logger: string, texts: readonly string[]): LogEvent {
  const asked = patternsOf(doc, appender?.element.span).flatMap(({ parts }) =>
    parts.flatMap(it => (it.kind === 'conversion' && it.converter.behaviour === 'property' && it.option !== undefined ? [it.option] : [])),
  );
  const properties = [...new Set([...asked, ...propertiesFor(logger).map(it => it.name)])].filter(it => !it.startsWith('log4net:'));
  return {
    logger,
    level: passingLevel(doc, appender),
    message: texts[0] ?? 'Sample message',
    exception: null,
    thread: '17',
    timestamp: '2026-03-12T05:01:03.968Z',
    domain: 'Sample.exe',
    user: sampleMachine.serviceUser,
    identity: '',
    properties: Object.fromEntries(properties.map(it => [it, valueFor(it)])),
  };
}

/** INFO, or the appender's threshold where that is higher. */
function passingLevel({ catalogue }: Analysed, appender: Appender | undefined): string {
  const text = appender?.settings.findLast(it => it.name.toLowerCase() === 'threshold')?.value?.text;
  const threshold = text === undefined ? undefined : catalogue.level(text);
  const info = catalogue.level('INFO');
  if (!threshold?.usable || !info || threshold.value <= info.value) return 'INFO';
  const fatal = catalogue.level('FATAL');
  return fatal && threshold.value > fatal.value ? fatal.name : threshold.name;
}

/** Something of the kind that the name speaks of. */
function valueFor(property: string): string {
  if (/id$/i.test(property) && !/userid/i.test(property)) return '00000000-0000-4000-8000-000000000001';
  if (/userdirectory/i.test(property)) return 'LAB';
  if (/user/i.test(property)) return 'alice';
  if (/address|host/i.test(property)) return '10.20.30.40';
  return `Sample ${property}`;
}
