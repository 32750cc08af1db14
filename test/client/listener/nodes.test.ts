import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { NodeFile } from '../../../client/src/listener/disk/node-file';
import { createNodeMemory, nodeFromJson, nodeToJson } from '../../../client/src/listener/nodes';
import { createStore } from '../../../client/src/listener/store';
import { captured } from '../../support/events';

const from = (node: string, type: string, receivedAt: string): ReturnType<typeof captured> =>
  captured({ fields: { HostName: node }, type, receivedAt });
const early = '2026-03-12T06:00:00.000Z';
const late = '2026-03-12T07:00:00.000Z';

async function inFolder(
  work: (open: (pid: number, living?: readonly number[]) => NodeFile, folder: string, reports: string[]) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'nodes-'));
  const reports: string[] = [];
  const open = (pid: number, living: readonly number[] = []): NodeFile =>
    new NodeFile({ folder, pid, writer: `w${pid}`, isAlive: it => living.includes(it), report: line => reports.push(line) });
  try {
    await work(open, folder, reports);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

test('counts and times outlive the events: the store forgets, the memory does not', () => {
  const nodeMemory = createNodeMemory();
  const store = createStore({ events: 2, nodeMemory });
  store.add([from('A', 'task-failed', early), from('A', 'task-failed', late), from('A', 'task-success', late), from('B', 'x', early)]);
  store.clear();
  assert.deepEqual(
    store.nodes().map(it => [it.node, it.count, it.lastSeen, it.byType.get('task-failed')?.count]),
    [
      ['A', 3, late, 2],
      ['B', 1, early, undefined],
    ],
  );
});

test('events of an earlier life are not counted a second time', () => {
  const store = createStore();
  store.restore([from('A', 'x', early)]);
  assert.deepEqual(store.nodes(), []);
  assert.equal(store.end - store.first, 1);
});

test('a node goes through JSON and back; of anything else nothing comes', () => {
  const memory = createNodeMemory();
  memory.count(from('A', 'x', early));
  memory.setFile('A', { path: 'C:\\x\\LocalLogConfig.xml', hash: 'ab'.repeat(32) });
  const [node] = memory.all();
  assert.ok(node);
  assert.deepEqual(nodeFromJson(JSON.parse(JSON.stringify(nodeToJson(node)))), node);
  for (const junk of [null, [], 'x', {}, { node: 'A' }, { ...nodeToJson(node), count: -1 }, { ...nodeToJson(node), lastSeen: 'x' }])
    assert.equal(nodeFromJson(junk), undefined);
});

test('what one window counted, the next goes on with; files of windows that are gone are taken over', () =>
  inFolder(async (open, folder) => {
    const first = createNodeMemory();
    first.count(from('A', 'x', early));
    await open(1).save(first);
    const second = createNodeMemory();
    const file = open(2);
    await file.load(second);
    second.count(from('A', 'x', late));
    await file.save(second);
    const third = createNodeMemory();
    await open(3).load(third);
    assert.deepEqual(
      third.all().map(it => [it.node, it.count, it.lastSeen]),
      [['A', 2, late]],
    );
    assert.equal((await readdir(folder)).length, 1);
    if (process.platform !== 'win32') assert.equal((await stat(path.join(folder, (await readdir(folder))[0] ?? ''))).mode & 0o777, 0o600);
  }));

test('the file of a window that lives is left to it', () =>
  inFolder(async open => {
    const first = createNodeMemory();
    first.count(from('A', 'x', early));
    await open(1).save(first);
    const second = createNodeMemory();
    await open(2, [1]).load(second);
    assert.deepEqual(second.all(), []);
    await open(3).load(second);
    assert.equal(second.all().length, 1);
  }));

test('a damaged file is put aside, and said', () =>
  inFolder(async (open, folder, reports) => {
    await writeFile(path.join(folder, 'nodes-1-w1.json'), '{"nodes":[');
    const memory = createNodeMemory();
    await open(2).load(memory);
    assert.deepEqual(memory.all(), []);
    assert.deepEqual(await readdir(folder), ['damaged-nodes-1-w1.json']);
    assert.match(reports.join(' '), /counted anew/);
  }));
