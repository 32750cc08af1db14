/** What each converter prints, by its behaviour: one function for each, for layouts and for pattern strings. */
import { folder, variable } from './environment';
import type { LogEvent, Machine } from './event';
import { formatLogDate } from './net-date';
import type { Instant } from './net-time';
import { localTime, parseInstant, utcTime } from './net-time';
import { parseInt32 } from './net-number';
import { precisionOf, randomLengthOf, type PatternComplaint } from './options';
import type { EventProperties } from './properties';
import { compareVersions, nullText, renderDictionary, renderValue, threadName, userName } from './properties';
import type { PatternLanguage } from './vocabulary';

/** Guesses about converters whose source nobody has seen; each can be switched off. */
export interface Assumptions {
  /** The encoded message turns `;` into `,`; off: semicolons stay. Line breaks become blanks either way. */
  readonly encodedMessage: boolean;
  /** The same for the encoded exception. */
  readonly encodedException: boolean;
  /** The ISO date is compact, `20260312T060201.586+0100`; off: `2026-03-12T06:02:01.586+01:00`. */
  readonly isoCompact: boolean;
}

/** What the conformance corpus measures with. */
export const defaultAssumptions: Assumptions = { encodedMessage: true, encodedException: true, isoCompact: true };

/** What a converter has to go by. In a pattern string there is no event. */
export interface Scene {
  readonly event: LogEvent | undefined;
  readonly levelName: string;
  readonly properties: EventProperties;
  readonly machine: Machine;
  /** A log4net release: 1.2.10 knows no parts of exceptions and does not pad what it has cut. */
  readonly version: string;
  readonly assumptions: Assumptions;
  /** For what .NET would take from the clock; reality's time of a pattern string. */
  readonly now: Instant;
  /** A number from 0 to below 1. */
  readonly random: () => number;
  /** The values of counters, by the conversion's place in the pattern; owned by the caller, written here. */
  readonly counters: Map<number, number>;
  readonly complain: (complaint: PatternComplaint) => void;
}

/** One conversion as a converter sees it. */
export interface Conversion {
  readonly behaviour: string;
  readonly language: PatternLanguage;
  readonly option: string | undefined;
  /** Its place among the parts of the pattern. */
  readonly index: number;
}

type Convert = (conversion: Conversion, scene: Scene, event: LogEvent) => string;
type ConvertAlone = (conversion: Conversion, scene: Scene) => string;

/** Converters that print their text as it is, whatever the modifiers say. */
const unformatted: ReadonlySet<string> = new Set(['literal', 'newline']);

export function ignoresWidth(behaviour: string | undefined): boolean {
  return behaviour !== undefined && unformatted.has(behaviour);
}

const forEvents = table<Convert>({
  message: (_, __, event) => event.message ?? '',
  level: (_, scene) => scene.levelName,
  logger: (conversion, _, event) => lastParts(event.logger, precisionOf(conversion.option).value),
  'type-name': (conversion, _, event) => lastParts(event.location?.class ?? unknownLocation(event), precisionOf(conversion.option).value),
  date: (conversion, scene, event) => date(conversion, scene, parseInstant(event.timestamp)),
  'utc-date': (conversion, scene, event) => date(conversion, scene, parseInstant(event.timestamp)),
  thread: (_, __, event) => threadName(event),
  'relative-time': (_, scene, event) => relativeTime(scene.machine.processStart, event.timestamp),
  exception: (conversion, scene, event) => exceptionPart(event, isAncient(scene.version) ? undefined : conversion.option),
  property: (conversion, scene) => property(conversion.option, scene.properties),
  ndc: (_, scene) => renderValue(scene.properties.get('NDC')),
  location: (_, __, event) => fullLocation(event),
  file: (_, __, event) => event.location?.file ?? unknownLocation(event),
  line: (_, __, event) => event.location?.line ?? unknownLocation(event),
  method: (_, __, event) => event.location?.method ?? unknownLocation(event),
  'stack-trace': (_, scene) => noFrames(scene),
  'stack-trace-detail': (_, scene) => noFrames(scene),
  'app-domain': (_, __, event) => event.domain ?? '',
  identity: (_, __, event) => event.identity ?? '',
  'user-name': (_, scene, event) => userName(event, scene.machine),
  aspnet: () => 'NOT AVAILABLE',
  'qlik-encoded-message': (_, scene, event) => oneLine(event.message ?? '', scene.assumptions.encodedMessage),
  'qlik-encoded-exception': (_, scene, event) => oneLine(exceptionText(event), scene.assumptions.encodedException),
  'qlik-iso-date': (_, scene, event) => isoDate(event.timestamp, scene),
});

/** Converters that look at nothing but machine and process, in either language. */
const forAnything = table<ConvertAlone>({
  literal: conversion => conversion.option ?? '',
  newline: conversion => lineBreak(conversion.option),
  'qlik-host-name': (_, scene) => scene.machine.hostName,
  'qlik-service-user': (_, scene) => scene.machine.serviceUser,
  'qlik-counter': (conversion, scene) => count(conversion, scene),
  'qlik-guid': (_, scene) => guid(scene.random),
});

/** Converters of pattern strings. They see the process, never the event, even where a layout declares them. */
const forStrings = table<ConvertAlone>({
  date: (conversion, scene) => date(conversion, scene, scene.now),
  'utc-date': (conversion, scene) => date(conversion, scene, scene.now),
  property: (conversion, scene) => property(conversion.option, contextProperties(scene.machine)),
  env: (conversion, scene) => (conversion.option === undefined ? '' : (variable(scene.machine.environment, conversion.option) ?? '')),
  'env-folder': (conversion, scene) => specialFolder(conversion.option ?? '', scene),
  'process-id': (_, scene) => String(scene.machine.processId),
  random: (conversion, scene) => randomText(randomLengthOf(conversion.option).value, scene.random),
  'user-name': (_, scene) => scene.machine.serviceUser,
  identity: () => '',
  'app-domain': (_, scene) => scene.event?.domain ?? '',
  // Settings of the application's own configuration file are unknown here; log4net prints this for one that is missing.
  'app-setting': conversion => (conversion.option === undefined ? '{}' : nullText),
});

/** The text of one conversion before widths; `undefined` where the converter needs an event and there is none. */
export function convert(conversion: Conversion, scene: Scene): string | undefined {
  const general = forAnything.get(conversion.behaviour);
  if (general) return general(conversion, scene);
  if (conversion.language === 'string') return forStrings.get(conversion.behaviour)?.(conversion, scene) ?? '';
  if (!scene.event) return undefined;
  return forEvents.get(conversion.behaviour)?.(conversion, scene, scene.event) ?? '';
}

/** Before 1.2.11, the release that brought most of what people know. */
export function isAncient(version: string): boolean {
  return compareVersions(version, '1.2.11') < 0;
}

/** The rendered exception of an event; empty where there is none. */
export function exceptionText(event: LogEvent): string {
  const { exception } = event;
  if (exception === undefined || exception === null) return '';
  return typeof exception === 'string' ? exception : exception.text;
}

/** The properties that exist without an event: the global context. */
export function contextProperties(machine: Machine): EventProperties {
  return new Map([['log4net:HostName', machine.hostName], ...Object.entries(machine.globalProperties)]);
}

function table<Entry>(entries: Readonly<Record<string, Entry>>): ReadonlyMap<string, Entry> {
  return new Map(Object.entries(entries));
}

function unknownLocation(event: LogEvent): string {
  // A location object that lacks a part prints nothing there; without any location log4net prints a question mark.
  return event.location ? '' : '?';
}

function fullLocation(event: LogEvent): string {
  const { location } = event;
  if (!location) return '?.?(?:?)';
  return `${location.class ?? ''}.${location.method ?? ''}(${location.file ?? ''}:${location.line ?? ''})`;
}

function date(conversion: Conversion, scene: Scene, instant: Instant): string {
  const utc = conversion.behaviour === 'utc-date';
  const formatted = formatLogDate(utc ? utcTime(instant) : localTime(instant, scene.machine.timeZone), conversion.option);
  if (formatted.ok) return formatted.text;
  scene.complain({ code: utc ? 'utc-date' : 'date', values: [conversion.option ?? ''] });
  return '';
}

function isoDate(timestamp: string, scene: Scene): string {
  const format = scene.assumptions.isoCompact ? "yyyyMMdd'T'HHmmss.fff" : "yyyy-MM-dd'T'HH:mm:ss.fffzzz";
  const time = localTime(parseInstant(timestamp), scene.machine.timeZone);
  const formatted = formatLogDate(time, format);
  if (!formatted.ok) return '';
  if (!scene.assumptions.isoCompact) return formatted.text;
  const minutes = Math.abs(time.offset);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${formatted.text}${time.offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}

function relativeTime(start: string, timestamp: string): string {
  const from = parseInstant(start);
  const to = parseInstant(timestamp);
  return String(Math.trunc(to.ms - from.ms + (to.ticks - from.ticks) / 10_000) + 0);
}

function exceptionPart(event: LogEvent, option: string | undefined): string {
  const { exception } = event;
  if (typeof exception !== 'object' || exception === null || option === undefined || option === '') {
    const text = exceptionText(event);
    return text === '' ? '' : `${text}\r\n`;
  }
  switch (option.toLowerCase()) {
    case 'message':
      return renderValue(exception.message);
    case 'source':
      return renderValue(exception.source);
    case 'stacktrace':
      return renderValue(exception.stackTrace);
    case 'helplink':
      return renderValue(exception.helpLink);
    case 'targetsite':
      return nullText;
    default:
      return '';
  }
}

function property(option: string | undefined, properties: EventProperties): string {
  return option === undefined ? renderDictionary(properties) : renderValue(properties.get(option));
}

function lineBreak(option: string | undefined): string {
  return option?.toUpperCase() === 'UNIX' ? '\n' : '\r\n';
}

function noFrames(scene: Scene): string {
  scene.complain({ code: 'no-stack-frames', values: [] });
  return '';
}

/** The last `precision` parts of a dotted name; a dot at the end belongs to the last part. 0 gives the whole name. */
function lastParts(name: string, precision: number): string {
  if (precision <= 0 || name.length < 2) return name;
  const trailing = name.endsWith('.') ? '.' : '';
  const body = trailing === '' ? name : name.slice(0, -1);
  let end = body.lastIndexOf('.');
  for (let count = 1; end > 0 && count < precision; count++) end = body.lastIndexOf('.', end - 1);
  return body.slice(end + 1) + trailing;
}

function randomText(length: number, random: () => number): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  let text = '';
  for (let index = 0; index < Math.min(length, 100_000); index++) text += letters.charAt(Math.floor(random() * letters.length));
  return text;
}

function guid(random: () => number): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
  const variant = '89ab'.charAt(Math.floor(random() * 4));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function count(conversion: Conversion, scene: Scene): string {
  const limit = parseInt32(conversion.option ?? '') ?? 0;
  const before = scene.counters.get(conversion.index) ?? 0;
  const next = limit > 0 && before >= limit ? 1 : before + 1;
  scene.counters.set(conversion.index, next);
  return String(next);
}

/** `;` to `,` if so assumed; CR LF, CR and LF each to one blank. */
function oneLine(text: string, replaceSemicolons: boolean): string {
  const flat = text.replace(/\r\n|\r|\n/g, ' ');
  return replaceSemicolons ? flat.replaceAll(';', ',') : flat;
}

function specialFolder(name: string, scene: Scene): string {
  const found = name === '' ? '' : folder(name, scene.machine.environment);
  if (found === undefined) scene.complain({ code: 'env-folder', values: [name] });
  return found ?? '';
}
