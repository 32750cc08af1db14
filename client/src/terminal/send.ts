/** `send`: renders one event through a configuration and sends the datagrams it gives, to an address that is named each time. */
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { LogEvent, Machine } from '../../../server/src/pattern/event';
import type { TestEventResult } from '../../../server/src/protocol';
import type { TypeFact } from '../../../server/src/service';
import { endpoint } from '../listener/place';
import { readArguments } from './arguments';
import { readJson, readXml } from './files';
import { type TerminalIo, exitStatus } from './io';
import { userTypesIn } from './user-types';

type SimulationResult = Extract<TestEventResult, { readonly ok: true }>['simulation'];
type Datagram = SimulationResult['datagrams'][number];

/** The simulator, as the service offers it. */
export type SimulateOne = (input: {
  readonly text: string;
  readonly events: readonly LogEvent[];
  readonly machine: Machine;
  readonly onlyAppender?: string;
  readonly userTypes?: readonly TypeFact[];
}) => SimulationResult;

export const sendUsage = 'send CONFIG --event EVENT.json [--appender NAME] (--to HOST:PORT | --to-configured)';

const options = {
  event: { type: 'string' },
  appender: { type: 'string' },
  to: { type: 'string' },
  'to-configured': { type: 'boolean' },
} as const;

interface Target {
  readonly host: string;
  readonly port: number;
}

interface Plan {
  readonly config: string;
  readonly event: string;
  readonly appender: string | undefined;
  /** Undefined: each datagram goes where the configuration says. */
  readonly to: Target | undefined;
}

/** 0 when something was sent; 1 when log4net would send nothing, with the reason; 2 for wrong usage or an address that cannot be reached. */
export async function runSend(argv: readonly string[], io: TerminalIo, simulate: SimulateOne): Promise<number> {
  const refuse = (message: string): number => {
    io.err(`${message}\n`);
    return exitStatus.usage;
  };
  const read = readPlan(argv);
  if (!read.ok) return refuse(read.message);
  const { plan } = read;
  const config = await readXml(plan.config, io.cwd);
  if (!config.ok) return refuse(config.message);
  const event = await readEvent(plan.event, io);
  if (!event.ok) return refuse(event.message);
  const result = simulate({
    text: config.text,
    events: [event.event],
    machine,
    userTypes: await userTypesIn(io),
    ...(plan.appender === undefined ? {} : { onlyAppender: plan.appender }),
  });
  if (result.mails.length > 0) io.err(`${count(result.mails.length, 'mail')} would leave as well; send handles datagrams only.\n`);
  if (result.datagrams.length === 0) {
    io.err(`Nothing is sent: ${whyNothing(result)}\n`);
    return exitStatus.found;
  }
  for (const datagram of result.datagrams) {
    const target = plan.to ?? { host: datagram.address, port: datagram.port };
    const failure = await sendOne(datagram, target);
    if (failure !== undefined) return refuse(failure);
    const bytes = Buffer.from(datagram.base64, 'base64').length;
    const through = datagram.appender === undefined ? '' : ` through ${datagram.appender}`;
    io.out(`sent ${count(bytes, 'byte')} to ${endpoint(target.host, target.port)}${through}\n`);
  }
  return exitStatus.fine;
}

/** A machine that nobody has: nothing of this one goes over the wire. */
const machine: Machine = {
  hostName: 'SENSE01',
  timeZone: 'UTC',
  serviceUser: 'LAB\\qlikservice',
  processStart: '2024-01-01T00:00:00Z',
  processId: 4711,
  environment: {},
  globalProperties: {},
};

function readPlan(argv: readonly string[]): { readonly ok: true; readonly plan: Plan } | { readonly ok: false; readonly message: string } {
  const read = readArguments(argv, options, sendUsage);
  if (!read.ok) return read;
  const { values, positionals } = read;
  const wrong = (message: string) => ({ ok: false, message: `${message} Usage: ${sendUsage}` }) as const;
  const [config, ...others] = positionals;
  if (config === undefined) return wrong('The configuration is missing.');
  if (others.length > 0) return wrong(`Only one configuration can be sent through, not "${others.join(' ')}" as well.`);
  if (values.event === undefined) return wrong('--event EVENT.json is missing.');
  const toConfigured = values['to-configured'] === true;
  if (toConfigured === (values.to !== undefined)) {
    return wrong('Say where to: --to HOST:PORT, or --to-configured for the address in the file, which may be a production receiver.');
  }
  const to = values.to === undefined ? undefined : targetOf(values.to);
  if (values.to !== undefined && to === undefined)
    return wrong(`--to "${values.to}" is no HOST:PORT, such as 127.0.0.1:9998 or [::1]:9998.`);
  return { ok: true, plan: { config, event: values.event, appender: values.appender, to } };
}

/** `HOST:PORT`, IPv6 in brackets. */
function targetOf(text: string): Target | undefined {
  const parts = /^(?:\[([^\]]+)\]|([^:\s]+)):(\d{1,5})$/.exec(text);
  const port = Number(parts?.[3]);
  const host = parts?.[1] ?? parts?.[2];
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}

async function readEvent(
  file: string,
  io: TerminalIo,
): Promise<{ readonly ok: true; readonly event: LogEvent } | { readonly ok: false; readonly message: string }> {
  const read = await readJson(file, io.cwd);
  if (!read.ok) return read;
  // A list of one, as simulate takes it, is as good.
  const value: unknown = Array.isArray(read.value) && read.value.length === 1 ? read.value[0] : read.value;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { ok: false, message: `${file} must hold one event: an object.` };
  const { logger, level, timestamp, message } = value as Readonly<Record<string, unknown>>;
  if (typeof logger !== 'string' || typeof level !== 'string')
    return { ok: false, message: `${file} must hold an event with a logger and a level.` };
  if (timestamp !== undefined && (typeof timestamp !== 'string' || Number.isNaN(Date.parse(timestamp)))) {
    return { ok: false, message: `The timestamp in ${file} must be ISO 8601, such as 2026-03-12T06:02:01.586Z; leave it out for now.` };
  }
  const event = { ...value, timestamp: timestamp ?? new Date().toISOString(), message: message ?? null } as LogEvent;
  return { ok: true, event };
}

/** The nearest cause: the file is not loaded, log4net complains, or something on the way said no. */
function whyNothing({ failure, messages, steps }: SimulationResult): string {
  const stopped = steps.findLast(it => it.outcome === 'deny' || it.outcome === 'drop' || it.outcome === 'failed' || it.outcome === 'hold');
  return (
    failure?.message ??
    messages.find(it => it.severity === 'error')?.message ??
    stopped?.reason ??
    'no appender that sends datagrams gets this event.'
  );
}

/** @returns what went wrong, in a sentence. */
async function sendOne(datagram: Datagram, target: Target): Promise<string | undefined> {
  try {
    const { address, family } = isIP(target.host) === 0 ? await lookup(target.host) : { address: target.host, family: isIP(target.host) };
    const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('error', reject);
        socket.send(Buffer.from(datagram.base64, 'base64'), target.port, address, error => {
          if (error) reject(error);
          else resolve();
        });
      });
    } finally {
      socket.close();
    }
    return undefined;
  } catch (error) {
    return `Nothing could be sent to ${endpoint(target.host, target.port)}: ${error instanceof Error ? error.message : String(error)}.`;
  }
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
