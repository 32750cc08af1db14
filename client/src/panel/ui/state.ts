/** The page as a pure reducer: a message or a gesture in, the new state and what to tell the host out. */
import {
  noFilter,
  type ChipId,
  type Details,
  type Extent,
  type EventAction,
  type FilterState,
  type Header,
  type HostMessage,
  type NodeLine,
  type PageCommand,
  type PageMessage,
  type Row,
  type Suggestion,
  type Timeline,
} from '../protocol';
import { longestText, mostChosen } from '../read-message';
import { english, say, type Words } from '../words';
import { ordered, toAskFor } from './columns';
import { type Kept, keptAtFirst } from './host';
import { clampRow, hasAll, hold } from './rows';

export type View = 'events' | 'forwarding' | 'nodes';
export const views: readonly View[] = ['events', 'forwarding', 'nodes'];
export type DetailsTab = 'fields' | 'text' | 'hex' | 'why' | 'delivery';

export interface State {
  /** Undefined until the first snapshot. */
  readonly generation: number | undefined;
  readonly extent: Extent;
  /** Whether the host still looks through older events. */
  readonly searching: boolean;
  /** The rows held, by number: those on screen and some around them. */
  readonly rows: ReadonlyMap<number, Row>;
  readonly header: Header | undefined;
  readonly words: Words;
  readonly view: View;
  /** What stands in the filter box, and the chips. */
  readonly filter: FilterState;
  readonly complaint: string | undefined;
  readonly completion: Completion;
  /** What was chosen and is kept. */
  readonly columns: readonly string[];
  readonly widths: Readonly<Record<string, number>>;
  readonly highlights: readonly string[];
  readonly showsTimeline: boolean;
  readonly split: number;
  /** Whether the newest row is kept in view. */
  readonly follow: boolean;
  /** New rows since `follow` was left. */
  readonly unseen: number;
  readonly selected: number | undefined;
  /** Open details: still loading, there, or of an event that is gone. */
  readonly details: { readonly row: number; readonly content: Details | 'loading' | 'gone' } | undefined;
  readonly tab: DetailsTab;
  readonly timeline: Timeline | undefined;
  readonly nodes: readonly NodeLine[];
  /** The rows last asked for, so that scrolling does not ask twice. */
  readonly wanted: Extent | undefined;
  readonly visible: Extent;
}

/** What the filter box offers: the answer to the request with this number, once it is there. */
export interface Completion {
  readonly request: number;
  readonly from: number;
  readonly to: number;
  readonly items: readonly Suggestion[];
}

export type Action =
  | { readonly type: 'message'; readonly message: HostMessage }
  | { readonly type: 'view'; readonly view: View }
  /** Rows that are, or are about to be, on screen. */
  | { readonly type: 'visible'; readonly extent: Extent }
  | { readonly type: 'filter'; readonly text: string }
  | { readonly type: 'chip'; readonly chip: ChipId; readonly state: 'only' | 'without' | undefined }
  | { readonly type: 'clearFilter' }
  | { readonly type: 'complete'; readonly text: string; readonly at: number }
  | { readonly type: 'endCompletion' }
  | { readonly type: 'columns'; readonly columns: readonly string[] }
  | { readonly type: 'width'; readonly column: string; readonly width: number | undefined }
  | { readonly type: 'highlights'; readonly highlights: readonly string[] }
  | { readonly type: 'showTimeline'; readonly on: boolean }
  | { readonly type: 'split'; readonly split: number }
  | { readonly type: 'follow'; readonly on: boolean }
  /** Makes a row the current one; open details follow it. */
  | { readonly type: 'select'; readonly row: number }
  | { readonly type: 'open' }
  | { readonly type: 'close' }
  | { readonly type: 'tab'; readonly tab: DetailsTab }
  | { readonly type: 'command'; readonly command: PageCommand }
  | { readonly type: 'act'; readonly action: EventAction; readonly field?: string };

export interface Step {
  readonly state: State;
  readonly replies: readonly PageMessage[];
}

/** Asked for on either side of what is visible, so that a steady scroll finds its rows there. */
const margin = 150;

export const initialState = (kept: Kept = keptAtFirst): State => ({
  generation: undefined,
  extent: { first: 0, end: 0 },
  rows: new Map(),
  searching: false,
  header: undefined,
  words: english,
  view: 'events',
  filter: kept.filter,
  complaint: undefined,
  completion: { request: 0, from: 0, to: 0, items: [] },
  columns: ordered(kept.columns),
  widths: kept.widths,
  highlights: kept.highlights,
  showsTimeline: kept.timeline,
  split: kept.split,
  follow: true,
  unseen: 0,
  selected: undefined,
  details: undefined,
  tab: 'fields',
  timeline: undefined,
  nodes: [],
  wanted: undefined,
  visible: { first: 0, end: 0 },
});

/** What is kept while the page is hidden. */
export const keptOf = ({ filter, columns, widths, highlights, showsTimeline, split }: State): Kept => ({
  filter,
  columns,
  widths,
  highlights,
  timeline: showsTimeline,
  split,
});

/** What the host has to know to send rows. */
export const choiceOf = ({ columns, highlights }: Pick<State, 'columns' | 'highlights'>) => ({ columns: toAskFor(columns), highlights });

export function reduce(state: State, action: Action): Step {
  switch (action.type) {
    case 'message':
      return receive(state, action.message);
    case 'visible':
      return want({ ...state, visible: action.extent });
    case 'view':
      return { state: { ...state, view: action.view }, replies: [{ type: 'watch', nodes: action.view === 'nodes' }] };
    case 'filter':
      return filterBy(state, { ...state.filter, text: action.text });
    case 'chip': {
      const others = Object.fromEntries(Object.entries(state.filter.chips).filter(([id]) => id !== action.chip));
      const chips = action.state === undefined ? others : { ...others, [action.chip]: action.state };
      return filterBy(state, { ...state.filter, chips });
    }
    case 'clearFilter':
      return filterBy(state, noFilter);
    case 'complete': {
      const request = state.completion.request + 1;
      if (action.text.length > longestText) return quiet({ ...state, completion: { request, from: 0, to: 0, items: [] } });
      return {
        state: { ...state, completion: { ...state.completion, request } },
        replies: [{ type: 'complete', request, text: action.text, at: action.at }],
      };
    }
    case 'endCompletion':
      // An answer that is under way would open the list again.
      return quiet({ ...state, completion: { request: state.completion.request + 1, from: 0, to: 0, items: [] } });
    case 'columns':
      return chosen({ ...state, columns: ordered(action.columns).slice(0, mostChosen) });
    case 'highlights':
      return chosen({ ...state, highlights: action.highlights });
    case 'width': {
      const others = Object.fromEntries(Object.entries(state.widths).filter(([id]) => id !== action.column));
      const widths = action.width === undefined ? others : { ...others, [action.column]: Math.round(Math.max(30, action.width)) };
      return quiet({ ...state, widths });
    }
    case 'showTimeline':
      return quiet({ ...state, showsTimeline: action.on });
    case 'split':
      return quiet({ ...state, split: Math.min(85, Math.max(15, action.split)) });
    case 'follow':
      return quiet({ ...state, follow: action.on, unseen: 0 });
    case 'select':
      return select(state, clampRow(action.row, state.extent));
    case 'open':
      return state.selected === undefined || state.generation === undefined || state.details?.row === state.selected
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
    case 'act':
      return state.selected === undefined || state.generation === undefined
        ? quiet(state)
        : { state, replies: [{ ...action, generation: state.generation, row: state.selected }] };
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
        searching: message.searching,
        rows: byNumber(message.rows),
        header: message.header,
        words: message.words,
        // What is typed belongs to the page; a complaint about an older text is stale.
        complaint: message.filter.text === state.filter.text ? message.complaint : undefined,
        unseen: 0,
        wanted: undefined,
        // Rows have other numbers. Whether to follow was decided when they were asked for, and perhaps since; where there are none, yes.
        ...(same ? {} : { selected: undefined, details: undefined, follow: state.follow || message.extent.first === message.extent.end }),
      };
      return want(next);
    }
    case 'appended':
      if (message.generation !== state.generation || message.from !== state.extent.end) return { state, replies: [{ type: 'resync' }] };
      return want(append({ ...state, searching: message.searching }, message.extent, message.rows));
    case 'rows':
      if (message.generation !== state.generation) return quiet(state);
      return quiet({ ...state, rows: hold(state, message.rows), wanted: undefined });
    case 'header':
      return quiet({ ...state, header: message.header });
    case 'timeline':
      return quiet(message.generation === state.generation ? { ...state, timeline: message.timeline } : state);
    case 'nodes':
      return quiet({ ...state, nodes: message.nodes });
    case 'suggestions': {
      if (message.request !== state.completion.request) return quiet(state);
      const { request, from, to, items } = message;
      return quiet({ ...state, completion: { request, from, to, items } });
    }
    case 'details': {
      if (message.generation !== state.generation || state.details?.row !== message.row) return quiet(state);
      return quiet({ ...state, details: { row: message.row, content: message.details ?? 'gone' } });
    }
  }
}

function filterBy(state: State, filter: FilterState): Step {
  // The host does not take it; the filter before stays in force.
  if (filter.text.length > longestText)
    return quiet({ ...state, filter, complaint: say(state.words.filterTooLong, longestText.toLocaleString()) });
  return { state: { ...state, filter, follow: true }, replies: [{ type: 'filter', filter }] };
}

/** The host sends other rows from now on. */
function chosen(state: State): Step {
  return { state, replies: [{ type: 'choice', choice: choiceOf(state) }] };
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

const byNumber = (rows: readonly Row[]): ReadonlyMap<number, Row> => new Map(rows.map(it => [it.row, it]));
const quiet = (state: State): Step => ({ state, replies: [] });
