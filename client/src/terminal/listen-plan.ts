/** What `listen` was asked for, or what is wrong with it. */
import { encoderFor } from '../../../server/src/wire/encoding';
import { autoEncoding } from '../listener/intake';
import { receiverIds } from '../../../server/src/wire/receivers';
import { type PrivacyMode, privacyModes } from '../listener/privacy';
import { oneOf, readArguments } from './arguments';
import { type Expectation, parseExpectation } from './expectation';

export const listenUsage =
  'listen --port N… [--bind ADDRESS] [--format text|jsonl] [--receiver ID] [--encoding NAME] [--config FILE] [--user-names show|pseudonym|hide] [--forward SINKS.json [--retry-refused]] [--state DIR] [--count N] [--for SECONDS] [--expect "[>=|<=]N FILTER within DURATION"]… [--junit FILE]';

const options = {
  port: { type: 'string', multiple: true },
  bind: { type: 'string' },
  format: { type: 'string' },
  receiver: { type: 'string' },
  encoding: { type: 'string' },
  config: { type: 'string' },
  'user-names': { type: 'string' },
  forward: { type: 'string' },
  'retry-refused': { type: 'boolean' },
  state: { type: 'string' },
  count: { type: 'string' },
  for: { type: 'string' },
  expect: { type: 'string', multiple: true },
  junit: { type: 'string' },
} as const;

export interface Plan {
  readonly ports: readonly number[];
  readonly address: string;
  readonly format: 'text' | 'jsonl';
  readonly receiver: string;
  readonly encoding: string;
  readonly config: string | undefined;
  readonly userNames: PrivacyMode;
  readonly forward: string | undefined;
  readonly retryRefused: boolean;
  readonly state: string | undefined;
  readonly count: number;
  readonly forMs: number;
  readonly expectations: readonly Expectation[];
  readonly junit: string | undefined;
}

export type ReadPlan = { readonly ok: true; readonly plan: Plan } | { readonly ok: false; readonly message: string };

export function readPlan(argv: readonly string[]): ReadPlan {
  const read = readArguments(argv, options, listenUsage);
  if (!read.ok) return read;
  const { values, positionals } = read;
  const wrong = (message: string): ReadPlan => ({ ok: false, message });
  if (positionals.length > 0) return wrong(`listen takes no "${positionals[0] ?? ''}". Usage: ${listenUsage}`);
  if (values.port === undefined) return wrong(`--port is missing: name the port to listen on, such as --port 9998. Usage: ${listenUsage}`);
  const ports = values.port.flatMap(it => it.split(',')).map(it => wholeNumber(it, 0, 65_535));
  if (ports.includes(undefined)) return wrong(`--port is a whole number from 0 to 65535, not "${values.port.join(' ')}".`);
  const format = oneOf('--format', values.format, ['text', 'jsonl'], 'text');
  if (!format.ok) return format;
  const receiver = oneOf('--receiver', values.receiver, receiverIds, 'auto');
  if (!receiver.ok) return receiver;
  const encoding = values.encoding ?? autoEncoding;
  if (encoding !== autoEncoding && encoderFor(encoding) === undefined)
    return wrong(`--encoding is ${autoEncoding} or the name of an encoding, such as utf-8, windows-1252 or utf-16, not "${encoding}".`);
  const count = values.count === undefined ? Infinity : wholeNumber(values.count, 1, Number.MAX_SAFE_INTEGER);
  if (count === undefined) return wrong(`--count is a whole number from 1, not "${values.count ?? ''}".`);
  const seconds = values.for === undefined ? Infinity : Number(values.for.replace(/s$/, ''));
  if (!(seconds > 0)) return wrong(`--for is a number of seconds above 0, not "${values.for ?? ''}".`);
  const userNames = oneOf('--user-names', values['user-names'], privacyModes, 'show');
  if (!userNames.ok) return userNames;
  if (values.state !== undefined && values.forward === undefined && userNames.value !== 'pseudonym')
    return wrong(
      '--state is the folder of the forwarding journal and of the key of pseudonyms: it needs --forward SINKS.json or --user-names pseudonym.',
    );
  if (values['retry-refused'] === true && values.forward === undefined)
    return wrong('--retry-refused is about what sinks refused: it needs --forward SINKS.json.');
  const expectations: Expectation[] = [];
  for (const text of values.expect ?? []) {
    const parsed = parseExpectation(text);
    if (!parsed.ok) return parsed;
    expectations.push(parsed.expectation);
  }
  return {
    ok: true,
    plan: {
      ports: ports.flatMap(it => it ?? []),
      // An IPv6 address may come as it is printed: [::1].
      address: (values.bind ?? '127.0.0.1').replace(/^\[(.*)\]$/, '$1'),
      format: format.value,
      receiver: receiver.value,
      encoding,
      config: values.config,
      userNames: userNames.value,
      forward: values.forward,
      retryRefused: values['retry-refused'] === true,
      state: values.state,
      count,
      forMs: seconds * 1_000,
      expectations,
      junit: values.junit,
    },
  };
}

function wholeNumber(text: string, least: number, most: number): number | undefined {
  const value = /^\d+$/.test(text.trim()) ? Number(text) : NaN;
  return value >= least && value <= most ? value : undefined;
}
