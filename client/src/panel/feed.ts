/**
 * What the page is told and when: a filtered view of the history, sent in batches. Time and the page come in through
 * ports; nothing here knows a webview.
 */
import type { CapturedEvent } from '../../../server/src/wire/event';
import type { NodeCount } from '../listener/store';
import { rowOf } from './columns';
import { complete } from './complete';
import { type FilterState, noFilter } from './protocol';
import type { Details, Header, HostMessage, NodeLine, PageMessage, Row, ViewChoice } from './protocol';
import { type History, type Matches, Search } from './search';
import { TimelineCounter } from './timeline';
import type { Words } from './words';

export type { History } from './search';

export type Compiled = { readonly ok: true; readonly matches: Matches } | { readonly ok: false; readonly complaint: string };

export interface FeedPorts {
  post(message: HostMessage): void;
  /** Calls back after so many milliseconds; the result cancels. */
  after(ms: number, callback: () => void): () => void;
  /** Calls back as soon as everything else that waits has had its turn; the result cancels. */
  soon(callback: () => void): () => void;
  /** Milliseconds, from any moment on. */
  now(): number;
  header(): Header;
  words(): Words;
  nodes(): readonly NodeCount[];
  /** Compiles a filter of the panel's language; the empty one matches everything. */
  compile(text: string): Compiled;
  /** What is known about an event beyond itself, if anything is: asked when its details open. */
  about(event: CapturedEvent): Promise<Omit<Details, 'event'> | undefined>;
}

/** At most ten updates a second: an eye does not see more, and a page that repaints more often has no time for the keyboard. */
const updateMs = 100;
/** Timeline and nodes are looked at, not watched. */
const slowMs = 1_000;
/** Searching before the page hears of a filter: most are through by then, and the page draws once. */
const firstPatienceMs = 40;
/** Searching at a time after that. */
const patienceMs = 12;
/** Rows sent unasked with an update: what fits on a tall screen. Each waits in the editor until the page has it. */
const unaskedRows = 80;
/** Rows in one answer, however many are wanted. */
const wantedRows = 1_000;
/** The newest events whose values the filter's completion offers. */
const seenEvents = 2_000;

/** The row whose details the page asked for last, and what it was told of the event's delivery. */
interface Shown {
  readonly generation: number;
  readonly row: number;
  delivery: string;
}

export class Feed {
  readonly #history: History;
  readonly #ports: FeedPorts;
  #generation = 0;
  #filter: FilterState = noFilter;
  #matches: Matches | undefined;
  #choice: ViewChoice = { columns: [], highlights: [] };
  #highlights: readonly Matches[] = [];
  #search: Search;
  #timeline = new TimelineCounter();
  /** `end` as the page knows it, and what else it was told about the rows. */
  #told = '';
  #toldEnd = 0;
  #live = false;
  #headerDue = false;
  #slowDue = false;
  #slowAt = -Infinity;
  #watchesNodes = false;
  #shown: Shown | undefined;
  #deliveryDue = false;
  #cancel: (() => void) | undefined;
  #cancelSearch: (() => void) | undefined;

  constructor(history: History, ports: FeedPorts) {
    this.#history = history;
    this.#ports = ports;
    this.#search = this.#newSearch();
  }

  /** Answers the messages of the page that are the feed's business; the others (commands, actions) are its host's. */
  receive(message: PageMessage): void {
    switch (message.type) {
      case 'ready':
        this.#live = true;
        this.#watchesNodes = false;
        this.#choose(message.choice);
        this.#setFilter(message.filter);
        return;
      case 'resync':
        this.#snapshot();
        return;
      case 'filter':
        this.#setFilter(message.filter);
        return;
      case 'choice':
        this.#choose(message.choice);
        this.#snapshot();
        return;
      case 'want':
        if (message.generation === this.#generation)
          this.#ports.post({ type: 'rows', generation: this.#generation, rows: this.#rows(message.first, message.end) });
        return;
      case 'complete':
        this.#ports.post({
          type: 'suggestions',
          request: message.request,
          ...complete(message.text, Math.min(message.at, message.text.length), this.#seen()),
        });
        return;
      case 'watch':
        this.#watchesNodes = message.nodes;
        if (message.nodes) this.#tellNodes();
        return;
      case 'select':
        this.#tellDetails(message.generation, message.row);
        return;
      case 'command':
      case 'retry':
      case 'act':
        return;
    }
  }

  /** The event behind a row; undefined when it is gone or the row belongs to an older generation. */
  eventAt(generation: number, row: number): CapturedEvent | undefined {
    if (generation !== this.#generation) return undefined;
    const position = this.#search.positionOf(row);
    return position === undefined ? undefined : this.#history.at(position);
  }

  /** Events came or went at the ends of the history. Cheap: the page hears of it with the next update. */
  changed(): void {
    this.#headerDue = true;
    this.#slowDue = true;
    this.#schedule();
  }

  /** Something in the header changed. */
  headerChanged(): void {
    this.#headerDue = true;
    this.#schedule();
  }

  /** Events got further on their way to the sinks: details that are open may say something else now. */
  deliveryChanged(): void {
    this.#deliveryDue = this.#slowDue = true;
    this.headerChanged();
  }

  /** The history was emptied or replaced: row numbers begin anew. */
  reset(): void {
    this.#begin();
    this.#snapshot();
    if (this.#live && this.#watchesNodes) this.#tellNodes();
  }

  /** The page is gone; it says `ready` when it is back. */
  hide(): void {
    this.#live = false;
    this.#cancel?.();
    this.#cancelSearch?.();
    this.#cancel = this.#cancelSearch = undefined;
  }

  #setFilter(filter: FilterState): void {
    const typed = this.#ports.compile(filter.text);
    if (!typed.ok) {
      // The page keeps what is typed; the rows are still those of the filter before.
      this.#snapshot(typed.complaint, filter);
      return;
    }
    this.#filter = filter;
    const parts = filter.text.trim() === '' ? [] : [typed.matches];
    for (const [id, state] of Object.entries(filter.chips)) {
      const chip = this.#ports.compile(`${state === 'without' ? '-' : ''}is:${id}`);
      if (chip.ok) parts.push(chip.matches);
    }
    const [only] = parts;
    this.#matches = parts.length > 1 ? event => parts.every(part => part(event)) : only;
    this.#begin();
    this.#snapshot();
  }

  #choose(choice: ViewChoice): void {
    this.#choice = choice;
    // A rule that does not read marks nothing; its number stays its own.
    this.#highlights = choice.highlights.map(it => {
      const compiled = this.#ports.compile(it);
      return compiled.ok && it.trim() !== '' ? compiled.matches : () => false;
    });
  }

  #begin(): void {
    this.#generation++;
    this.#search = this.#newSearch();
  }

  #newSearch(): Search {
    const timeline = new TimelineCounter();
    this.#timeline = timeline;
    return new Search(this.#history, this.#matches, (event, position) => timeline.count(event.type ?? '', this.#history.timeAt(position)));
  }

  #snapshot(complaint?: string, typed?: FilterState): void {
    if (!this.#live) return;
    const isThrough = this.#lookFor(firstPatienceMs);
    const { extent } = this.#search;
    this.#headerDue = false;
    this.#noteTold();
    this.#ports.post({
      type: 'snapshot',
      generation: this.#generation,
      extent,
      searching: this.#search.isLooking,
      rows: this.#rows(extent.end - unaskedRows, extent.end),
      filter: typed ?? this.#filter,
      ...(complaint === undefined ? {} : { complaint }),
      header: this.#ports.header(),
      words: this.#ports.words(),
    });
    this.#tellTimeline();
    if (!isThrough) this.#goOn();
  }

  /** Searches for so many milliseconds at most; true when there is nothing left to look at. */
  #lookFor(ms: number): boolean {
    const end = this.#ports.now() + ms;
    return this.#search.step(() => this.#ports.now() >= end);
  }

  #goOn(): void {
    if (!this.#live || this.#cancelSearch !== undefined) return;
    this.#cancelSearch = this.#ports.soon(() => {
      this.#cancelSearch = undefined;
      const isThrough = this.#lookFor(patienceMs);
      this.#slowDue = true;
      this.#schedule();
      if (!isThrough) this.#goOn();
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
    if (!this.#lookFor(patienceMs)) this.#goOn();
    const { extent } = this.#search;
    const from = this.#toldEnd;
    if (this.#noteTold()) {
      const rows = this.#rows(Math.max(from, extent.end - unaskedRows), extent.end);
      this.#ports.post({ type: 'appended', generation: this.#generation, from, extent, searching: this.#search.isLooking, rows });
    }
    if (this.#headerDue) {
      this.#headerDue = false;
      this.#ports.post({ type: 'header', header: this.#ports.header() });
    }
    if (!this.#slowDue) return;
    if (this.#ports.now() - this.#slowAt < slowMs) {
      this.#schedule();
      return;
    }
    this.#tellTimeline();
    if (this.#watchesNodes) this.#tellNodes();
    if (this.#deliveryDue) this.#tellDelivery();
  }

  /** True when the rows are others than the page knows of. */
  #noteTold(): boolean {
    const { extent, isLooking } = this.#search;
    const told = `${this.#generation} ${extent.first} ${extent.end} ${isLooking}`;
    this.#toldEnd = extent.end;
    if (told === this.#told) return false;
    this.#told = told;
    return true;
  }

  #tellTimeline(): void {
    this.#slowDue = false;
    this.#slowAt = this.#ports.now();
    const timeline = this.#timeline.view(this.#history.timeAt(this.#history.first));
    this.#ports.post({ type: 'timeline', generation: this.#generation, ...(timeline === undefined ? {} : { timeline }) });
  }

  #tellNodes(): void {
    this.#ports.post({ type: 'nodes', nodes: this.#ports.nodes().flatMap(linesOf) });
  }

  #tellDetails(generation: number, row: number): void {
    if (generation !== this.#generation) return;
    const event = this.eventAt(generation, row);
    this.#ports.post({ type: 'details', generation, row, ...(event === undefined ? {} : { details: { event } }) });
    this.#shown = event && { generation, row, delivery: '' };
    if (this.#shown !== undefined) this.#tellMore(this.#shown, () => true);
  }

  /** Once more, where what became of the event is something else than the page was told. */
  #tellDelivery(): void {
    this.#deliveryDue = false;
    const shown = this.#shown;
    if (shown !== undefined) this.#tellMore(shown, delivery => delivery !== shown.delivery);
  }

  /** What others know of the event in the details, where it is wanted. */
  #tellMore(shown: Shown, isWanted: (delivery: string) => boolean): void {
    const { generation, row } = shown;
    const event = this.eventAt(generation, row);
    if (event === undefined) return;
    void this.#ports.about(event).then(
      about => {
        if (about === undefined || generation !== this.#generation || !this.#live) return;
        const delivery = JSON.stringify(about.delivery ?? []);
        if (!isWanted(delivery)) return;
        shown.delivery = delivery;
        this.#ports.post({ type: 'details', generation, row, details: { event, ...about } });
      },
      // What is not known is not shown; the one who was asked has logged it.
      () => undefined,
    );
  }

  *#seen(): Iterable<CapturedEvent> {
    const { first, end } = this.#history;
    for (let position = end - 1; position >= Math.max(first, end - seenEvents); position--) {
      const event = this.#history.look(position);
      if (event !== undefined) yield event;
    }
  }

  #rows(wantedFirst: number, wantedEnd: number): readonly Row[] {
    const { extent } = this.#search;
    const first = Math.max(extent.first, wantedFirst);
    const end = Math.min(extent.end, wantedEnd, first + wantedRows);
    const rows: Row[] = [];
    for (let row = first; row < end; row++) {
      const position = this.#search.positionOf(row);
      const event = position === undefined ? undefined : this.#history.look(position);
      if (event === undefined) continue;
      const highlight = this.#highlights.findIndex(matches => matches(event));
      rows.push({ ...rowOf(event, row, this.#choice.columns), ...(highlight < 0 ? {} : { highlight }) });
    }
    return rows;
  }
}

const linesOf = ({ node, byType, ...rest }: NodeCount): readonly NodeLine[] => {
  // Whoever keeps nodes beyond the events may know which file was deployed there.
  const file = 'file' in rest ? (rest.file as NodeLine['file']) : undefined;
  return [...byType].map(([type, { count, lastSeen }]) => ({ node, type, count, lastSeen, ...(file === undefined ? {} : { file }) }));
};
