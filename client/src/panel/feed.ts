/**
 * What the page is told and when: a filtered view of the history, sent in batches. Time and the page come in through
 * ports; nothing here knows a webview.
 */
import type { CapturedEvent } from '../../../server/src/wire/event';
import { rowOf } from './columns';
import type { Extent, Header, HostMessage, PageMessage, Row } from './protocol';
import type { Words } from './words';

/** The history the feed shows: events in order of arrival under absolute positions, the oldest of which may go. */
export interface History {
  /** Position of the oldest event still held. */
  readonly first: number;
  /** One past the newest. */
  readonly end: number;
  /** Undefined for a position outside. */
  at(position: number): CapturedEvent | undefined;
}

export type Compiled =
  { readonly ok: true; readonly matches: (event: CapturedEvent) => boolean } | { readonly ok: false; readonly complaint: string };

export interface FeedPorts {
  post(message: HostMessage): void;
  /** Calls back after so many milliseconds; the result cancels. */
  after(ms: number, callback: () => void): () => void;
  header(): Header;
  words(): Words;
  /** Compiles a filter of the panel's language; the empty one matches everything. */
  compile(text: string): Compiled;
}

/** At most ten updates a second: an eye does not see more, and a page that repaints more often has no time for the keyboard. */
const updateMs = 100;
/** Rows sent unasked with an update: what fits on a tall screen. */
const unaskedRows = 200;
/** Rows in one answer, however many are wanted. */
const wantedRows = 1_000;

export class Feed {
  readonly #history: History;
  readonly #ports: FeedPorts;
  #generation = 0;
  #filter = '';
  #matches: ((event: CapturedEvent) => boolean) | undefined;
  /** Positions of the matching events; row number = index + `#dropped`. Unused without a filter, where row = position. */
  #positions: number[] = [];
  /** How many of the oldest entries of `#positions` are gone, and how many stand at its front waiting to be cut off. */
  #dropped = 0;
  #stale = 0;
  /** Up to where the history has been looked through. */
  #looked: number;
  /** `end` as the page knows it. */
  #told = 0;
  #live = false;
  #headerDue = false;
  #cancel: (() => void) | undefined;

  constructor(history: History, ports: FeedPorts) {
    this.#history = history;
    this.#ports = ports;
    this.#looked = history.first;
  }

  /** Answers the messages of the page that are the feed's business; the others (commands, copying) are its host's. */
  receive(message: PageMessage): void {
    switch (message.type) {
      case 'ready':
        this.#live = true;
        this.#setFilter(message.filter);
        return;
      case 'resync':
        this.#snapshot();
        return;
      case 'filter':
        this.#setFilter(message.text);
        return;
      case 'want':
        if (message.generation === this.#generation)
          this.#ports.post({ type: 'rows', generation: this.#generation, rows: this.#rows(message.first, message.end) });
        return;
      case 'select': {
        if (message.generation !== this.#generation) return;
        const event = this.eventAt(message.generation, message.row);
        this.#ports.post({
          type: 'details',
          generation: this.#generation,
          row: message.row,
          ...(event === undefined ? {} : { details: { event } }),
        });
        return;
      }
      case 'command':
      case 'retry':
      case 'copy':
        return;
    }
  }

  /** The event behind a row, for copying; undefined when it is gone or the row belongs to an older generation. */
  eventAt(generation: number, row: number): CapturedEvent | undefined {
    if (generation !== this.#generation) return undefined;
    const position = this.#positionOf(row);
    return position === undefined ? undefined : this.#history.at(position);
  }

  /** Events came or went at the ends of the history. Cheap: the page hears of it with the next update. */
  changed(): void {
    this.#headerDue = true;
    this.#schedule();
  }

  /** Something in the header changed. */
  headerChanged(): void {
    this.#headerDue = true;
    this.#schedule();
  }

  /** The history was emptied or replaced: row numbers begin anew. */
  reset(): void {
    this.#begin();
    if (this.#live) this.#snapshot();
  }

  /** The page is gone; it says `ready` when it is back. */
  hide(): void {
    this.#live = false;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #setFilter(text: string): void {
    const compiled = this.#ports.compile(text);
    if (!compiled.ok) {
      // The page keeps what is typed; the rows are still those of the filter before.
      this.#snapshot(compiled.complaint, text);
      return;
    }
    this.#filter = text;
    this.#matches = text.trim() === '' ? undefined : compiled.matches;
    this.#begin();
    this.#snapshot();
  }

  #begin(): void {
    this.#generation++;
    this.#positions = [];
    this.#dropped = 0;
    this.#stale = 0;
    this.#looked = this.#history.first;
  }

  #snapshot(complaint?: string, typed?: string): void {
    if (!this.#live) return;
    this.#look();
    const extent = this.#extent();
    this.#told = extent.end;
    this.#headerDue = false;
    this.#ports.post({
      type: 'snapshot',
      generation: this.#generation,
      extent,
      rows: this.#rows(extent.end - unaskedRows, extent.end),
      filter: typed ?? this.#filter,
      ...(complaint === undefined ? {} : { complaint }),
      header: this.#ports.header(),
      words: this.#ports.words(),
    });
  }

  #schedule(): void {
    if (!this.#live || this.#cancel !== undefined) return;
    this.#cancel = this.#ports.after(updateMs, () => {
      this.#cancel = undefined;
      this.#update();
    });
  }

  #update(): void {
    if (!this.#live) return;
    const before = this.#told;
    this.#look();
    const extent = this.#extent();
    if (extent.end !== before) {
      this.#told = extent.end;
      const rows = this.#rows(Math.max(before, extent.end - unaskedRows), extent.end);
      this.#ports.post({ type: 'appended', generation: this.#generation, from: before, extent, rows });
    }
    if (!this.#headerDue) return;
    this.#headerDue = false;
    this.#ports.post({ type: 'header', header: this.#ports.header() });
  }

  /** Looks through what has come since, and lets go of what has gone. */
  #look(): void {
    const { first, end } = this.#history;
    if (this.#matches !== undefined) {
      for (let position = Math.max(this.#looked, first); position < end; position++) {
        const event = this.#history.at(position);
        if (event !== undefined && this.#matches(event)) this.#positions.push(position);
      }
      this.#forget(first);
    }
    this.#looked = end;
  }

  #forget(first: number): void {
    while (this.#stale < this.#positions.length && (this.#positions[this.#stale] as number) < first) this.#stale++;
    // Cutting off costs as much as the array is long: only when half of it is to go.
    if (this.#stale <= this.#positions.length / 2) return;
    this.#positions = this.#positions.slice(this.#stale);
    this.#dropped += this.#stale;
    this.#stale = 0;
  }

  #extent(): Extent {
    if (this.#matches === undefined) return { first: this.#history.first, end: this.#looked };
    return { first: this.#dropped + this.#stale, end: this.#dropped + this.#positions.length };
  }

  #positionOf(row: number): number | undefined {
    return this.#matches === undefined ? row : this.#positions[row - this.#dropped];
  }

  #rows(wantedFirst: number, wantedEnd: number): readonly Row[] {
    const extent = this.#extent();
    const first = Math.max(extent.first, wantedFirst);
    const end = Math.min(extent.end, wantedEnd, first + wantedRows);
    const rows: Row[] = [];
    for (let row = first; row < end; row++) {
      const position = this.#positionOf(row);
      const event = position === undefined ? undefined : this.#history.at(position);
      if (event !== undefined) rows.push(rowOf(event, row));
    }
    return rows;
  }
}
