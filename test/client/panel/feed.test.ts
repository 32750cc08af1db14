import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileFilter } from '../../../client/src/listener/query';
import { Feed } from '../../../client/src/panel/feed';
import type { Chips, HostMessage } from '../../../client/src/panel/protocol';
import { event, FakeHistory, fakePorts } from './support';

/** A feed with a clock that only moves when told. */
function open(history = new FakeHistory()) {
  const posted: HostMessage[] = [];
  const { ports, ...clock } = fakePorts(message => void posted.push(message));
  const feed = new Feed(history, ports);
  return { feed, history, posted, ports, ...clock, take: () => posted.splice(0) };
}

const choice = { columns: [], highlights: [] };
const ready = (text = '') => ({ type: 'ready', filter: { text, chips: {} }, choice }) as const;
const filter = (text: string) => ({ type: 'filter', filter: { text, chips: {} } }) as const;
const kinds = (messages: readonly HostMessage[]) => messages.map(it => it.type);
const only = <T extends HostMessage['type']>(messages: readonly HostMessage[], type: T) =>
  messages.find((it): it is Extract<HostMessage, { type: T }> => it.type === type)!;

test('nothing is sent to a page that is not there', () => {
  const { feed, history, tick, posted } = open();
  history.add(event(1));
  feed.changed();
  assert.equal(tick(), false);
  assert.deepEqual(posted, []);
});

test('a page that is ready gets everything at once, and only the newest rows of it', () => {
  const { feed, history, take } = open();
  history.add(...Array.from({ length: 5000 }, (_, at) => event(at + 1)));
  feed.receive(ready());
  const snapshot = only(take(), 'snapshot');
  assert.deepEqual(snapshot.extent, { first: 0, end: 5000 });
  assert.equal(snapshot.rows.length, 80);
  assert.equal(snapshot.rows.at(-1)?.row, 4999);
});

test('a thousand arrivals make one update, and it continues where the page stands', () => {
  const { feed, history, take, tick } = open();
  feed.receive(ready());
  take();
  for (let at = 1; at <= 1000; at++) {
    history.add(event(at));
    feed.changed();
  }
  assert.deepEqual(take(), []);
  tick();
  const messages = take();
  assert.deepEqual(kinds(messages), ['appended', 'header']);
  const appended = only(messages, 'appended');
  assert.equal(appended.from, 0);
  assert.deepEqual(appended.extent, { first: 0, end: 1000 });
  assert.equal(appended.rows.length, 80);
  assert.equal(tick(), true);
  assert.deepEqual(kinds(take()), [], 'when events came is told once a second');
  for (let tenths = 0; tenths < 9; tenths++) tick();
  assert.deepEqual(kinds(take()), ['timeline']);
  assert.equal(tick(), false, 'nothing is scheduled when nothing happens');
});

test('a filter begins a new generation whose rows are numbered among themselves', () => {
  const { feed, history, take, tick } = open();
  history.add(event(1), event(2, { text: 'other' }), event(3));
  feed.receive(ready());
  const before = only(take(), 'snapshot').generation;
  feed.receive(filter('other'));
  const snapshot = only(take(), 'snapshot');
  assert.notEqual(snapshot.generation, before);
  assert.deepEqual(
    snapshot.rows.map(it => [it.row, it.seq]),
    [[2, 2]],
  );
  history.add(event(4), event(5, { text: 'other' }));
  feed.changed();
  tick();
  assert.deepEqual(
    only(take(), 'appended').rows.map(it => [it.row, it.seq]),
    [[3, 5]],
  );
});

test('a filter that does not read is complained about and the one before stays in force', () => {
  const { feed, history, take } = open();
  history.add(event(1), event(2, { text: 'other' }));
  feed.receive(ready('other'));
  const before = only(take(), 'snapshot');
  feed.receive(filter('!'));
  const after = only(take(), 'snapshot');
  assert.equal(after.complaint, 'No such filter.');
  assert.equal(after.generation, before.generation);
  assert.deepEqual(
    after.rows.map(it => it.seq),
    [2],
  );
});

test('events that go from the front keep the numbers of the others', () => {
  for (const text of ['', 'Task']) {
    const { feed, history, take, tick } = open();
    history.add(...Array.from({ length: 10 }, (_, at) => event(at + 1)));
    feed.receive(ready(text));
    const { generation } = only(take(), 'snapshot');
    history.add(event(11));
    history.keep(3);
    feed.changed();
    tick();
    const appended = only(take(), 'appended');
    assert.deepEqual(appended.extent, { first: 8, end: 11 }, `filter '${text}'`);
    feed.receive({ type: 'want', generation, first: 0, end: 100 });
    assert.deepEqual(
      only(take(), 'rows').rows.map(it => [it.row, it.seq]),
      [
        [8, 9],
        [9, 10],
        [10, 11],
      ],
    );
    assert.equal(feed.eventAt(generation, 7), undefined);
    assert.equal(feed.eventAt(generation, 9)?.seq, 10);
  }
});

test('a filtered view stays bounded while a hundred thousand events pass through a small history', () => {
  const { feed, history, take, tick } = open();
  feed.receive(ready('Task'));
  take();
  let end = 0;
  for (let round = 0; round < 200; round++) {
    history.add(...Array.from({ length: 500 }, (_, at) => event(round * 500 + at + 1)));
    history.keep(100);
    feed.changed();
    tick();
    const { extent } = only(take(), 'appended');
    assert.ok(extent.end - extent.first <= 100 && extent.end > end, JSON.stringify(extent));
    end = extent.end;
  }
});

test('what a page of an older generation asks for is not answered with rows of this one', () => {
  const { feed, history, take } = open();
  history.add(event(1));
  feed.receive(ready());
  const { generation } = only(take(), 'snapshot');
  feed.receive(filter('Task'));
  take();
  feed.receive({ type: 'want', generation, first: 0, end: 1 });
  feed.receive({ type: 'select', generation, row: 0 });
  assert.deepEqual(take(), []);
});

test('an emptied history begins a new generation', () => {
  const { feed, history, take } = open();
  history.add(event(1));
  feed.receive(ready());
  const before = only(take(), 'snapshot');
  history.keep(0);
  feed.reset();
  const after = only(take(), 'snapshot');
  assert.notEqual(after.generation, before.generation);
  assert.equal(after.extent.end - after.extent.first, 0);
});

test('selecting a row gives the whole event, or says that it is gone', () => {
  const { feed, history, take } = open();
  history.add(event(1), event(2));
  feed.receive(ready());
  const { generation } = only(take(), 'snapshot');
  feed.receive({ type: 'select', generation, row: 1 });
  assert.equal(only(take(), 'details').details?.event.seq, 2);
  history.keep(0);
  feed.receive({ type: 'select', generation, row: 1 });
  assert.equal(only(take(), 'details').details, undefined);
});

test('a hidden page hears nothing; when it is back it gets a snapshot and then only what is new', () => {
  const { feed, history, take, tick } = open();
  feed.receive(ready());
  take();
  history.add(event(1));
  feed.changed();
  feed.hide();
  assert.equal(tick(), false);
  history.add(event(2));
  feed.changed();
  assert.deepEqual(take(), []);
  feed.receive(ready());
  assert.deepEqual(
    only(take(), 'snapshot').rows.map(it => it.seq),
    [1, 2],
  );
  history.add(event(3));
  feed.changed();
  tick();
  assert.equal(only(take(), 'appended').from, 2);
});

test('a filter is looked for from the newest event backwards, a piece at a time, and the page hears of each', () => {
  const { feed, history, take, tick, turn, costs } = open();
  history.add(...Array.from({ length: 5000 }, (_, at) => event(at + 1)));
  feed.receive(ready());
  take();
  costs(15);
  feed.receive(filter('Task'));
  const first = only(take(), 'snapshot');
  assert.equal(first.searching, true);
  assert.equal(first.rows.at(-1)?.seq, 5000, 'the newest is there at once');
  assert.ok(first.extent.end - first.extent.first < 1000, 'and the rest is not waited for');
  let turns = 0;
  let searching = true;
  while (turn()) {
    turns++;
    tick();
    for (const it of take()) if (it.type === 'appended') ({ searching } = it);
  }
  assert.ok(turns > 10, `${turns} turns`);
  assert.equal(searching, false);
  feed.receive({ type: 'want', generation: first.generation, first: 0, end: 3 });
  assert.deepEqual(
    only(take(), 'rows').rows.map(it => [it.row, it.seq]),
    [
      [0, 1],
      [1, 2],
      [2, 3],
    ],
  );
});

test('what comes, and what goes, while older events are looked for is neither lost nor shown twice', () => {
  const { feed, history, take, tick, turn, costs, ports } = open();
  ports.compile = text => ({ ok: true, matches: it => text === '' || it.seq % 3 === 0 });
  history.add(...Array.from({ length: 3000 }, (_, at) => event(at + 1)));
  feed.receive(ready());
  take();
  costs(15);
  feed.receive(filter('third'));
  const { generation } = only(take(), 'snapshot');
  let extent = { first: 0, end: 0 };
  do {
    history.add(...Array.from({ length: 50 }, (_, at) => event(history.end + at + 1)));
    history.keep(2000);
    feed.changed();
    tick();
    for (const it of take()) if (it.type === 'appended') ({ extent } = it);
  } while (turn());
  tick();
  for (const it of take()) if (it.type === 'appended') ({ extent } = it);
  const shown: number[] = [];
  for (let row = extent.first; row < extent.end; row++) {
    const seq = feed.eventAt(generation, row)?.seq;
    if (seq !== undefined) shown.push(seq);
  }
  const held = Array.from({ length: history.end - history.first }, (_, at) => history.first + at + 1);
  assert.deepEqual(
    shown,
    held.filter(it => it % 3 === 0),
  );
});

test('chips show a kind alone or leave it out, together with what is typed', () => {
  const { feed, history, take, ports } = open();
  ports.compile = compileFilter;
  history.add(event(1), event(2, { origin: 'test' }), event(3, { origin: 'test', verdict: 'rejected' }), event(4, { verdict: 'unknown' }));
  const shown = (chips: Chips, text = ''): readonly number[] => {
    feed.receive({ type: 'filter', filter: { text, chips } });
    return only(take(), 'snapshot').rows.map(it => it.seq);
  };
  feed.receive(ready());
  take();
  assert.deepEqual(shown({ test: 'only' }), [2, 3]);
  assert.deepEqual(shown({ test: 'without' }), [1, 4]);
  assert.deepEqual(shown({ test: 'only', dropped: 'without' }), [2]);
  assert.deepEqual(shown({ dropped: 'only' }, 'verdict:unknown or origin:network'), [4]);
  assert.deepEqual(shown({}), [1, 2, 3, 4]);
});

test('highlights mark rows with the number of the first rule that holds, and chosen columns come with them', () => {
  const { feed, history, take, ports } = open();
  ports.compile = compileFilter;
  history.add(event(1), event(2, { level: 'ERROR', logger: 'A.B' }), event(3, { verdict: 'rejected', level: 'ERROR' }));
  feed.receive({
    ...ready(),
    choice: { columns: ['logger', 'field:TaskName'], highlights: ['verdict:rejected', 'level>=', 'level:error'] },
  });
  assert.deepEqual(
    only(take(), 'snapshot').rows.map(it => [it.highlight, it.more]),
    [
      [undefined, { logger: '', 'field:TaskName': 'Task 1' }],
      [2, { logger: 'A.B', 'field:TaskName': 'Task 2' }],
      [0, { logger: '', 'field:TaskName': 'Task 3' }],
    ],
  );
});

test('details come at once, and once more when somebody knows more', async () => {
  const { feed, history, take, ports } = open();
  const delivery = [{ label: 'MQTT', state: 'delivered', isBad: false }];
  ports.about = () => Promise.resolve({ delivery });
  history.add(event(1));
  feed.receive(ready());
  const { generation } = only(take(), 'snapshot');
  feed.receive({ type: 'select', generation, row: 0 });
  assert.equal(only(take(), 'details').details?.delivery, undefined);
  await Promise.resolve();
  assert.deepEqual(only(take(), 'details').details?.delivery, delivery);
  ports.about = () => Promise.reject(new Error('nobody knows'));
  feed.receive({ type: 'select', generation, row: 0 });
  await Promise.resolve();
  assert.equal(take().length, 1);
});

test('details that stay open follow the event on its way to the sinks, and say nothing twice', async () => {
  const { feed, history, take, tick, ports } = open();
  let state = 'waiting';
  ports.about = () => Promise.resolve({ delivery: [{ label: 'MQTT', state, isBad: false }] });
  history.add(event(1));
  feed.receive(ready());
  const { generation } = only(take(), 'snapshot');
  feed.receive({ type: 'select', generation, row: 0 });
  await Promise.resolve();
  take();
  const told = async (): Promise<readonly (string | undefined)[]> => {
    feed.deliveryChanged();
    for (let at = 0; at < 20 && tick(); at++);
    await Promise.resolve();
    return take().flatMap(it => (it.type === 'details' ? [it.details?.delivery?.[0]?.state] : []));
  };
  assert.deepEqual(await told(), []);
  state = 'delivered';
  assert.deepEqual(await told(), ['delivered']);
  assert.deepEqual(await told(), []);
});

test('nodes are told while somebody watches them', () => {
  const { feed, history, take, tick, ports } = open();
  ports.nodes = () => [
    {
      node: 'qs-1',
      count: 3,
      lastSeen: 'now',
      byType: new Map([
        ['', { count: 1, lastSeen: 'then' }],
        ['task-failed', { count: 2, lastSeen: 'now' }],
      ]),
    },
  ];
  feed.receive(ready());
  feed.receive({ type: 'watch', nodes: true });
  assert.deepEqual(only(take(), 'nodes').nodes, [
    { node: 'qs-1', type: '', count: 1, lastSeen: 'then' },
    { node: 'qs-1', type: 'task-failed', count: 2, lastSeen: 'now' },
  ]);
  feed.receive({ type: 'watch', nodes: false });
  history.add(event(1));
  feed.changed();
  for (let tenths = 0; tenths < 12; tenths++) tick();
  assert.equal(
    take().some(it => it.type === 'nodes'),
    false,
  );
});
