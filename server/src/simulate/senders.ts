/** Who sends datagrams, and what is known of the rows that reach each sender: for whoever asks why nothing arrives. */
import { isAtOrBelow, samplesFor, serviceNamed, serviceOfLogger, type Certainty, type ServiceFact } from '../catalogue/services';
import type { Catalogue } from '../catalogue/types';
import { loggersReaching } from '../model/reach';
import type { Appender, ConfiguredObject, Configuration } from '../model/types';
import type { Machine } from '../pattern/event';
import type { Span } from '../syntax/tree';
import { formats } from '../wire/receivers';
import { simulate } from './index';
import type { SimulationResult } from './types';

/** Offsets are UTF-16, the line counts from 1. */
export interface Place {
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

/** An appender that sends datagrams. */
export interface SenderFacts extends Place {
  readonly name: string;
  /** `remoteAddress` as it is written; empty where there is none. */
  readonly address: string;
  /** Where the address stands, or the appender where there is none. */
  readonly addressAt: Place;
  /** Undefined where no port is written that there can be. */
  readonly port?: number;
  /** The loggers that hand it events; root under the empty name. */
  readonly loggers: readonly string[];
  readonly rows: RowFacts;
  /** Texts that its filters ask for and that stand in no row that is known. */
  readonly unseenTexts: readonly FilterText[];
  /** The Qlik service that reads the file, where that is known. */
  readonly service?: SendingService;
}

/** What becomes of the rows that are known of its loggers. */
export type RowFacts =
  /** This one leaves. */
  | { readonly kind: 'passes'; readonly title: string; readonly logger: string; readonly level: string }
  /** Its filters let none of them through. */
  | { readonly kind: 'filtered'; readonly known: number }
  /** Something else keeps every one of them back: a sentence. */
  | { readonly kind: 'stopped'; readonly reason: string }
  /** Nothing is known of what these loggers write. */
  | { readonly kind: 'unknown' }
  /** No logger hands it anything. */
  | { readonly kind: 'no-logger' };

export interface FilterText extends Place {
  readonly text: string;
  /** What newer files ask for in its place, and why, where that is known. */
  readonly newer?: { readonly text: string; readonly logger: string; readonly note?: string };
}

export interface SendingService {
  readonly id: string;
  readonly title: string;
  /** Where its file lies on a server. */
  readonly folder: string;
  /** Where it complains about a file it does not accept. */
  readonly systemLog: string;
  /** Whether it is known to check the file when it loads it. */
  readonly validates: boolean;
  /** Which nodes write what these loggers hand over. */
  readonly nodes: readonly { readonly certainty: Certainty; readonly doc: string }[];
  /** Titles of its logs that are off until somebody raises their level in the QMC. */
  readonly offByDefault: readonly string[];
}

export interface SendersInput {
  readonly text: string;
  readonly config: Configuration;
  readonly catalogue: Catalogue;
  /** File name and the folders above it, nearest first. */
  readonly path: readonly string[];
  /** Where the rows that are known are tried. */
  readonly machine: Machine;
  /** 1-based, of an offset. */
  readonly lineOf: (offset: number) => number;
}

/** In document order. */
export function senders({ text, config, catalogue, path, machine, lineOf }: SendersInput): readonly SenderFacts[] {
  const at = ({ start, end }: Span): Place => ({ start, end, line: lineOf(start) });
  const tried = trying(text, catalogue, machine);
  return config.appenders
    .filter(it => it.name !== '' && it.shadowedBy === undefined && it.type !== undefined && catalogue.actsAs(it.type, 'udp-datagram'))
    .map((appender): SenderFacts => {
      const loggers = loggersReaching(config, appender).map(it => it.name);
      const address = setting(appender, 'remoteAddress');
      const port = portOf(setting(appender, 'remotePort')?.value?.text ?? '');
      const service = config.dialect === 'qlik' ? serviceOf(path, loggers) : undefined;
      return {
        ...at(appender.element.startTag),
        name: appender.name,
        address: address?.value?.text ?? '',
        addressAt: at(address?.value?.span ?? appender.element.startTag),
        ...(port !== undefined && { port }),
        loggers,
        rows: rowsOf(appender, loggers, tried),
        unseenTexts: filterTexts(appender)
          .filter(it => !isSeen(it.text, loggers))
          .map(it => ({ text: it.text, ...at(it.span), ...newer(it.text) })),
        ...(service && { service: sendingService(service, loggers) }),
      };
    });
}

type Known = ReturnType<typeof samplesFor>[number];

/** What comes of these events in this file: the same for every appender that gets them, so it is worked out once. */
function trying(text: string, catalogue: Catalogue, machine: Machine): (known: readonly Known[]) => SimulationResult {
  const results = new Map<string, SimulationResult>();
  return known => {
    const key = JSON.stringify(known.map(it => it.event));
    const result =
      results.get(key) ?? simulate({ text, events: known.map(it => it.event), machine, log4netVersion: catalogue.version }, catalogue);
    results.set(key, result);
    return result;
  };
}

function rowsOf(appender: Appender, loggers: readonly string[], tried: (known: readonly Known[]) => SimulationResult): RowFacts {
  if (loggers.length === 0) return { kind: 'no-logger' };
  const known = [...new Set(loggers.flatMap(samplesFor))];
  if (known.length === 0) return { kind: 'unknown' };
  const result = tried(known);
  const sent = result.datagrams.find(it => it.appender === appender.name && typeof it.event === 'number');
  const row = sent && known[sent.event as number];
  if (row) return { kind: 'passes', title: row.title, logger: row.event.logger, level: row.event.level };
  const reason = whatStops(result, appender.name);
  return reason === undefined ? { kind: 'filtered', known: known.length } : { kind: 'stopped', reason };
}

/** A sentence, where it is not the filters alone that keep every event back. */
function whatStops({ failure, messages, steps }: SimulationResult, appender: string): string | undefined {
  if (failure) return failure.message;
  const own = steps.filter(it => it.appender === appender);
  if (own.some(it => it.kind === 'filter' && it.outcome === 'deny')) return undefined;
  const stopped = own.findLast(it => ['deny', 'drop', 'failed', 'hold'].includes(it.outcome));
  const level = steps.findLast(it => ['level', 'threshold'].includes(it.kind) && ['deny', 'drop'].includes(it.outcome));
  const error = messages.find(it => it.severity === 'error')?.message;
  return stopped?.reason ?? (own.length === 0 ? (error ?? level?.reason) : error) ?? 'No row that is known gets as far as this appender.';
}

/** Texts that a filter of the appender lets through. */
function filterTexts(appender: Appender): readonly { readonly text: string; readonly span: Span }[] {
  return appender.settings.flatMap(({ object: filter }) => {
    if (filter?.type?.behaviour !== 'string-match') return [];
    const accepts = setting(filter, 'acceptOnMatch')?.value?.text.trim().toLowerCase() !== 'false';
    const value = setting(filter, 'stringToMatch')?.value;
    return accepts && value !== undefined && value.text !== '' ? [{ text: value.text, span: value.span }] : [];
  });
}

/** Where nothing is known of the loggers, nothing speaks against the text. */
function isSeen(text: string, loggers: readonly string[]): boolean {
  const known = loggers.flatMap(samplesFor);
  return known.length === 0 || known.some(({ event }) => event.message.includes(text));
}

/** What the files of newer releases ask for where this text stood. */
function newer(text: string): Pick<FilterText, 'newer'> {
  for (const { filters } of formats) {
    const old = filters.findIndex(it => it.stringToMatch === text && it.until !== null);
    const after = old < 0 ? undefined : filters.slice(old + 1).find(it => it.stringToMatch !== null && it.stringToMatch !== text);
    if (after === undefined || after.stringToMatch === null) continue;
    const note = filters[old]?.note;
    return { newer: { text: after.stringToMatch, logger: after.logger, ...(note !== undefined && { note }) } };
  }
  return {};
}

/** By the folder the file lies in, else by its loggers. */
function serviceOf(path: readonly string[], loggers: readonly string[]): ServiceFact | undefined {
  const byFolder = serviceNamed(path[1] ?? '');
  if (byFolder) return byFolder;
  for (const logger of loggers) {
    const service = logger === '' ? undefined : serviceOfLogger(logger);
    if (service) return service;
  }
  return undefined;
}

function sendingService({ id, title, folder, systemLog, validates, nodes, logs }: ServiceFact, loggers: readonly string[]): SendingService {
  const concerns = (names: readonly string[]): boolean =>
    names.some(name => loggers.some(logger => isAtOrBelow(name, logger) || isAtOrBelow(logger, name)));
  return {
    ...{ id, title, folder, systemLog, validates: validates === 'yes' },
    nodes: nodes.filter(it => concerns(it.loggers)).map(({ certainty, doc }) => ({ certainty, doc })),
    offByDefault: logs.filter(it => it.offByDefault === true && concerns(it.loggers)).map(it => it.title),
  };
}

function portOf(text: string): number | undefined {
  const port = /^\s*\d{1,5}\s*$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

/** The last of a name wins, in any case of letters. */
function setting({ settings }: ConfiguredObject, name: string): ConfiguredObject['settings'][number] | undefined {
  return settings.findLast(it => it.name.toLowerCase() === name.toLowerCase() && it.value !== undefined);
}
