import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Feed, type FeedPorts } from '../../../client/src/panel/feed';
import type { Header, HostMessage } from '../../../client/src/panel/protocol';
import { english } from '../../../client/src/panel/words';
import { event, FakeHistory } from './support';

const header: Header = {
  listening: [],
  host: 'here',
  receiver: 'Butler 16',
  received: 0,
  lost: undefined,
  held: 0,
  forwarding: { on: false, label: 'off' },
};

/** A feed with a clock that only moves when told. */
function open(history = new FakeHistory()) {
  const posted: HostMessage[] = [];
  let due: (() => void) | undefined;
  const ports: FeedPorts = {
    post: message => void posted.push(message),
    after: (_ms, callback) => {
      due = callback;
      return () => (due = undefined);
    },
    header: () => header,
    words: () => english,
    compile: text =>
      text.startsWith('!') ? { ok: false, complaint: 'No such filter.' } : { ok: true, matches: it => it.text.includes(text) },
  };
  const feed = new Feed(history, ports);
  return {
    feed,
    history,
    posted,
    /** Lets 100 ms pass; false when nothing was waiting for it. */
    tick: () => {
      const run = due;
      due = undefined;
      run?.();
      return run !== undefined;
    },
    take: () => posted.splice(0),
  };
}

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
  feed.receive({ type: 'ready', filter: '' });
  const snapshot = only(take(), 'snapshot');
  assert.deepEqual(snapshot.extent, { first: 0, end: 5000 });
  assert.equal(snapshot.rows.length, 200);
  assert.equal(snapshot.rows.at(-1)?.row, 4999);
});

test('a thousand arrivals make one update, and it continues where the page stands', () => {
  const { feed, history, take, tick } = open();
  feed.receive({ type: 'ready', filter: '' });
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
  assert.equal(appended.rows.length, 200);
  assert.equal(tick(), false, 'nothing is scheduled when nothing happens');
});

test('a filter begins a new generation whose rows are numbered among themselves', () => {
  const { feed, history, take, tick } = open();
  history.add(event(1), event(2, { text: 'other' }), event(3));
  feed.receive({ type: 'ready', filter: '' });
  const before = only(take(), 'snapshot').generation;
  feed.receive({ type: 'filter', text: 'other' });
  const snapshot = only(take(), 'snapshot');
  assert.notEqual(snapshot.generation, before);
  assert.deepEqual(
    snapshot.rows.map(it => [it.row, it.seq]),
    [[0, 2]],
  );
  history.add(event(4), event(5, { text: 'other' }));
  feed.changed();
  tick();
  assert.deepEqual(
    only(take(), 'appended').rows.map(it => [it.row, it.seq]),
    [[1, 5]],
  );
});

test('a filter that does not read is complained about and the one before stays in force', () => {
  const { feed, history, take } = open();
  history.add(event(1), event(2, { text: 'other' }));
  feed.receive({ type: 'ready', filter: 'other' });
  const before = only(take(), 'snapshot');
  feed.receive({ type: 'filter', text: '!' });
  const after = only(take(), 'snapshot');
  assert.equal(after.complaint, 'No such filter.');
  assert.equal(after.generation, before.generation);
  assert.deepEqual(
    after.rows.map(it => it.seq),
    [2],
  );
});

test('events that go from the front keep the numbers of the others', () => {
  for (const filter of ['', 'Task']) {
    const { feed, history, take, tick } = open();
    history.add(...Array.from({ length: 10 }, (_, at) => event(at + 1)));
    feed.receive({ type: 'ready', filter });
    const { generation } = only(take(), 'snapshot');
    history.add(event(11));
    history.keep(3);
    feed.changed();
    tick();
    const appended = only(take(), 'appended');
    assert.deepEqual(appended.extent, { first: 8, end: 11 }, `filter '${filter}'`);
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
  feed.receive({ type: 'ready', filter: 'Task' });
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
  feed.receive({ type: 'ready', filter: '' });
  const { generation } = only(take(), 'snapshot');
  feed.receive({ type: 'filter', text: 'Task' });
  take();
  feed.receive({ type: 'want', generation, first: 0, end: 1 });
  feed.receive({ type: 'select', generation, row: 0 });
  assert.deepEqual(take(), []);
});

test('an emptied history begins a new generation', () => {
  const { feed, history, take } = open();
  history.add(event(1));
  feed.receive({ type: 'ready', filter: '' });
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
  feed.receive({ type: 'ready', filter: '' });
  const { generation } = only(take(), 'snapshot');
  feed.receive({ type: 'select', generation, row: 1 });
  assert.equal(only(take(), 'details').details?.event.seq, 2);
  history.keep(0);
  feed.receive({ type: 'select', generation, row: 1 });
  assert.equal(only(take(), 'details').details, undefined);
});

test('a hidden page hears nothing; when it is back it gets a snapshot and then only what is new', () => {
  const { feed, history, take, tick } = open();
  feed.receive({ type: 'ready', filter: '' });
  take();
  history.add(event(1));
  feed.changed();
  feed.hide();
  assert.equal(tick(), false);
  history.add(event(2));
  feed.changed();
  assert.deepEqual(take(), []);
  feed.receive({ type: 'ready', filter: '' });
  assert.deepEqual(
    only(take(), 'snapshot').rows.map(it => it.seq),
    [1, 2],
  );
  history.add(event(3));
  feed.changed();
  tick();
  assert.equal(only(take(), 'appended').from, 2);
});
