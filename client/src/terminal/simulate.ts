/** `simulate`: what log4net would send for given events, as JSON on standard output. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { LogEvent, Machine } from '../../../server/src/pattern/event';
import type { TestEventResult } from '../../../server/src/protocol';
import type { TypeFact } from '../../../server/src/service';
import { exitStatus, type TerminalIo } from './io';
import { userTypesIn } from './user-types';
import { readXmlBytes } from '../../../server/src/wire/xml-bytes';

type SimulationResult = Extract<TestEventResult, { readonly ok: true }>['simulation'];

/** The form of a case in `CASES.json` as far as it is read here; `test/conformance/README.md` explains it. */
interface Case {
  readonly id?: string;
  readonly config: string;
  readonly load?: Load;
  readonly timeZone?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly globalProperties?: Readonly<Record<string, string>>;
  readonly smtp?: { readonly off?: boolean; readonly auth?: 'login' | 'reject' | 'demand'; readonly noEhlo?: boolean };
  readonly events: readonly LogEvent[];
}

type Load = 'element' | 'asIs' | 'stream' | 'legacyReader';

/** The simulator, as the service offers it. */
export type Simulate = (input: {
  readonly text: string;
  readonly load?: Load;
  readonly events: readonly LogEvent[];
  readonly machine: Machine;
  readonly smtp?: NonNullable<Case['smtp']>;
  readonly log4netVersion?: string;
  readonly userTypes?: readonly TypeFact[];
}) => SimulationResult;

const usage =
  'Usage: simulate CONFIG --events EVENTS.json [--time-zone ZONE] [--env FILE] [--log4net VERSION], or simulate --cases CASES.json [--log4net VERSION].';

/** A line for standard error: what is wrong and how to mend it. */
class UsageError extends Error {}

/**
 * Runs the subcommand. Exit 0 whatever log4net would complain about; 2 for wrong usage or a file that cannot be used, with
 * one line on standard error.
 */
export async function runSimulate(argv: readonly string[], io: TerminalIo, simulate: Simulate): Promise<number> {
  try {
    const { values, positionals } = parse(argv);
    const version = values['log4net'];
    if (version !== undefined && !/^\d+(\.\d+){0,3}$/.test(version))
      throw new UsageError(`"${version}" is no release of log4net; write it like 2.0.8.`);
    const output =
      values.cases === undefined
        ? await simulateFile(values, positionals, io, simulate)
        : await simulateCases(values, positionals, io, simulate);
    io.out(`${JSON.stringify(output, undefined, values.cases === undefined ? 2 : undefined)}\n`);
    return exitStatus.fine;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.err(`${error.message}\n`);
    return exitStatus.usage;
  }
}

interface Values {
  readonly cases?: string | undefined;
  readonly events?: string | undefined;
  readonly 'time-zone'?: string | undefined;
  readonly env?: string | undefined;
  readonly log4net?: string | undefined;
}

function parse(argv: readonly string[]): { readonly values: Values; readonly positionals: readonly string[] } {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...argv],
      options: { cases: text, events: text, 'time-zone': text, env: text, log4net: text },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError(`${reasonOf(error)} ${usage}`);
  }
}

async function simulateFile(values: Values, positionals: readonly string[], io: TerminalIo, simulate: Simulate): Promise<unknown> {
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0 || values.events === undefined) throw new UsageError(usage);
  const text = readXmlBytes(await readBytes(file, io));
  const events = await readEvents(values.events, io);
  const environment = values.env === undefined ? {} : await readEnvironment(values.env, io);
  const machine = machineFor(zoneOf(values['time-zone']), environment, {});
  return printable(text, simulate({ text, events, machine, ...version(values), userTypes: await userTypesIn(io) }), true);
}

async function simulateCases(values: Values, positionals: readonly string[], io: TerminalIo, simulate: Simulate): Promise<unknown> {
  const { cases: file = '' } = values;
  if (positionals.length > 0 || values.events !== undefined || values.env !== undefined || values['time-zone'] !== undefined)
    throw new UsageError(usage);
  const cases = await readJson(file, io);
  if (!Array.isArray(cases)) throw new UsageError(`${file} has to be an array of cases.`);
  const userTypes = await userTypesIn(io);
  return cases.map((one: unknown, index) => {
    if (!isCase(one))
      throw new UsageError(
        `Case ${index + 1} of ${file} needs a "config" that is text and an array of "events" with a logger and a level each.`,
      );
    const { id, config, load, timeZone, env = {}, globalProperties = {}, smtp, events } = one;
    const input = {
      text: config,
      events,
      machine: machineFor(zoneOf(timeZone), env, globalProperties),
      ...(load && { load }),
      ...(smtp && { smtp }),
    };
    return { ...(id !== undefined && { id }), ...printable(config, simulate({ ...input, ...version(values), userTypes }), false) };
  });
}

function version({ log4net }: Values): { readonly log4netVersion?: string } {
  return log4net === undefined ? {} : { log4netVersion: log4net };
}

/** The result in the form other programs depend on; places in the text as lines and columns, 1-based. */
function printable(
  text: string,
  { datagrams, mails, messages, steps, failure }: SimulationResult,
  withSteps: boolean,
): Record<string, unknown> {
  const placed = ({ span, ...rest }: { readonly span?: Span }): unknown => ({
    ...rest,
    ...(span && positionOf(text, span.start)),
  });
  return {
    datagrams,
    mails,
    messages: messages.map(placed),
    ...(failure && { failure: placed(failure) }),
    ...(withSteps && { steps: steps.map(placed) }),
  };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function positionOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** A machine that nobody has: nothing of this one shows. */
function machineFor(
  timeZone: string,
  environment: Readonly<Record<string, string>>,
  globalProperties: Readonly<Record<string, string>>,
): Machine {
  return {
    hostName: 'SENSE01',
    timeZone,
    serviceUser: 'LAB\\qlikservice',
    processStart: '2024-01-01T00:00:00Z',
    processId: 4711,
    environment,
    globalProperties,
  };
}

function zoneOf(zone = 'UTC'): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    throw new UsageError(`"${zone}" is no time zone; write an IANA name such as Europe/Stockholm.`);
  }
}

async function readEvents(file: string, io: TerminalIo): Promise<readonly LogEvent[]> {
  const events = await readJson(file, io);
  if (!Array.isArray(events) || !events.every(isEvent))
    throw new UsageError(`${file} has to be an array of events with a logger, a level and a timestamp each.`);
  return events;
}

/** A JSON object of texts, or lines of `NAME=value`. */
async function readEnvironment(file: string, io: TerminalIo): Promise<Readonly<Record<string, string>>> {
  const text = Buffer.from(await readBytes(file, io))
    .toString('utf8')
    .replace(/^\ufeff/, '');
  if (!text.trimStart().startsWith('{')) {
    const lines = text.split(/\r?\n/).filter(it => it.trim() !== '' && !it.startsWith('#'));
    const wrong = lines.find(it => it.indexOf('=') < 1);
    if (wrong !== undefined) throw new UsageError(`${file} has to hold lines of NAME=value, or a JSON object of texts.`);
    return Object.fromEntries(lines.map(it => [it.slice(0, it.indexOf('=')), it.slice(it.indexOf('=') + 1)]));
  }
  const values = parseJson(text, file);
  if (!isRecord(values) || !Object.values(values).every(it => typeof it === 'string'))
    throw new UsageError(`${file} has to be an object of texts.`);
  return values as Readonly<Record<string, string>>;
}

async function readJson(file: string, io: TerminalIo): Promise<unknown> {
  return parseJson(Buffer.from(await readBytes(file, io)).toString('utf8'), file);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${reasonOf(error)}`);
  }
}

async function readBytes(file: string, io: TerminalIo): Promise<Uint8Array> {
  try {
    return await readFile(path.resolve(io.cwd, file));
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${reasonOf(error)}. Check the path.`);
  }
}

function isCase(value: unknown): value is Case {
  return isRecord(value) && typeof value['config'] === 'string' && Array.isArray(value['events']) && value['events'].every(isEvent);
}

function isEvent(value: unknown): value is LogEvent {
  return (
    isRecord(value) && typeof value['logger'] === 'string' && typeof value['level'] === 'string' && typeof value['timestamp'] === 'string'
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\s*\n\s*/g, ' ') : String(error);
}
