import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import type { Outbox, Pending } from '../../../client/src/delivery/contract';
import { openFileOutbox } from '../../../client/src/delivery/outbox/file';
import { isSegment } from '../../../client/src/delivery/outbox/lines';
import { peekFileOutbox } from '../../../client/src/delivery/outbox/peek';
import { tidied } from '../../../client/src/delivery/outbox/tidy';
import { lock } from '../../../client/src/delivery/outbox/lock';
import { captured } from '../../support/events';

async function folder(work: (folder: string) => Promise<void>): Promise<void> {
  const made = await mkdtemp(path.join(tmpdir(), 'outbox-'));
  try {
    await work(made);
  } finally {
    await rm(made, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
const log: string[] = [];
async function open(folder: string, owner = 'first', pid = process.pid, segmentBytes?: number): Promise<Outbox> {
  const opened = await openFileOutbox({
    folder,
    owner,
    pid,
    log: line => log.push(line),
    ...(segmentBytes !== undefined && { segmentBytes }),
  });
  assert.ok(opened.ok, opened.ok ? '' : opened.reason);
  return opened.outbox;
}
/** What a crash leaves: the files as they are, the lock of a process that is gone. */
const crash = (folder: string) => writeFile(path.join(folder, 'lock'), JSON.stringify({ owner: 'dead', pid: 2 ** 22 + 1 }));
/** What is kept aside, by the names of the files. */
const unread = async (folder: string): Promise<readonly string[]> =>
  Promise.all(
    (await readdir(folder))
      .filter(it => it.endsWith('.unread'))
      .sort()
      .map(it => readFile(path.join(folder, it), 'utf8')),
  );
const entry = (id: string): Pending => ({ deliveryId: id, sink: 'one', event: captured({ text: `event ${id}` }) });
const ids = (entries: readonly Pending[]) => entries.map(it => it.deliveryId).join(' ');

test('what was appended and not settled comes back after a crash, in order', () =>
  folder(async at => {
    const first = await open(at);
    await first.append([entry('a'), entry('b')]);
    await first.append([entry('c')]);
    await first.settle(['a']);
    await crash(at);
    const left = await (await open(at)).load();
    assert.equal(ids(left), 'b c');
    assert.deepEqual(left[0]?.event, captured({ text: 'event b' }));
  }));

test('a line torn by a crash is kept aside and named, the lines before it count', () =>
  folder(async at => {
    const first = await open(at);
    await first.append([entry('a')]);
    const [segment] = (await readdir(at)).filter(name => name.startsWith('queue'));
    await appendFile(path.join(at, segment!), '{"v":1,"put":{"deliv');
    await crash(at);
    const second = await open(at);
    assert.equal(ids(await second.load()), 'a');
    assert.match(log.at(-1)!, /1 lines of .* could not be read/);
    assert.deepEqual(await unread(at), ['{"v":1,"put":{"deliv\n']);
    await second.append([entry('b')]);
    await crash(at);
    assert.equal(ids(await (await open(at)).load()), 'a b');
  }));

test('lines of another version are reported, never lost', () =>
  folder(async at => {
    // The same name twice: numbers begin anew once the folder is empty.
    for (const line of ['{"v":99,"put":{"first":1}}\n', '{"v":99,"put":{"second":1}}\n']) {
      await writeFile(path.join(at, 'queue-00000001.jsonl'), line);
      const outbox = await open(at);
      assert.equal(ids(await outbox.load()), '');
      await outbox.close();
    }
    assert.deepEqual(await unread(at), ['{"v":99,"put":{"first":1}}\n', '{"v":99,"put":{"second":1}}\n']);
  }));

test('of what is kept aside for a month nothing is left, and nothing that was read is kept aside', () =>
  folder(async at => {
    const old = path.join(at, 'queue-00000001.jsonl.1.unread');
    await writeFile(old, 'x\n');
    await utimes(old, new Date(0), new Date(0));
    const first = await open(at);
    await first.append([entry('a')]);
    await crash(at);
    await (await open(at)).load();
    assert.deepEqual(await unread(at), []);
  }));

test('a line whose event is none is kept aside: it would break every sink', () =>
  folder(async at => {
    const first = await open(at);
    await first.append([entry('a')]);
    const file = path.join(at, 'queue-00000001.jsonl');
    for (const event of ['{}', 'null', '[]', '{"id":1}', JSON.stringify({ ...captured(), fields: { a: 1 } })])
      await appendFile(file, `{"v":1,"put":{"deliveryId":"x","sink":"one","event":${event}}}\n`);
    await writeFile(path.join(at, 'dead.jsonl'), '{"v":1,"dead":{"deliveryId":"y","sink":"one","reason":"r","at":"","event":null}}\n');
    await crash(at);
    const second = await open(at);
    assert.equal(ids(await second.load()), 'a');
    assert.deepEqual(await second.dead(), []);
    assert.equal((await unread(at)).join('').split('\n').length, 7);
  }));

test('of several who find the lock of a dead process one gets it', () =>
  folder(async at => {
    for (let round = 0; round < 10; round++) {
      await crash(at);
      const all = await Promise.all(Array.from({ length: 6 }, (_, n) => lock({ folder: at, owner: `window ${n}`, pid: process.pid })));
      const got = all.filter(it => !('holder' in it));
      assert.equal(got.length, 1);
      for (const it of got) if (!('holder' in it)) await it.release();
    }
  }));

test('a holder that has slept keeps the lock once it is awake, and one that stays silent loses it', () =>
  folder(async at => {
    const sleeping = await lock({ folder: at, owner: 'sleeper', pid: process.pid, beat: 60_000 });
    assert.ok(!('holder' in sleeping));
    const file = path.join(at, 'lock');
    const longAgo = new Date(Date.now() - 3_600_000);
    await utimes(file, longAgo, longAgo);
    const asking = lock({ folder: at, owner: 'other', pid: process.pid, beat: 300 });
    await new Promise(resolve => setTimeout(resolve, 100));
    await utimes(file, new Date(), new Date());
    assert.deepEqual(await asking, { holder: 'sleeper' });
    await utimes(file, longAgo, longAgo);
    const other = await lock({ folder: at, owner: 'other', pid: process.pid, beat: 20 });
    assert.ok(!('holder' in other));
    // What is not ours any more is not ours to take away.
    await sleeping.release();
    assert.ok(sleeping.isLost());
    assert.match(await readFile(file, 'utf8'), /"other"/);
    await other.release();
    assert.ok(!(await readdir(at)).includes('lock'));
  }));

test('who has lost the lock writes no more', () =>
  folder(async at => {
    const first = await open(at);
    await first.append([entry('a')]);
    await crash(at);
    await first.close();
    await assert.rejects(first.append([entry('b')]), /taken over/);
  }));

test('what a crash left half written anew goes, and nothing with it', () =>
  folder(async at => {
    const first = await open(at);
    await first.append([entry('a')]);
    await crash(at);
    for (const name of ['queue-00000001.jsonl.new', 'dead.jsonl.new']) await writeFile(path.join(at, name), '{"v":1,"pu');
    assert.equal(ids(await (await open(at)).load()), 'a');
    assert.deepEqual(
      (await readdir(at)).filter(it => it.endsWith('.new')),
      [],
    );
  }));

test('a settled event does not come back when the segment of its settling is gone', () =>
  folder(async at => {
    const first = await open(at, 'first', process.pid, 300);
    await first.append([entry('stays')]);
    for (const id of ['a', 'b', 'c', 'd']) {
      await first.append([entry(id)]);
      await first.settle([id]);
    }
    await crash(at);
    assert.equal(ids(await (await open(at)).load()), 'stays');
  }));

test('ten thousand events later the folder is small again, and only its owner can read it', () =>
  folder(async at => {
    const outbox = await open(at, 'first', process.pid, 50_000);
    for (let batch = 0; batch < 100; batch++) {
      const entries = Array.from({ length: 100 }, (_, n) => entry(`${batch}-${n}`));
      await outbox.append(entries);
      if (batch === 50 && process.platform !== 'win32') {
        const [segment] = (await readdir(at)).filter(name => name.startsWith('queue'));
        assert.equal((await stat(path.join(at, segment!))).mode & 0o077, 0);
      }
      await outbox.settle(entries.map(it => it.deliveryId));
    }
    await outbox.close();
    assert.deepEqual(await readdir(at), []);
  }));

test('a second forwarder is told who holds the journal', () =>
  folder(async at => {
    await open(at, 'VS Code, window 1');
    const second = await openFileOutbox({ folder: at, owner: 'window 2', pid: 1, log: () => undefined });
    assert.match(second.ok ? '' : second.reason, /^VS Code, window 1 forwards already/);
  }));

test('a folder that cannot be written is an answer in words', async () => {
  const opened = await openFileOutbox({ folder: '/dev/null/journal', owner: 'x', pid: 1, log: () => undefined });
  assert.match(opened.ok ? '' : opened.reason, /cannot be written.*Choose another folder/);
});

const letter = (id: string) => ({ ...entry(id), reason: `refused ${id}`, at: '2026-03-12T06:02:01.586Z' });

test('the dead-letter list outlives a crash, is for its owner only, and gives a letter back to the queue once', () =>
  folder(async at => {
    const first = await open(at);
    await first.append([entry('a'), entry('b'), entry('c')]);
    await first.bury([letter('a'), letter('b')]);
    await crash(at);
    const second = await open(at);
    assert.equal(ids(await second.load()), 'c');
    assert.deepEqual(
      (await second.dead()).map(it => it.reason),
      ['refused a', 'refused b'],
    );
    if (process.platform !== 'win32') assert.equal((await stat(path.join(at, 'dead.jsonl'))).mode & 0o077, 0);
    assert.equal(ids(await second.exhume(['a', 'nobody'], 'queue')), 'a');
    await crash(at);
    const third = await open(at);
    assert.equal(ids(await third.load()), 'c a');
    assert.equal(ids(await third.dead()), 'b');
    await third.exhume(['b'], 'forget');
    await third.settle(['c', 'a']);
    await third.close();
    assert.deepEqual(
      (await readdir(at)).filter(it => !it.startsWith('queue')),
      [],
    );
  }));

test('a dead-letter list that is full gives up the oldest and says so', () =>
  folder(async at => {
    const outbox = await open(at);
    await outbox.load();
    await outbox.bury(Array.from({ length: 1_005 }, (_, n) => letter(`x${n}`)));
    const left = await outbox.dead();
    assert.deepEqual([left.length, left[0]?.deliveryId], [1_000, 'x5']);
    assert.match(log.at(-1) ?? '', /5 of the oldest refused events were given up/);
  }));

test('what waits can be counted without taking the journal, and is nobody else’s while somebody forwards', () =>
  folder(async at => {
    const outbox = await open(at);
    await outbox.append([entry('a'), entry('b'), { ...entry('c'), sink: 'two' }]);
    await outbox.settle(['a']);
    assert.deepEqual(await peekFileOutbox(at), { holder: 'first' });
    await crash(at);
    assert.deepEqual(await peekFileOutbox(at), {
      waiting: new Map([
        ['one', 1],
        ['two', 1],
      ]),
    });
    assert.deepEqual(await peekFileOutbox(path.join(at, 'nowhere')), { waiting: new Map() });
    assert.equal(ids(await (await open(at)).load()), 'b c');
  }));

/** Bytes in the folder. */
async function sizeOf(folder: string): Promise<number> {
  const sizes = await Promise.all((await readdir(folder)).map(async name => (await stat(path.join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

test('a few events that wait for ever do not keep what is delivered behind them on disk', () =>
  folder(async at => {
    const outbox = await open(at, 'first', process.pid, 10_000);
    await outbox.load();
    await outbox.append([entry('stays 1'), entry('stays 2')]);
    let most = 0;
    for (let batch = 0; batch < 300; batch++) {
      const entries = Array.from({ length: 20 }, (_, n) => entry(`${batch}-${n}`));
      await outbox.append(batch === 150 ? [...entries, entry('stays 3')] : entries);
      await outbox.settle(entries.map(it => it.deliveryId));
      most = Math.max(most, await sizeOf(at));
    }
    assert.ok(most < 60_000, `${most} bytes for three events that wait`);
    await crash(at);
    const next = await open(at, 'next', process.pid, 10_000);
    assert.equal(ids(await next.load()), 'stays 1 stays 2 stays 3');
    await next.settle(['stays 1', 'stays 2', 'stays 3']);
    await next.close();
    assert.deepEqual(await readdir(at), []);
  }));

test('a crash between any two files of a tidying-up costs nothing and brings nothing back', () =>
  folder(async at => {
    const left = async () => {
      await crash(at);
      return ids(await (await open(at, 'again', process.pid, 400)).load());
    };
    const outbox = await open(at, 'first', process.pid, 400);
    await outbox.load();
    await outbox.append([entry('a'), entry('stays 1')]);
    await outbox.append([entry('b'), entry('stays 2')]);
    await outbox.settle(['a', 'b']);
    const segments = (await readdir(at)).filter(isSegment).sort();
    assert.ok(segments.length > 1, segments.join());
    for (const segment of segments) {
      await tidied(path.join(at, segment), id => id.startsWith('stays'));
      assert.equal(await left(), 'stays 1 stays 2', segment);
    }
  }));
