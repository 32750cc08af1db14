import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, readFile, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { EventHistory } from '../../../client/src/listener/disk/history';
import { segmentsIn } from '../../../client/src/listener/disk/segments';
import { createStore } from '../../../client/src/listener/store';
import type { CapturedEvent } from '../../../server/src/wire/event';
import { countingUuid } from '../../support/captured';
import { captured } from '../../support/events';

const day = 86_400_000;
const start = Date.UTC(2026, 2, 12, 6);

/** What is held, with the history of it on disk. */
class Kept {
  readonly store;
  readonly history: EventHistory;

  constructor(options: Omit<ConstructorParameters<typeof EventHistory>[0], 'held'>, held = 100_000) {
    this.store = createStore({ events: held });
    this.history = new EventHistory({ ...options, held: this.store });
  }

  add(events: readonly CapturedEvent[], wanted: (event: CapturedEvent) => boolean = all): void {
    this.store.add(events);
    this.history.add(this.store.end - events.length, this.store.end, wanted);
  }
  get state(): EventHistory['state'] {
    return this.history.state;
  }
  load = (): Promise<readonly CapturedEvent[]> => this.history.load();
  flush = (): Promise<void> => this.history.flush();
  close = (): Promise<void> => this.history.close();
  clear(): Promise<void> {
    this.store.clear();
    return this.history.clear();
  }
}

const all = (): boolean => true;

interface Scene {
  readonly folder: string;
  readonly reports: string[];
  now: number;
  readonly open: (writer?: string, limits?: { readonly events: number; readonly days: number }, held?: number) => Kept;
}

async function inFolder(work: (scene: Scene) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'history-'));
  const scene: Scene = {
    folder,
    reports: [],
    now: start,
    open: (writer = 'w1', limits = { events: 100_000, days: 7 }, held = 100_000) =>
      new Kept({ folder, writer, limits: () => limits, now: () => scene.now, report: line => scene.reports.push(line) }, held),
  };
  try {
    await work(scene);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

const events = (count: number, at = start, text = 'text'): readonly CapturedEvent[] =>
  Array.from({ length: count }, (_, index) =>
    captured({ id: countingUuid(), seq: index + 1, receivedAt: new Date(at + index).toISOString(), text: `${text} ${index}` }),
  );
const segments = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder)).filter(it => it.startsWith('events-')).sort();

test('what was captured is there after the window is gone, event for event', () =>
  inFolder(async ({ open }) => {
    const all = events(1_234);
    const history = open();
    history.add(all.slice(0, 1_000));
    history.add(all.slice(1_000));
    await history.close();
    assert.deepEqual(await open('w2').load(), all);
  }));

test('events of any size come back from disk', () =>
  inFolder(async ({ open }) => {
    const sizes = [1, 60_000, 65_507, 90_000, 5, 400_000, 5];
    const all = sizes.map((size, n) =>
      captured({ id: countingUuid(), seq: n, receivedAt: new Date(start + n).toISOString(), text: 'ü'.repeat(size) }),
    );
    const history = open();
    history.add(all);
    await history.close();
    assert.deepEqual(await open('w2').load(), all);
  }));

test('nothing is read where nothing was written, and no folder is made for it', () =>
  inFolder(async ({ folder, open }) => {
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    assert.deepEqual(await open().load(), []);
    await assert.rejects(stat(folder));
  }));

test('its files are readable by their owner only', { skip: process.platform === 'win32' }, () =>
  inFolder(async ({ folder, open }) => {
    const history = open();
    history.add(events(3));
    await history.close();
    for (const name of await segments(folder)) assert.equal((await stat(path.join(folder, name))).mode & 0o777, 0o600, name);
  }),
);

test('a line that was torn by the death of the process costs that line and is reported', () =>
  inFolder(async ({ folder, open, reports }) => {
    const all = events(10);
    const history = open();
    history.add(all);
    await history.close();
    const [name = ''] = await segments(folder);
    const file = path.join(folder, name);
    await truncate(file, (await stat(file)).size - 20);
    assert.deepEqual(await open('w2').load(), all.slice(0, 9));
    assert.match(reports.join(' '), /1 damaged lines/);
    assert.equal((await segments(folder)).length, 1, 'the file stays');
  }));

test('rubbish between the lines, foreign files and folders of the same name do no harm', () =>
  inFolder(async ({ folder, open }) => {
    const all = events(4);
    const history = open();
    history.add(all);
    await history.close();
    const [name = ''] = await segments(folder);
    await appendFile(path.join(folder, name), '\0\0\0\n{"id":1}\n[]\nnull\n"x"\n{"__proto__":{"a":1}}\n');
    await writeFile(path.join(folder, 'notes.txt'), 'mine');
    await writeFile(path.join(folder, 'events-x.jsonl'), 'also mine');
    assert.deepEqual(await open('w2').load(), all);
  }));

test('a file without its first line is read; one of a newer version is reported and kept', () =>
  inFolder(async ({ folder, open, reports }) => {
    const [older, newer] = [events(2), events(2)];
    const text = (list: readonly CapturedEvent[]): string => list.map(it => `${JSON.stringify(it)}\n`).join('');
    await writeFile(path.join(folder, `events-${start}-old.jsonl`), text(older));
    await writeFile(path.join(folder, `events-${start + 1}-new.jsonl`), `{"history":99}\n${text(newer)}`);
    assert.deepEqual(await open().load(), older);
    assert.match(reports.join(' '), /newer version/);
    assert.equal((await segments(folder)).length, 2);
  }));

test('a segment that cannot be read is reported and the others are read', () =>
  inFolder(async ({ folder, open, reports }) => {
    const history = open();
    history.add(events(2));
    await history.close();
    // A folder in its place: nobody can read that as a file, root included.
    await mkdir(path.join(folder, `events-${start - 1}-x.jsonl`));
    assert.equal((await open('w2').load()).length, 2);
    assert.match(reports.join(' '), /cannot be read/);
  }));

test('the oldest go where there are more than the limit, and the disk holds no more than a segment above it', () =>
  inFolder(async ({ folder, open }) => {
    const limits = { events: 2_000, days: 7 };
    const history = open('w1', limits);
    const all = events(10_000);
    history.add(all);
    await history.close();
    const loaded = await open('w2', limits).load();
    assert.deepEqual(loaded, all.slice(-2_000));
    let lines = 0;
    for (const name of await segments(folder)) lines += (await readFile(path.join(folder, name), 'utf8')).trimEnd().split('\n').length - 1;
    assert.ok(lines <= 2_500, `${lines} on disk`);
    assert.ok(history.state.events <= 2_500);
  }));

test('what is older than the days allow is neither shown nor kept', () =>
  inFolder(async scene => {
    const history = scene.open();
    history.add(events(5, start, 'old'));
    await history.close();
    scene.now = start + 6 * day;
    const later = scene.open('w2');
    const fresh = events(3, scene.now, 'new');
    later.add(fresh);
    await later.close();
    assert.equal((await scene.open('w3').load()).length, 8);
    scene.now = start + 8 * day;
    assert.deepEqual(await scene.open('w4').load(), fresh);
    assert.equal((await segments(scene.folder)).length, 1);
  }));

test('two windows that write at once lose and mix nothing', () =>
  inFolder(async ({ open }) => {
    const [a, b] = [open('a'), open('b')];
    const [ofA, ofB] = [events(3_000, start, 'a'), events(3_000, start, 'b')];
    for (let at = 0; at < 3_000; at += 100) {
      a.add(ofA.slice(at, at + 100));
      b.add(ofB.slice(at, at + 100));
      await new Promise(resolve => setImmediate(resolve));
    }
    await Promise.all([a.close(), b.close()]);
    const loaded = await open('c').load();
    assert.equal(loaded.length, 6_000);
    assert.deepEqual(
      loaded.filter(it => it.text.startsWith('a')),
      ofA,
    );
    assert.deepEqual(
      loaded.filter(it => it.text.startsWith('b')),
      ofB,
    );
  }));

test('adding never waits for the disk; what comes faster than it writes is counted and said', () =>
  inFolder(async ({ open, reports }) => {
    const history = open('w1', { events: 100_000, days: 7 }, 50_000);
    const all = events(60_000);
    history.add(all);
    assert.equal(history.state.waiting, 50_000);
    assert.equal(history.state.leftOut, 10_000);
    await history.close();
    assert.match(reports.join(' '), /10000 of them are not kept on disk/);
    assert.deepEqual(
      (await open('w2').load()).map(it => it.id),
      all.slice(10_000).map(it => it.id),
    );
  }));

test('what is wanted on disk is what was wanted as it came, and only that is written', () =>
  inFolder(async ({ open }) => {
    const history = open();
    const [some, others] = [events(1_000), events(600)];
    const even = (it: CapturedEvent): boolean => it.seq % 2 === 0;
    history.add(some.slice(0, 300), even);
    history.add(some.slice(300), even);
    history.store.add(events(5));
    history.add(others);
    assert.deepEqual([history.state.waiting, history.state.leftOut], [1_600, 0]);
    await history.close();
    assert.deepEqual([history.state.waiting, history.state.events], [0, 1_100]);
    const ids = new Set((await open('w2').load()).map(it => it.id));
    assert.deepEqual(ids, new Set([...some.filter(even), ...others].map(it => it.id)));
  }));

test('events that are deleted while they wait are not written', () =>
  inFolder(async ({ folder, open }) => {
    const history = open();
    history.add(events(2_000));
    await history.clear();
    const more = events(3);
    history.add(more);
    await history.close();
    assert.deepEqual(await open('w2').load(), more);
    assert.equal((await segments(folder)).length, 1);
  }));

test('a disk that cannot be written to is said once, and the events are counted as left out', () =>
  inFolder(async ({ folder, reports }) => {
    const file = path.join(folder, 'a-file');
    await writeFile(file, '');
    const history = new Kept({
      folder: path.join(file, 'history'),
      writer: 'w',
      limits: () => ({ events: 1_000, days: 1 }),
      now: () => start,
      report: line => reports.push(line),
    });
    history.add(events(1_200));
    await history.close();
    assert.equal(history.state.leftOut, 1_200);
    assert.equal(reports.length, 1);
    assert.match(reports[0] ?? '', /cannot be written .* Events stay in memory/);
  }));

test('deleting leaves no event on disk, also none that another window wrote, and writing goes on', () =>
  inFolder(async ({ folder, open }) => {
    const [a, b] = [open('a'), open('b')];
    a.add(events(10));
    b.add(events(10));
    await Promise.all([a.flush(), b.flush()]);
    await a.clear();
    assert.deepEqual(await segments(folder), []);
    const more = events(2, start + 5_000);
    b.add(more);
    await b.close();
    assert.deepEqual(await open('c').load(), more);
  }));

test('what comes while everything is deleted is kept', () =>
  inFolder(async ({ open }) => {
    const history = open();
    history.add(events(10));
    await history.flush();
    const deleting = history.clear();
    const more = events(3, start + 5_000);
    history.add(more);
    await history.flush();
    await deleting;
    await history.close();
    assert.deepEqual(await open('w2').load(), more);
    assert.equal(history.state.events, 3);
  }));

test('whether there is a history is told by names alone, also where there is no folder and after deleting', () =>
  inFolder(async ({ folder, open }) => {
    assert.deepEqual(await segmentsIn(path.join(folder, 'nowhere')), []);
    await writeFile(path.join(folder, 'nodes-1-w.json'), '{}');
    await writeFile(path.join(folder, 'privacy.key'), '');
    assert.deepEqual(await segmentsIn(folder), []);
    const history = open();
    history.add(events(3));
    await history.close();
    assert.equal((await segmentsIn(folder)).length, 1);
    await history.clear();
    assert.deepEqual(await segmentsIn(folder), []);
  }));

test('what is older than its days already, as imported events may be, is not written', () =>
  inFolder(async ({ folder, open }) => {
    const kept = open();
    kept.add([...events(2, start - 8 * day, 'old'), ...events(3)]);
    await kept.close();
    assert.equal(kept.state.events, 3);
    const [name = ''] = await segments(folder);
    assert.doesNotMatch(await readFile(path.join(folder, name), 'utf8'), /old \d/);
  }));
