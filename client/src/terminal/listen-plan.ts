/** What `listen` was asked for, or what is wrong with it. */
import { encoderFor } from '../../../server/src/wire/encoding';
import { autoEncoding } from '../listener/intake';
import { receiverIds } from '../../../server/src/wire/receivers';
import { type PrivacyMode, privacyModes } from '../listener/privacy';
import { noGroup } from '../listener/sources/bind-outcomes';
import { isMulticast, readNetwork } from '../listener/sources/networks';
import { oneOf, readArguments } from './arguments';
import { type Expectation, parseExpectation } from './expectation';

export const listenUsage =
  'listen --port N… [--bind ADDRESS] [--group GROUP]… [--allow ADDRESS|NETWORK]… [--max-bytes N] [--format text|jsonl] [--receiver ID] [--encoding NAME] [--config FILE] [--user-names show|pseudonym|hide] [--forward SINKS.json [--retry-refused]] [--state DIR] [--count N] [--for SECONDS] [--expect "[>=|<=]N FILTER within DURATION"]… [--junit FILE]';

const options = {
  port: { type: 'string', multiple: true },
  bind: { type: 'string' },
  group: { type: 'string', multiple: true },
  allow: { type: 'string', multiple: true },
  'max-bytes': { type: 'string' },
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
  /** Multicast groups to join. */
  readonly groups: readonly string[];
  /** Addresses and networks that may send; none: everybody. */
  readonly allow: readonly string[];
  /** Bytes that are kept of one datagram. */
  readonly maxBytes: number | undefined;
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

export function readPlan(argv: readonly string[], platform: string = process.platform): ReadPlan {
  const read = readArguments(argv, options, listenUsage);
  if (!read.ok) return read;
  const { values, positionals } = read;
  const wrong = (message: string): ReadPlan => ({ ok: false, message });
  if (positionals.length > 0) return wrong(`listen takes no "${positionals[0] ?? ''}". Usage: ${listenUsage}`);
  if (values.port === undefined) return wrong(`--port is missing: name the port to listen on, such as --port 9998. Usage: ${listenUsage}`);
  const ports = values.port.flatMap(it => it.split(',')).map(it => wholeNumber(it, 0, 65_535));
  if (ports.includes(undefined)) return wrong(`--port is a whole number from 0 to 65535, not "${values.port.join(' ')}".`);
  // An IPv6 address may come as it is printed: [::1].
  const address = (values.bind ?? '127.0.0.1').replace(/^\[(.*)\]$/, '$1');
  const groups = list(values.group);
  const groupProblem = groups.map(it => problemOfGroup(it, address, platform)).find(it => it !== undefined);
  if (groupProblem !== undefined) return wrong(groupProblem);
  const allow = list(values.allow);
  const stranger = values.allow !== undefined && allow.length === 0 ? '' : allow.find(it => readNetwork(it) === undefined);
  if (stranger !== undefined) return wrong(`--allow is an address or a network, such as 10.20.30.5 or 10.20.0.0/16, not "${stranger}".`);
  const maxBytes = values['max-bytes'] === undefined ? undefined : wholeNumber(values['max-bytes'], 1, 65_535);
  if (maxBytes === undefined && values['max-bytes'] !== undefined)
    return wrong(`--max-bytes is a whole number from 1 to 65535, not "${values['max-bytes']}".`);
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
      ...{ address, groups, allow, maxBytes },
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

/** Each one by an option of its own, or several after commas. */
const list = (values: readonly string[] | undefined): readonly string[] =>
  (values ?? []).flatMap(it => it.split(',')).flatMap(it => it.trim().replace(/^\[(.*)\]$/, '$1') || []);

/** Other systems than Windows hand what is sent to a group to no socket that is bound to an adapter's address. */
function problemOfGroup(group: string, address: string, platform: string): string | undefined {
  if (!isMulticast(group)) return `--group: ${noGroup(group)}`;
  const every = group.includes(':') ? '::' : '0.0.0.0';
  const canHear = platform === 'win32' ? address.includes(':') === group.includes(':') : address === every;
  return canHear
    ? undefined
    : `On ${address} nothing is heard of the group ${group}: add --bind ${every}, and --allow NETWORK, so that not everybody can send.`;
}

function wholeNumber(text: string, least: number, most: number): number | undefined {
  const value = /^\d+$/.test(text.trim()) ? Number(text) : NaN;
  return value >= least && value <= most ? value : undefined;
}
