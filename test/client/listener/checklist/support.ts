/** Facts for a checklist where nothing is wrong, to change one thing at a time. */
import { type Check, checklist, type ConfigurationFile, type Facts, type OpenSocket } from '../../../../client/src/listener/checklist';
import type { Sender } from '../../../../client/src/listener/checklist/types';

export const now = Date.parse('2026-03-12T09:31:04Z');
export const uri = 'file:///site/Scheduler/LocalLogConfig.xml';

export const socket: OpenSocket = { address: '127.0.0.1', port: 9998, receiveBuffer: 1, since: '2026-03-12T09:01:04Z' };

export const service: NonNullable<Sender['service']> = {
  id: 'Scheduler',
  title: 'Qlik Sense Scheduler',
  folder: 'D:\\Sense\\Scheduler',
  systemLog: 'D:\\Sense\\Log\\Scheduler\\Trace',
  validates: true,
  nodes: [{ certainty: 'documented', doc: 'Rows come from the manager.' }],
  offByDefault: [],
};

/** An appender without a port. */
export const portless: Sender = {
  ...{ name: 'Udp', start: 40, end: 60, line: 3 },
  address: '127.0.0.1',
  addressAt: { start: 70, end: 79, line: 5 },
  loggers: ['System.Scheduler'],
  rows: { kind: 'passes', title: 'Reload failed', logger: 'System.Scheduler.Task', level: 'INFO' },
  unseenTexts: [],
};
export const sender: Sender = { ...portless, port: 9998 };

export const file: ConfigurationFile = { uri, name: 'Scheduler/LocalLogConfig.xml', errors: 0, senders: [sender] };

export const withSender = (change: Partial<Sender>): readonly ConfigurationFile[] => [{ ...file, senders: [{ ...sender, ...change }] }];

export const fine: Facts = {
  now,
  host: 'WS-42',
  sockets: [socket],
  usualPorts: [9998],
  adapters: [
    { name: 'lo', address: '127.0.0.1', family: 'IPv4', isLoopback: true },
    { name: 'Ethernet', address: '10.20.30.5', family: 'IPv4', isLoopback: false },
  ],
  resolved: new Map(),
  holders: [{ address: '127.0.0.1', port: 9998, pid: 1, process: 'node', isOurs: true }],
  loopback: [{ address: '127.0.0.1' }],
  firewall: [],
  counts: { received: 3, lost: 0, bytes: 900, refused: 0 },
  allowedSenders: [],
  refused: [],
  files: [file],
  furtherFiles: 0,
  services: [],
  heard: { last: { at: '2026-03-12T09:30:04Z', node: 'qs-node-1', event: 'task failed', port: 9998 }, ports: new Map(), nodes: [] },
};

/** The only check of this title. */
export function check(title: string, change: Partial<Facts>): Check {
  const found = checklist({ ...fine, ...change }).flatMap(it => it.checks.filter(each => each.title === title));
  if (found.length !== 1) throw new Error(`There are ${found.length} checks "${title}", not one.`);
  return found[0] as Check;
}

export const titles = (change: Partial<Facts>): readonly string[] =>
  checklist({ ...fine, ...change }).flatMap(it => it.checks.map(each => each.title));
