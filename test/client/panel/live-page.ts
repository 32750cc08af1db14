/** The page of the panel with its real host side behind it: a history, a filter, and a clock that moves when it is told. */
import type { Browser } from 'playwright-core';
import type { CapturedEvent } from '../../../server/src/wire/event';
import { compileFilter } from '../../../client/src/listener/query';
import { Feed } from '../../../client/src/panel/feed';
import type { HostMessage, PageMessage } from '../../../client/src/panel/protocol';
import { readPageMessage } from '../../../client/src/panel/read-message';
import { openPanel, type PageOptions, type PanelPage } from './page';
import { event, fakePorts, FakeHistory, header } from './support';

export interface LivePage extends PanelPage {
  readonly history: FakeHistory;
  readonly feed: Feed;
  /** Everything the page said so far, in its order. */
  readonly heard: readonly PageMessage[];
  /** Lets events come, and the oldest go where more than `held` are there; the page hears of it with the next tick. */
  come(count: number, parts?: (seq: number) => Partial<CapturedEvent>): void;
  /** Each look at the clock costs time from now on: what a filter lets through is found piece by piece. */
  searchSlowly(): void;
  /** Lets the host look at the next piece. */
  searchOn(): void;
  /** Lets page and host talk until neither has anything to say. */
  settle(): Promise<void>;
  /** As `settle`, 100 ms later. */
  tick(): Promise<void>;
}

export async function openLive(browser: Browser, held = 100_000, options: PageOptions = {}): Promise<LivePage> {
  const panel = await openPanel(browser, options);
  const history = new FakeHistory();
  const due: HostMessage[] = [];
  const heard: PageMessage[] = [];
  const { ports, tick, turn, costs } = fakePorts(message => due.push(message));
  const heldNow = (): number => history.end - history.first;
  ports.compile = compileFilter;
  ports.header = () => ({ ...header, received: history.end, held: heldNow(), marks: { dropped: 3, test: 0, user: 0 } });
  const feed = new Feed(history, ports);
  const settle = async (): Promise<void> => {
    for (let round = 0; ; round++) {
      await panel.tell(...due.splice(0));
      const said = await panel.said();
      for (const raw of said) {
        const message = readPageMessage(raw);
        if (message === undefined) throw new Error(`The host does not understand ${JSON.stringify(raw)}.`);
        heard.push(message);
        feed.receive(message);
      }
      if (said.length === 0 && due.length === 0) return;
      if (round > 30) throw new Error(`Page and host do not come to an end: ${JSON.stringify(heard.slice(-4))}`);
    }
  };
  const live: LivePage = {
    ...panel,
    history,
    feed,
    heard,
    come: (count, parts = () => ({})) => {
      const from = history.end;
      history.add(...Array.from({ length: count }, (_, at) => event(from + at, parts(from + at))));
      history.keep(held);
      feed.changed();
    },
    searchSlowly: () => costs(1),
    searchOn: () => void turn(),
    settle,
    tick: async () => {
      tick();
      await settle();
    },
  };
  await settle();
  return live;
}
