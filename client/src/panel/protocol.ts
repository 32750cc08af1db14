/**
 * The messages between the extension host and the page, each named once with who sends it and why.
 *
 * The host holds the events and the filter; the page holds a window of rows. A hundred thousand events are 60 MB in the
 * host; a page that held them as well would double that, lose them whenever the panel is hidden and send them all again
 * when it comes back. So the page knows how many rows there are, asks for those it is about to show and forgets those
 * it has left. Rows have absolute numbers within one *generation* (one filter, one history): new rows only ever come at
 * the end and old ones only ever go from the front, so a number never means another row until the generation changes. A filter is looked for from the newest event backwards:
 * older rows that are found later come in front, under lower numbers.
 */
import type { CapturedEvent, Origin, Verdict } from '../../../server/src/wire/event';
import type { Timeline } from './timeline';
import type { Words } from './words';

export type { Timeline } from './timeline';

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
  /** A mail has none: no receiver reads it. */
  readonly verdict: Verdict | 'mail';
  /** In words, as it completes "Butler would …": `accept`, `drop: 12 fields, 11 expected`. */
  readonly verdictWords: string;
  readonly altered: boolean;
  readonly origin: Origin;
  /** Which of the highlights it is, counted from 0. */
  readonly highlight?: number;
  /** What the chosen columns beyond the usual ones say, by their id. */
  readonly more?: Readonly<Record<string, string>>;
}

/** Kinds of events that one click shows alone or leaves out. */
export const chipIds = ['dropped', 'test', 'user'] as const;
export type ChipId = (typeof chipIds)[number];
export type Chips = Readonly<Partial<Record<ChipId, 'only' | 'without'>>>;

/** What is let through: a text of the filter language, and chips. */
export interface FilterState {
  readonly text: string;
  readonly chips: Chips;
}

export const noFilter: FilterState = { text: '', chips: {} };

export interface ListeningOn {
  readonly address: string;
  readonly port: number;
  /** ISO 8601. */
  readonly since: string;
  /** Whether other computers can reach it. */
  readonly open: boolean;
  /** Bytes that the system gives the socket, as read back. */
  readonly receiveBuffer?: number;
  /** Multicast groups that were joined. */
  readonly groups?: readonly string[];
  /** Of a source that is no UDP socket: the mail catcher, or a broker that is subscribed to. */
  readonly protocol?: 'smtp' | 'mqtt';
  /** The connection to the broker is lost, or its topics are refused now: nothing comes from there. */
  readonly isCut?: boolean;
}

/** What stands above the table. */
export interface Header {
  readonly listening: readonly ListeningOn[];
  /** The computer the sockets are on, which in a remote window is not the one with the keyboard. */
  readonly host: string;
  /** The kind of remote window, in a word (`SSH`, `WSL`, `container`), if this is one. */
  readonly remote?: string;
  /** In a sentence, on which computer the sockets are and what follows for senders. */
  readonly where?: string;
  /** Why nothing can be listened to, in a sentence: an untrusted or a virtual workspace. */
  readonly unavailable?: string;
  /** A short name for the receiver events are judged for: `Butler 16`, or `auto`. */
  readonly receiver: string;
  readonly received: number;
  /** Undefined where the system does not tell. */
  readonly lost: number | undefined;
  /** Sent by who is not among the allowed senders: counted, not read. */
  readonly refused?: number;
  /** Rows that senders numbered and that did not come. */
  readonly missing?: number;
  /** Held in memory; received minus held went to make room or were deleted. */
  readonly held: number;
  readonly lastAt?: string;
  /** How many of the events held are of the kinds that chips are for. */
  readonly marks: Readonly<Record<ChipId, number>>;
  /** The commands that there are. */
  readonly can: readonly PageCommand[];
  readonly forwarding: {
    readonly on: boolean;
    readonly label: string;
    readonly problem?: string;
    /** One for each sink that is on: the counts always add up to `received`. */
    readonly sinks?: readonly SinkLine[];
  };
}

/** A sink's account: received = delivered + queued + held + rejected + dropped; what was not meant for it is counted beside. */
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
  /** Where fields come from, by their names, as far as a configuration that is known sends to this port. */
  readonly sources?: Readonly<Record<string, FieldSource>>;
  /** What became of the event at each sink that is on. */
  readonly delivery?: readonly DeliveryLine[];
}

/** The word of a conversion pattern that wrote a field. */
export interface FieldSource {
  /** `%property{TaskName}` */
  readonly part: string;
  /** 1-based; absent where no configuration is known that sends to this port, and only the contract tells. */
  readonly line?: number;
  /** The file, as it is called in the workspace. */
  readonly file?: string;
}

export interface DeliveryLine {
  readonly label: string;
  /** In words: `delivered`, `waiting`, `refused: 400`, `not for this sink`. */
  readonly state: string;
  readonly isBad: boolean;
}

/** What one node was heard of with one type of event, kept beyond the events. */
export interface NodeLine {
  readonly node: string;
  /** Empty for what follows no contract. */
  readonly type: string;
  readonly count: number;
  /** ISO 8601. */
  readonly lastSeen: string;
  /** The file that was deployed there, where that is known. */
  readonly file?: { readonly path: string; readonly hash: string };
}

/** What may stand where the cursor of the filter is. */
export interface Suggestion {
  readonly label: string;
  /** What takes the place of the text from `from` to `to`. */
  readonly insert: string;
  readonly detail: string;
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
      /** Whether older events are still looked through. */
      readonly searching: boolean;
      /** The newest rows. */
      readonly rows: readonly Row[];
      /** The filter as the page last sent it. */
      readonly filter: FilterState;
      /** What is wrong with it, in a sentence; the one before stays in force. */
      readonly complaint?: string;
      readonly header: Header;
      readonly words: Words;
    }
  /** More rows: `from` must be the page's `end`, otherwise one went astray. `rows` are the newest of them, perhaps not all. */
  | {
      readonly type: 'appended';
      readonly generation: number;
      readonly from: number;
      readonly extent: Extent;
      readonly searching: boolean;
      readonly rows: readonly Row[];
    }
  /** The answer to `want`. */
  | { readonly type: 'rows'; readonly generation: number; readonly rows: readonly Row[] }
  | { readonly type: 'header'; readonly header: Header }
  /** When what is shown came; undefined when nothing did. */
  | { readonly type: 'timeline'; readonly generation: number; readonly timeline?: Timeline }
  /** The answer to `watch`, now and then. */
  | { readonly type: 'nodes'; readonly nodes: readonly NodeLine[] }
  /** The answer to `complete`. */
  | {
      readonly type: 'suggestions';
      readonly request: number;
      readonly from: number;
      readonly to: number;
      readonly items: readonly Suggestion[];
    }
  /** The answer to `select`, once more when more is known; `details` is absent when the event is no longer held. */
  | { readonly type: 'details'; readonly row: number; readonly generation: number; readonly details?: Details };

/** Commands of the host that the page has buttons for. */
export const pageCommands = [
  'startTestListener',
  'stopTestListener',
  'sendTestEvent',
  'newConfiguration',
  'checkEndToEnd',
  'setUpForwarding',
  'pauseAllForwarding',
  'chooseReceiver',
  'exportCapturedEvents',
  'importCapturedEvents',
  'replayEvents',
  'deleteCapturedEvents',
  'nothingArrives',
] as const;
export type PageCommand = (typeof pageCommands)[number];

/** What can be done with one event. Copies go into the clipboard of the computer with the keyboard. */
export const eventActions = ['copyText', 'copyJson', 'copyCase', 'explain', 'replay', 'goToConfiguration'] as const;
export type EventAction = (typeof eventActions)[number];

/** What the page chose to see, and keeps while it is hidden. */
export interface ViewChoice {
  /** Columns beyond the usual ones. */
  readonly columns: readonly string[];
  /** Filters whose events are marked. */
  readonly highlights: readonly string[];
}

export type PageMessage =
  /** The page's script runs and wants its first snapshot; filter and choice are those it had before it was hidden. */
  | { readonly type: 'ready'; readonly filter: FilterState; readonly choice: ViewChoice }
  /** The page's state does not fit what came: send a snapshot. */
  | { readonly type: 'resync' }
  | { readonly type: 'want'; readonly generation: number; readonly first: number; readonly end: number }
  | { readonly type: 'filter'; readonly filter: FilterState }
  | { readonly type: 'choice'; readonly choice: ViewChoice }
  /** What may stand at this place of the filter's text? */
  | { readonly type: 'complete'; readonly request: number; readonly text: string; readonly at: number }
  /** Whether the nodes are on the screen. */
  | { readonly type: 'watch'; readonly nodes: boolean }
  | { readonly type: 'select'; readonly generation: number; readonly row: number }
  | { readonly type: 'command'; readonly command: PageCommand }
  /** Have a sink try again: what waits, and what it refused. */
  | { readonly type: 'retry'; readonly sink: string }
  | {
      readonly type: 'act';
      readonly generation: number;
      readonly row: number;
      readonly action: EventAction;
      /** The field of the event that it is about. */ readonly field?: string;
    };
