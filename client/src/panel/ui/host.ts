/** The wall between page and host: messages out, messages in, and the little that survives hiding. */
import { type FilterState, type HostMessage, noFilter, type PageMessage } from '../protocol';
import { readChoice, readFilter } from '../read-message';
import { usualColumns } from './columns';

/** What the page keeps while it is hidden. Events are not among it: they stay with the host. */
export interface Kept {
  readonly filter: FilterState;
  /** The columns that are shown. */
  readonly columns: readonly string[];
  /** Widths that somebody chose, in pixels. */
  readonly widths: Readonly<Record<string, number>>;
  readonly highlights: readonly string[];
  readonly timeline: boolean;
  /** How much of the room the events keep beside open details, in per cent. */
  readonly split: number;
}

export const keptAtFirst: Kept = {
  filter: noFilter,
  columns: usualColumns,
  widths: {},
  highlights: [],
  timeline: true,
  split: 62,
};

interface VsCodeApi {
  postMessage(message: PageMessage): void;
  getState(): unknown;
  setState(state: Kept): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export interface Host {
  post(message: PageMessage): void;
  listen(handler: (message: HostMessage) => void): void;
  keep(kept: Kept): void;
  readonly kept: Kept;
}

export function connect(): Host {
  const api = acquireVsCodeApi();
  return {
    post: message => api.postMessage(message),
    // Only the extension host posts into a webview; its messages are typed by the protocol both sides are built from.
    listen: handler => window.addEventListener('message', (event: MessageEvent<HostMessage>) => handler(event.data)),
    keep: kept => api.setState(kept),
    kept: readKept(api.getState()),
  };
}

/** Total: what an older version kept, or nobody knows, is as it is at first. */
export function readKept(raw: unknown): Kept {
  if (typeof raw !== 'object' || raw === null) return keptAtFirst;
  const it = raw as Readonly<Record<string, unknown>>;
  const choice = readChoice({ columns: it['columns'], highlights: it['highlights'] });
  return {
    filter: readFilter(it['filter']) ?? keptAtFirst.filter,
    columns: choice?.columns ?? keptAtFirst.columns,
    highlights: choice?.highlights ?? [],
    widths: readWidths(it['widths']),
    timeline: it['timeline'] !== false,
    split: isBetween(it['split'], 10, 90) ? it['split'] : keptAtFirst.split,
  };
}

function readWidths(raw: unknown): Readonly<Record<string, number>> {
  if (typeof raw !== 'object' || raw === null) return {};
  return Object.fromEntries(Object.entries(raw).filter((entry): entry is [string, number] => isBetween(entry[1], 20, 2_000)));
}

const isBetween = (value: unknown, least: number, most: number): value is number =>
  typeof value === 'number' && value >= least && value <= most;
