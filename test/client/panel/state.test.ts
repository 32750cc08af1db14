import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Feed } from '../../../client/src/panel/feed';
import { type HostMessage, noFilter, type PageMessage, type Row } from '../../../client/src/panel/protocol';
import { rowsHeld } from '../../../client/src/panel/ui/rows';
import { initialState, reduce, type Action, type State } from '../../../client/src/panel/ui/state';
import { english } from '../../../client/src/panel/words';
import { rowOf } from '../../../client/src/panel/columns';
import { event, FakeHistory, fakePorts, header } from './support';

const rows = (first: number, end: number): readonly Row[] =>
  Array.from({ length: end - first }, (_, at) => rowOf(event(first + at + 1), first + at));

const snapshot = (end: number, generation = 1, first = 0): HostMessage => ({
  type: 'snapshot',
  generation,
  extent: { first, end },
  searching: false,
  rows: rows(Math.max(first, end - 200), end),
  filter: noFilter,
  header,
  words: english,
});
const appended = (from: number, end: number, generation = 1): HostMessage => ({
  type: 'appended',
  generation,
  from,
  extent: { first: 0, end },
  searching: false,
  rows: rows(from, end),
});

/** Runs actions (or messages) one after the other. */
function run(...steps: readonly (Action | HostMessage)[]): { readonly state: State; readonly replies: readonly PageMessage[] } {
  let state = initialState();
  let replies: readonly PageMessage[] = [];
  for (const step of steps) {
    const action: Action =
      messageTypes.has(step.type) && !('text' in step) ? { type: 'message', message: step as HostMessage } : (step as Action);
    ({ state, replies } = reduce(state, action));
  }
  return { state, replies };
}
const messageTypes = new Set<string>(['snapshot', 'appended', 'rows', 'header', 'details']);

test('a gap in the feed asks for a snapshot and changes nothing', () => {
  const before = run(snapshot(3)).state;
  const { state, replies } = reduce(before, { type: 'message', message: appended(5, 6) });
  assert.deepEqual(replies, [{ type: 'resync' }]);
  assert.equal(state, before);
});

test('an update of another generation asks for a snapshot', () => {
  assert.deepEqual(run(snapshot(3), appended(3, 4, 2)).replies, [{ type: 'resync' }]);
});

test('an update before the first snapshot asks for one', () => {
  assert.deepEqual(run(appended(0, 1)).replies, [{ type: 'resync' }]);
});

test('new rows continue the list', () => {
  const { state, replies } = run(snapshot(3), appended(3, 5));
  assert.deepEqual(replies, []);
  assert.deepEqual(state.extent, { first: 0, end: 5 });
  assert.equal(state.rows.get(4)?.seq, 5);
});

test('rows that are not held are asked for once, with some around them', () => {
  const { state, replies } = run(snapshot(5000), { type: 'visible', extent: { first: 1000, end: 1020 } });
  assert.deepEqual(replies, [{ type: 'want', generation: 1, first: 850, end: 1170 }]);
  assert.deepEqual(reduce(state, { type: 'visible', extent: { first: 1001, end: 1021 } }).replies, []);
  const got = reduce(state, { type: 'message', message: { type: 'rows', generation: 1, rows: rows(850, 1170) } }).state;
  assert.equal(got.rows.get(1010)?.seq, 1011);
});

test('paused, what comes is counted; following, it is not', () => {
  assert.equal(run(snapshot(3), appended(3, 5)).state.unseen, 0);
  assert.equal(run(snapshot(3), { type: 'follow', on: false }, appended(3, 5), appended(5, 9)).state.unseen, 6);
  assert.equal(run(snapshot(3), { type: 'follow', on: false }, appended(3, 5), { type: 'follow', on: true }).state.unseen, 0);
});

test('a new filter shows the newest rows; who pauses before they come stays paused', () => {
  const paused = { type: 'follow', on: false } as const;
  const filter = { type: 'filter', text: 'x' } as const;
  assert.equal(run(snapshot(3), paused, filter, snapshot(2, 2)).state.follow, true);
  assert.equal(run(snapshot(3), filter, paused, snapshot(2, 2)).state.follow, false);
  assert.equal(run(snapshot(3), paused, snapshot(0, 2)).state.follow, true);
});

test('moving the current row up leaves following, and never leaves the list', () => {
  const { state } = run(snapshot(3), { type: 'select', row: 2 });
  assert.equal(state.follow, true);
  assert.equal(reduce(state, { type: 'select', row: 1 }).state.follow, false);
  assert.equal(reduce(state, { type: 'select', row: -5 }).state.selected, 0);
  assert.equal(reduce(state, { type: 'select', row: 99 }).state.selected, 2);
  assert.equal(run(snapshot(0), { type: 'select', row: 0 }).state.selected, undefined);
});

test('open details follow the current row; a late answer for another row is dropped', () => {
  const opened = run(snapshot(3), { type: 'select', row: 1 }, { type: 'open' });
  assert.deepEqual(opened.replies, [{ type: 'select', generation: 1, row: 1 }]);
  const moved = reduce(opened.state, { type: 'select', row: 2 });
  assert.deepEqual(moved.replies, [{ type: 'select', generation: 1, row: 2 }]);
  const late = reduce(moved.state, {
    type: 'message',
    message: { type: 'details', generation: 1, row: 1, details: { event: event(2) } },
  });
  assert.equal(late.state.details?.content, 'loading');
  const right = reduce(late.state, { type: 'message', message: { type: 'details', generation: 1, row: 2 } });
  assert.equal(right.state.details?.content, 'gone');
});

test('a new generation forgets what was selected, a resync of the same one does not', () => {
  const opened = run(snapshot(3), { type: 'select', row: 1 }, { type: 'open' }).state;
  const again = reduce(opened, { type: 'message', message: snapshot(4) }).state;
  assert.equal(again.selected, 1);
  const anew = reduce(opened, { type: 'message', message: snapshot(2, 2) }).state;
  assert.deepEqual([anew.selected, anew.details], [undefined, undefined]);
});

test('a complaint about a filter that has been changed since is not shown', () => {
  const typed = run(snapshot(3), { type: 'filter', text: 'ab' }).state;
  const stale = reduce(typed, {
    type: 'message',
    message: { ...snapshot(3), filter: { text: 'a', chips: {} }, complaint: 'No.' } as HostMessage,
  }).state;
  assert.equal(stale.complaint, undefined);
  assert.equal(stale.filter.text, 'ab');
});

test('whatever is scrolled to and however much comes, few rows are held and those on screen are among them', () => {
  const seed = 20_260_312;
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.record({ scroll: fc.nat(20_000) }),
          fc.record({ add: fc.integer({ min: 1, max: 3000 }) }),
          fc.record({ keep: fc.nat(9000) }),
        ),
        {
          maxLength: 30,
        },
      ),
      moves => {
        const history = new FakeHistory();
        history.add(...Array.from({ length: 3000 }, (_, at) => event(at + 1)));
        let state = initialState();
        const toPage: HostMessage[] = [];
        const { ports, tick } = fakePorts(message => void toPage.push(message));
        const feed = new Feed(history, { ...ports, compile: () => ({ ok: true, matches: () => true }) });
        const dispatch = (action: Action): void => {
          const step = reduce(state, action);
          state = step.state;
          for (const reply of step.replies) feed.receive(reply);
          for (let message = toPage.shift(); message !== undefined; message = toPage.shift()) dispatch({ type: 'message', message });
        };
        const settle = () => {
          tick();
          for (let message = toPage.shift(); message !== undefined; message = toPage.shift()) dispatch({ type: 'message', message });
        };
        feed.receive({ type: 'ready', filter: noFilter, choice: { columns: [], highlights: [] } });
        settle();
        dispatch({ type: 'follow', on: false });
        for (const move of moves) {
          if ('add' in move) history.add(...Array.from({ length: move.add }, (_, at) => event(history.end + at + 1)));
          if ('keep' in move) history.keep(move.keep);
          if ('scroll' in move) {
            const first = Math.min(move.scroll, Math.max(state.extent.first, state.extent.end - 30));
            dispatch({ type: 'visible', extent: { first, end: first + 30 } });
          } else feed.changed();
          settle();
          assert.ok(state.rows.size <= rowsHeld, `${state.rows.size} rows held`);
          const first = Math.max(state.visible.first, state.extent.first);
          const end = Math.min(state.visible.end, state.extent.end);
          for (let row = Math.max(first, history.first); row < end; row++) assert.equal(state.rows.get(row)?.seq, row + 1, `row ${row}`);
        }
      },
    ),
    { seed, numRuns: 60 },
  );
});
