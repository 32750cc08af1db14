/** The page as a pure reducer: a message or a gesture in, the new state and what to tell the host out. */
import type { Details, Extent, Header, HostMessage, PageCommand, PageMessage, Row } from '../protocol';
import { english, type Words } from '../words';

export type DetailsTab = 'fields' | 'text' | 'hex' | 'why';

export interface State {
  /** Undefined until the first snapshot. */
  readonly generation: number | undefined;
  readonly extent: Extent;
  /** The rows held, by number: those on screen and some around them. */
  readonly rows: ReadonlyMap<number, Row>;
  readonly header: Header | undefined;
  readonly words: Words;
  /** What stands in the filter box. */
  readonly filter: string;
  readonly complaint: string | undefined;
  /** Whether the newest row is kept in view. */
  readonly follow: boolean;
  /** New rows since `follow` was left. */
  readonly unseen: number;
  readonly selected: number | undefined;
  /** Open details: still loading, there, or of an event that is gone. */
  readonly details: { readonly row: number; readonly content: Details | 'loading' | 'gone' } | undefined;
  readonly tab: DetailsTab;
  /** The rows last asked for, so that scrolling does not ask twice. */
  readonly wanted: Extent | undefined;
  readonly visible: Extent;
}

export type Action =
  | { readonly type: 'message'; readonly message: HostMessage }
  /** Rows that are, or are about to be, on screen. */
  | { readonly type: 'visible'; readonly extent: Extent }
  | { readonly type: 'filter'; readonly text: string }
  | { readonly type: 'follow'; readonly on: boolean }
  /** Makes a row the current one; open details follow it. */
  | { readonly type: 'select'; readonly row: number }
  | { readonly type: 'open' }
  | { readonly type: 'close' }
  | { readonly type: 'tab'; readonly tab: DetailsTab }
  | { readonly type: 'command'; readonly command: PageCommand }
  | { readonly type: 'copy'; readonly as: 'json' | 'text' };

export interface Step {
  readonly state: State;
  readonly replies: readonly PageMessage[];
}

/** Rows held at most: some screens, whatever the history is like. */
export const rowsHeld = 2_000;
/** Asked for on either side of what is visible, so that a steady scroll finds its rows there. */
const margin = 150;

export const initialState = (filter = ''): State => ({
  generation: undefined,
  extent: { first: 0, end: 0 },
  rows: new Map(),
  header: undefined,
  words: english,
  filter,
  complaint: undefined,
  follow: true,
  unseen: 0,
  selected: undefined,
  details: undefined,
  tab: 'fields',
  wanted: undefined,
  visible: { first: 0, end: 0 },
});

export function reduce(state: State, action: Action): Step {
  switch (action.type) {
    case 'message':
      return receive(state, action.message);
    case 'visible':
      return want({ ...state, visible: action.extent });
    case 'filter':
      return { state: { ...state, filter: action.text }, replies: [{ type: 'filter', text: action.text }] };
    case 'follow':
      return quiet({ ...state, follow: action.on, unseen: 0 });
    case 'select':
      return select(state, clampRow(action.row, state.extent));
    case 'open':
      return state.selected === undefined || state.generation === undefined
        ? quiet(state)
        : {
            state: { ...state, details: { row: state.selected, content: 'loading' } },
            replies: [{ type: 'select', generation: state.generation, row: state.selected }],
          };
    case 'close':
      return quiet({ ...state, details: undefined });
    case 'tab':
      return quiet({ ...state, tab: action.tab });
    case 'command':
      return { state, replies: [{ type: 'command', command: action.command }] };
    case 'copy':
      return state.selected === undefined || state.generation === undefined
        ? quiet(state)
        : { state, replies: [{ type: 'copy', generation: state.generation, row: state.selected, as: action.as }] };
  }
}

function receive(state: State, message: HostMessage): Step {
  switch (message.type) {
    case 'snapshot': {
      const same = message.generation === state.generation;
      const next: State = {
        ...state,
        generation: message.generation,
        extent: message.extent,
        rows: byNumber(message.rows),
        header: message.header,
        words: message.words,
        // What is typed belongs to the page; a complaint about an older text is stale.
        complaint: message.filter === state.filter ? message.complaint : undefined,
        unseen: 0,
        wanted: undefined,
        ...(same ? {} : { selected: undefined, details: undefined, follow: state.generation === undefined ? state.follow : true }),
      };
      return want(next);
    }
    case 'appended':
      if (message.generation !== state.generation || message.from !== state.extent.end) return { state, replies: [{ type: 'resync' }] };
      return want(append(state, message.extent, message.rows));
    case 'rows':
      if (message.generation !== state.generation) return quiet(state);
      return quiet({ ...state, rows: hold(state, message.rows), wanted: undefined });
    case 'header':
      return quiet({ ...state, header: message.header });
    case 'details': {
      if (message.generation !== state.generation || state.details?.row !== message.row) return quiet(state);
      return quiet({ ...state, details: { row: message.row, content: message.details ?? 'gone' } });
    }
    case 'reveal': {
      if (message.generation !== state.generation) return quiet(state);
      const selected = select({ ...state, follow: false }, clampRow(message.row, state.extent));
      const opened = reduce(selected.state, { type: 'open' });
      return { state: opened.state, replies: [...selected.replies, ...opened.replies] };
    }
  }
}

function append(state: State, extent: Extent, rows: readonly Row[]): State {
  const grown = { ...state, extent, unseen: state.follow ? 0 : state.unseen + extent.end - state.extent.end };
  const selected = state.selected !== undefined && state.selected < extent.first ? undefined : state.selected;
  return { ...grown, selected, rows: hold(grown, rows) };
}

function select(state: State, row: number | undefined): Step {
  if (row === undefined) return quiet(state);
  const next = { ...state, selected: row, follow: state.follow && row === state.extent.end - 1 };
  if (state.details === undefined || state.details.row === row || state.generation === undefined) return quiet(next);
  return {
    state: { ...next, details: { row, content: 'loading' } },
    replies: [{ type: 'select', generation: state.generation, row }],
  };
}

/** Asks for rows that are about to be seen and are not held. */
function want(state: State): Step {
  if (state.generation === undefined) return quiet(state);
  const first = Math.max(state.visible.first, state.extent.first);
  const end = Math.min(state.visible.end, state.extent.end);
  if (first >= end || hasAll(state.rows, first, end)) return quiet(state);
  if (state.wanted !== undefined && state.wanted.first <= first && state.wanted.end >= end) return quiet(state);
  const wanted = { first: Math.max(state.extent.first, first - margin), end: Math.min(state.extent.end, end + margin) };
  return { state: { ...state, wanted }, replies: [{ type: 'want', generation: state.generation, ...wanted }] };
}

/** The rows held with these added; when they are too many, those farthest from the screen go. */
function hold(state: State, added: readonly Row[]): ReadonlyMap<number, Row> {
  const rows = new Map(state.rows);
  for (const row of added) rows.set(row.row, row);
  for (const number of rows.keys()) if (number < state.extent.first) rows.delete(number);
  if (rows.size <= rowsHeld) return rows;
  // Following, the screen is at the end, wherever the last scroll event left `visible`.
  const centre = state.follow ? state.extent.end : (state.visible.first + state.visible.end) / 2;
  const nearest = [...rows.keys()].sort((a, b) => Math.abs(a - centre) - Math.abs(b - centre)).slice(0, rowsHeld / 2);
  return new Map(nearest.map(number => [number, rows.get(number) as Row]));
}

function clampRow(row: number, { first, end }: Extent): number | undefined {
  return end > first ? Math.min(Math.max(row, first), end - 1) : undefined;
}

function hasAll(rows: ReadonlyMap<number, Row>, first: number, end: number): boolean {
  for (let row = first; row < end; row++) if (!rows.has(row)) return false;
  return true;
}

const byNumber = (rows: readonly Row[]): ReadonlyMap<number, Row> => new Map(rows.map(it => [it.row, it]));
const quiet = (state: State): Step => ({ state, replies: [] });
