/**
 * The whole way of a name: from the datagram to whatever is kept, shown, exported or sent. With pseudonyms no planted
 * name is in any byte of it, and a planted canary, that is no name, is in each place: so the search would have found one.
 */
import iconv from 'iconv-lite';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { connectAsync } from 'mqtt';
import { EventHistory } from '../../../client/src/listener/disk/history';
import { keyInFolder, keyedHash } from '../../../client/src/listener/disk/keyed-hash';
import { NodeFile } from '../../../client/src/listener/disk/node-file';
import { isUserEvent, mayKeep } from '../../../client/src/listener/facets';
import { createIntake } from '../../../client/src/listener/intake';
import { Listener } from '../../../client/src/listener/listener';
import { createNodeMemory } from '../../../client/src/listener/nodes';
import { createPrivacy } from '../../../client/src/listener/privacy';
import { createUdpSource } from '../../../client/src/listener/sources/udp';
import { createStore } from '../../../client/src/listener/store';
import { exportForms, exported } from '../../../client/src/listener/transfer/transfer';
import { parseSettings } from '../../../client/src/vscode/registry/parse-settings';
import { startBroker } from '../../support/broker';
import { builtCli } from '../../support/built-cli';
import { eventually } from '../../support/eventually';
import { listenerWorker } from '../../support/listener-worker';

const directory = 'ZQLAB';
const users = ['Zqalice.Arkwright', 'Zqjürgen.Müller', 'Zqo_brien'];
const names = [directory, ...users];
const taskCanary = 'Canary-Sales-Overview';
const userCanary = 'Canary-Hub-Context';

const task = (user: string, message: string): string =>
  [
    '/scheduler-task-failed/',
    'QS-NODE-1',
    'Nightly',
    taskCanary,
    `${directory}\\${user}`,
    randomUUID(),
    randomUUID(),
    '2026-03-12 06:02:01,586',
    'WARN',
    randomUUID(),
    message,
  ].join(';');
const session = (user: string): string =>
  `/qseow-proxy-session/;QS-NODE-1;Start session;${directory};${user};10.0.0.1;${userCanary};Start session for user: '${directory}\\${user}', profile C:\\Users\\${user}\\x`;

/** Names in fields and in running text; escaped, wrapped and in the encodings that appenders send. */
function planted(): { readonly tasks: readonly Uint8Array[]; readonly userEvents: readonly Uint8Array[] } {
  const tasks: Uint8Array[] = [];
  const userEvents: Uint8Array[] = [];
  for (const user of users) {
    for (const encoding of ['utf-8', 'windows-1252', 'utf-16le', 'utf-16be']) {
      tasks.push(
        iconv.encode(task(user, `Reload failed for user '${directory}\\${user}'`), encoding),
        iconv.encode(task(user.toUpperCase(), `see https://qs/?u=${encodeURIComponent(user)}`), encoding),
        iconv.encode(task(user, `token ${Buffer.from(`${directory}\\${user}`).toString('base64')}`), encoding),
        iconv.encode(task(user, `{"user":"${directory}\\\\${user}"}`), encoding),
      );
      userEvents.push(iconv.encode(session(user), encoding), iconv.encode(session(user.toLowerCase()), encoding));
    }
  }
  return { tasks, userEvents };
}

/** A text as bytes may hold it. */
const spellings = (text: string): readonly string[] => [
  ...new Set([
    ...['utf-8', 'windows-1252', 'utf-16le', 'utf-16be'].map(it => iconv.encode(text, it).toString('latin1')),
    // Read as another encoding than it was sent in, then stored as UTF-8.
    Buffer.from(iconv.decode(Buffer.from(text), 'windows-1252')).toString('latin1'),
    Buffer.from(text.normalize('NFD')).toString('latin1'),
    encodeURIComponent(text),
    JSON.stringify(text)
      .slice(1, -1)
      .replace(/[^\0-\x7f]/g, it => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`),
  ]),
];

const small = (bytes: string): string => bytes.replace(/[A-Z]/g, it => it.toLowerCase());

/** The bytes as they are, and what base64 within them holds; in two-byte text every other byte is passed over too. */
function* readings(bytes: Uint8Array): Iterable<string> {
  const text = Buffer.from(bytes).toString('latin1');
  yield text;
  for (const [run] of text.matchAll(/[A-Za-z0-9+/]{8,}={0,2}/g)) yield Buffer.from(run, 'base64').toString('latin1');
}

function holds(bytes: Uint8Array, text: string): boolean {
  const sought = [...new Set([text, text.toLowerCase(), text.toUpperCase()].flatMap(spellings))].map(small);
  for (const reading of readings(bytes)) {
    const read = small(reading);
    if (sought.some(it => read.includes(it))) return true;
  }
  return false;
}

function assertClean(places: Readonly<Record<string, Uint8Array>>, canary: string): void {
  for (const [place, bytes] of Object.entries(places)) {
    for (const name of names) assert.equal(holds(bytes, name), false, `${place} holds ${name}`);
    assert.equal(holds(bytes, canary), true, `${place} holds no canary, so it was not looked at`);
  }
}

/** Every file below a folder, by its path there. */
function filesOf(folder: string): Record<string, Buffer> {
  const files: Record<string, Buffer> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    files[path.relative(folder, file)] = Buffer.concat([Buffer.from(`${entry.name}\n`), readFileSync(file)]);
  }
  return files;
}

const folders: string[] = [];
function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'privacy-'));
  folders.push(folder);
  return folder;
}
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const until = (isSo: () => boolean): Promise<void> => eventually(() => assert.ok(isSo()), 20_000);

async function send(port: number, payloads: readonly Uint8Array[]): Promise<void> {
  const socket = createSocket('udp4');
  for (const payload of payloads) await new Promise(resolve => socket.send(payload, port, '127.0.0.1', resolve));
  socket.close();
}

test('the search finds a name in each spelling that it is planted in', () => {
  const { tasks, userEvents } = planted();
  for (const payload of [...tasks, ...userEvents]) {
    assert.ok(holds(payload, directory));
    assert.ok(users.some(it => holds(payload, it)));
  }
  assert.ok(holds(Buffer.from(`x ${Buffer.from('by Zqo_brien').toString('base64')}`), 'Zqo_brien'));
  assert.equal(holds(Buffer.from('user-3f9a7kq2xw'), 'Zqo_brien'), false);
});

test('under pseudonyms neither the disk nor an export nor the log holds a name, and user events are not on disk at all', async () => {
  const folder = newFolder();
  const log: string[] = [];
  const report = (line: string): void => void log.push(line);
  const privacy = createPrivacy(keyedHash(keyInFolder(folder)));
  const nodes = createNodeMemory();
  const store = createStore({ events: 10_000, nodeMemory: nodes });
  const history = new EventHistory({
    held: store,
    folder,
    writer: 'w',
    now: Date.now,
    report,
    limits: () => ({ events: 10_000, days: 7 }),
  });
  const nodeFile = new NodeFile({ folder, writer: 'w', pid: process.pid, isAlive: () => true, report });
  const source = createUdpSource({ workerPath: listenerWorker() });
  const listener = new Listener(source, createIntake({ uuid: randomUUID, now: Date.now }), store, it => privacy.treat(it, 'pseudonym'));
  try {
    listener.onError(report);
    const { keepUserEvents } = parseSettings(() => undefined).settings;
    listener.onEvents(events => history.add(store.end - events.length, store.end, mayKeep(keepUserEvents)));
    const bound = await listener.start({ port: 0 });
    assert.equal(bound.kind, 'bound');
    const { tasks, userEvents } = planted();
    await send(bound.port, [...tasks, ...userEvents]);
    await until(() => store.end === tasks.length + userEvents.length);
    assert.ok([...store.events()].some(isUserEvent));
    await history.close();
    await nodeFile.save(nodes);
    const disk = filesOf(folder);
    const { 'privacy.key': key, ...written } = disk;
    assert.ok(key !== undefined);
    const nodeNames = Object.keys(written).filter(it => it.startsWith('nodes-'));
    const segments = Object.keys(written).filter(it => it.startsWith('events-'));
    assert.ok(nodeNames.length === 1 && segments.length === 1, Object.keys(written).join(' '));
    for (const it of nodeNames) assertClean({ [it]: written[it] ?? Buffer.alloc(0) }, 'QS-NODE-1');
    for (const it of segments) assertClean({ [it]: written[it] ?? Buffer.alloc(0) }, taskCanary);
    for (const [file, bytes] of Object.entries(written)) assert.equal(holds(bytes, userCanary), false, `${file} holds a user event`);
    const exports = Object.fromEntries(
      exportForms.map(form => [form, Buffer.concat([...exported(store.events(), form, { redact: it => it, treat: it => it })])]),
    );
    assertClean(exports, taskCanary);
    assertClean(exports, userCanary);
    for (const line of log) for (const name of names) assert.equal(holds(Buffer.from(line), name), false, line);
  } finally {
    await listener.stop();
  }
});

interface Run {
  readonly out: Buffer;
  readonly err: Buffer;
}

/** The command line as a process, until it has reported as many events as were sent, and it is done. */
async function listen(
  folder: string,
  argv: readonly string[],
  payloads: readonly Uint8Array[],
  isDone: () => boolean = () => true,
): Promise<Run> {
  const args = [builtCli(), 'listen', '--port', '0', '--format', 'jsonl', ...argv];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const ended = once(child, 'close');
  try {
    const said = (): string => Buffer.concat(err).toString();
    await until(() => /listening on .*:\d+\n/.test(said()));
    await send(Number(/listening on .*:(\d+)\n/.exec(said())?.[1]), payloads);
    await until(() => Buffer.concat(out).toString().split('\n').length > payloads.length && isDone());
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
  return { out: Buffer.concat(out), err: Buffer.concat(err) };
}

test('the terminal under pseudonyms: no name in what it prints, journals, sends to a broker or sends to a chat', async () => {
  const folder = newFolder();
  const chat: string[] = [];
  const service = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      chat.push(body);
      response.end('ok');
    });
  }).listen(0, '127.0.0.1');
  await once(service, 'listening');
  const broker = await startBroker();
  const watcher = await connectAsync(broker.url);
  const published: Buffer[] = [];
  watcher.on('message', (topic, payload) => published.push(Buffer.concat([Buffer.from(`${topic}\n`), payload])));
  await watcher.subscribeAsync('#');
  try {
    const hook = `http://127.0.0.1:${(service.address() as AddressInfo).port}/hook`;
    const sinks = [
      { id: 'broker', kind: 'mqtt', url: broker.url, userEvents: true, rate: false },
      { id: 'chat', kind: 'slack', webhookUrl: hook, rate: false },
      // Nobody listens there: what is meant for it stays in the journal.
      { id: 'gone', kind: 'mqtt', url: 'mqtt://127.0.0.1:1', userEvents: true, rate: false },
      { id: 'rehearsal', kind: 'slack', webhookUrl: hook, dryRun: true, rate: false },
    ];
    writeFileSync(path.join(folder, 'sinks.json'), JSON.stringify({ sinks }));
    const { tasks, userEvents } = planted();
    const payloads = [...tasks, ...userEvents];
    const { out, err } = await listen(
      folder,
      ['--forward', 'sinks.json', '--state', 'state', '--user-names', 'pseudonym'],
      payloads,
      () => published.length >= payloads.length && chat.length > 0,
    );
    const { 'privacy.key': key, ...state } = filesOf(path.join(folder, 'state'));
    assert.ok(key !== undefined && Object.keys(state).length > 0);
    const journal = Buffer.concat(Object.values(state));
    const places = { stdout: out, stderr: err, journal, broker: Buffer.concat(published), chat: Buffer.from(chat.join('\n')) };
    assertClean(places, taskCanary);
    for (const place of ['stdout', 'journal', 'broker'] as const) assertClean({ [place]: places[place] }, userCanary);
    assert.equal(holds(places.chat, userCanary), false, 'user events go to a sink only where it is asked for');
  } finally {
    await watcher.endAsync(true);
    await broker.close();
    service.closeAllConnections();
    service.close();
  }
});

test('pseudonyms are the same in every run with one state folder, and others with another', async () => {
  const folder = newFolder();
  const pseudonymIn = async (state: string): Promise<string> => {
    const { out } = await listen(folder, ['--user-names', 'pseudonym', '--state', state], [Buffer.from(session('Zqalice'))]);
    const { fields } = JSON.parse(out.toString()) as { readonly fields: Readonly<Record<string, string>> };
    return `${fields['UserDirectory'] ?? ''}\\${fields['UserId'] ?? ''}`;
  };
  const first = await pseudonymIn('a');
  assert.match(first, /^dir-\w{10}\\user-\w{10}$/);
  assert.equal(await pseudonymIn('a'), first);
  assert.notEqual(await pseudonymIn('b'), first);
  if (process.platform !== 'win32')
    for (const state of ['a', 'b']) assert.equal(statSync(path.join(folder, state, 'privacy.key')).mode & 0o777, 0o600);
});

test('hidden names need no key, and shown ones are shown', async () => {
  const folder = newFolder();
  const hidden = await listen(folder, ['--user-names', 'hide'], [Buffer.from(session('Zqalice.Arkwright'))]);
  assertClean({ stdout: hidden.out, stderr: Buffer.concat([hidden.err, Buffer.from(userCanary)]) }, userCanary);
  assert.match(hidden.out.toString(), /hidden-user/);
  const shown = await listen(folder, [], [Buffer.from(session('Zqalice.Arkwright'))]);
  assert.ok(holds(shown.out, 'Zqalice.Arkwright'));
  assert.deepEqual(readdirSync(folder), []);
});

test('a damaged key is said with its way out, before a socket is opened', async () => {
  const folder = newFolder();
  writeFileSync(path.join(folder, 'privacy.key'), 'short');
  const args = [builtCli(), 'listen', '--port', '0', '--user-names', 'pseudonym', '--state', '.'];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
  const [status] = (await once(child, 'close')) as [number];
  assert.equal(status, 2);
  assert.match(err, /^There is no key for pseudonyms: .*privacy\.key is damaged: delete it, and pseudonyms begin anew\.\n$/);
});
