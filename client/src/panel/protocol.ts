/**
 * The messages between the extension host and the page, each named once with who sends it and why.
 *
 * The host holds the events and the filter; the page holds a window of rows. A hundred thousand events are 60 MB in the
 * host; a page that held them as well would double that, lose them whenever the panel is hidden and send them all again
 * when it comes back. So the page knows how many rows there are, asks for those it is about to show and forgets those
 * it has left. Rows have absolute numbers within one *generation* (one filter, one history): new rows only ever come at
 * the end and old ones only ever go from the front, so a number never means another row until the generation changes.
 */
import type { CapturedEvent, Origin, Verdict } from '../../../server/src/wire/event';
import type { Words } from './words';

/** One line of the table; everything is short text, cut by the host. */
export interface Row {
  /** Absolute number within the generation. */
  readonly row: number;
  readonly seq: number;
  readonly id: string;
  /** ISO 8601. */
  readonly time: string;
  readonly node: string;
  readonly event: string;
  readonly level: string;
  readonly subject: string;
  readonly verdict: Verdict;
  /** In words, as it completes "Butler would …": `accept`, `drop: 12 fields, 11 expected`. */
  readonly verdictWords: string;
  readonly altered: boolean;
  readonly origin: Origin;
}

export interface ListeningOn {
  readonly address: string;
  readonly port: number;
  /** ISO 8601. */
  readonly since: string;
  /** Whether other computers can reach it. */
  readonly open: boolean;
}

/** What stands above the table. */
export interface Header {
  readonly listening: readonly ListeningOn[];
  /** The computer the sockets are on, which in a remote window is not the one with the keyboard. */
  readonly host: string;
  /** Why nothing can be listened to, in a sentence: an untrusted or a virtual workspace. */
  readonly unavailable?: string;
  /** A short name for the receiver events are judged for: `Butler 16`, or `auto`. */
  readonly receiver: string;
  readonly received: number;
  /** Undefined where the system does not tell. */
  readonly lost: number | undefined;
  /** Held in memory; received minus held went to make room or were deleted. */
  readonly held: number;
  readonly lastAt?: string;
  readonly forwarding: {
    readonly on: boolean;
    readonly label: string;
    readonly problem?: string;
    /** One for each sink that is on: the counts always add up to `received`. */
    readonly sinks?: readonly SinkLine[];
  };
}

/** A sink's account: received = delivered + queued + held + rejected + dropped + filtered. */
export interface SinkLine {
  readonly id: string;
  readonly label: string;
  readonly status: 'idle' | 'sending' | 'waiting' | 'paused';
  readonly counts: Readonly<Record<SinkCount, number>>;
  /** Refused for good, in this run and before: they wait for a person. */
  readonly refused: number;
  readonly lastError?: string;
  /** ISO 8601. */
  readonly lastDeliveredAt?: string;
}

/** In the order they are shown. */
export const sinkCounts = ['received', 'delivered', 'queued', 'held', 'rejected', 'dropped', 'filtered'] as const;
export type SinkCount = (typeof sinkCounts)[number];

/** Details of the selected event. The page turns `text` and `base64` into hex itself. */
export interface Details {
  readonly event: CapturedEvent;
}

/** Rows `first` (oldest still there) to `end` (one past the newest). */
export interface Extent {
  readonly first: number;
  readonly end: number;
}

export type HostMessage =
  /** Everything anew: after `ready`, a changed filter, a deletion, a `resync`. */
  | {
      readonly type: 'snapshot';
      readonly generation: number;
      readonly extent: Extent;
      /** The newest rows. */
      readonly rows: readonly Row[];
      /** The filter as the page last sent it. */
      readonly filter: string;
      /** What is wrong with it, in a sentence; the one before stays in force. */
      readonly complaint?: string;
      readonly header: Header;
      readonly words: Words;
    }
  /** New rows: `from` must be the page's `end`, otherwise one went astray. `rows` are the newest of them, perhaps not all. */
  | {
      readonly type: 'appended';
      readonly generation: number;
      readonly from: number;
      readonly extent: Extent;
      readonly rows: readonly Row[];
    }
  /** The answer to `want`. */
  | { readonly type: 'rows'; readonly generation: number; readonly rows: readonly Row[] }
  | { readonly type: 'header'; readonly header: Header }
  /** The answer to `select`; `details` is absent when the event is no longer held. */
  | { readonly type: 'details'; readonly row: number; readonly generation: number; readonly details?: Details }
  /** The host's command palette or a notification asks the page to show this event. */
  | { readonly type: 'reveal'; readonly generation: number; readonly row: number };

/** Commands of the host that the page has buttons for. */
export type PageCommand =
  | 'startTestListener'
  | 'stopTestListener'
  | 'sendTestEvent'
  | 'newConfiguration'
  | 'setUpForwarding'
  | 'pauseAllForwarding'
  | 'chooseReceiver';

export type PageMessage =
  /** The page's script runs and wants its first snapshot; the filter is the one it had before it was hidden. */
  | { readonly type: 'ready'; readonly filter: string }
  /** The page's state does not fit what came: send a snapshot. */
  | { readonly type: 'resync' }
  | { readonly type: 'want'; readonly generation: number; readonly first: number; readonly end: number }
  | { readonly type: 'filter'; readonly text: string }
  | { readonly type: 'select'; readonly generation: number; readonly row: number }
  | { readonly type: 'command'; readonly command: PageCommand }
  /** Have a sink try again: what waits, and what it refused. */
  | { readonly type: 'retry'; readonly sink: string }
  /** Into the clipboard of the computer with the keyboard: one event as JSON, or its text. */
  | { readonly type: 'copy'; readonly generation: number; readonly row: number; readonly as: 'json' | 'text' };

/** A message of the page as it came over the wall: undefined when it is none of ours. */
export function readPageMessage(raw: unknown): PageMessage | undefined {
  if (typeof raw !== 'object' || raw === null || !('type' in raw)) return undefined;
  const it = raw as Readonly<Record<string, unknown>>;
  const place = isIndex(it['generation']) && isIndex(it['row']) ? { generation: it['generation'], row: it['row'] } : undefined;
  switch (it['type']) {
    case 'ready':
      return typeof it['filter'] === 'string' ? { type: 'ready', filter: it['filter'] } : undefined;
    case 'resync':
      return { type: 'resync' };
    case 'want':
      return isIndex(it['generation']) && isIndex(it['first']) && isIndex(it['end'])
        ? { type: 'want', generation: it['generation'], first: it['first'], end: it['end'] }
        : undefined;
    case 'filter':
      return typeof it['text'] === 'string' ? { type: 'filter', text: it['text'] } : undefined;
    case 'select':
      return place && { type: 'select', ...place };
    case 'command':
      return isPageCommand(it['command']) ? { type: 'command', command: it['command'] } : undefined;
    case 'retry':
      return typeof it['sink'] === 'string' ? { type: 'retry', sink: it['sink'] } : undefined;
    case 'copy':
      return place && (it['as'] === 'json' || it['as'] === 'text') ? { type: 'copy', ...place, as: it['as'] } : undefined;
    default:
      return undefined;
  }
}

const pageCommands: ReadonlySet<string> = new Set<PageCommand>([
  'startTestListener',
  'stopTestListener',
  'sendTestEvent',
  'newConfiguration',
  'setUpForwarding',
  'pauseAllForwarding',
  'chooseReceiver',
]);

const isPageCommand = (value: unknown): value is PageCommand => typeof value === 'string' && pageCommands.has(value);
const isIndex = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
