/** The page of the panel under random use while events pour in: what has to hold after every step, whatever went before. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Browser } from 'playwright-core';
import { openLive, type LivePage } from './live-page';
import { openBrowser } from './page';

let browser: Browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

/** The same numbers between 0 and 1 for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What is on screen. */
interface Screen {
  readonly label: string;
  readonly isFollowing: boolean;
  /** Rows in the table's window by their numbers, with where they stand. */
  readonly rows: readonly { readonly row: number; readonly top: number; readonly isWhole: boolean; readonly seq: number | undefined }[];
  /** Where the table's window is on the page. */
  readonly table: { readonly left: number; readonly top: number; readonly height: number };
  readonly twice: readonly string[];
  readonly selected: number | undefined;
  readonly active: { readonly id: string; readonly isThere: boolean } | undefined;
  /** What the details say, where they are open. */
  readonly details: string | null | undefined;
  readonly focus: string;
  readonly count: string;
}

const look = ({ page }: LivePage): Promise<Screen> =>
  page.evaluate(() => {
    const table = document.querySelector('.grid') as HTMLElement;
    const { left, top, bottom, height } = table.getBoundingClientRect();
    const lines = [...table.querySelectorAll<HTMLElement>('.body .line')];
    const ids = [...document.querySelectorAll('[id]')].map(it => it.id);
    const numberOf = (id: string | undefined) => (id === undefined ? undefined : Number(id.slice('row-'.length)));
    const active = table.getAttribute('aria-activedescendant');
    const toggle = document.querySelector('.toggle') as HTMLElement;
    return {
      label: (toggle.querySelector('.label') as HTMLElement).textContent,
      isFollowing: !toggle.classList.contains('paused'),
      rows: lines
        .map(it => ({ box: it.getBoundingClientRect(), it }))
        .filter(({ box }) => box.bottom > top + 25 && box.top < bottom - 1)
        .map(({ box, it }) => {
          const words = /Task (\d+)/.exec(it.textContent)?.[1];
          return {
            row: numberOf(it.id) as number,
            top: Math.round(box.top - top),
            isWhole: box.top >= top + 23 && box.bottom <= bottom + 1,
            seq: words === undefined ? undefined : Number(words),
          };
        })
        .sort((a, b) => a.row - b.row),
      table: { left, top, height },
      twice: ids.filter((id, at) => ids.indexOf(id) !== at),
      selected: numberOf(table.querySelector('.line.selected')?.id),
      active: active === null ? undefined : { id: active, isThere: document.getElementById(active) !== null },
      details: document.querySelector('.details .tab-panel')?.textContent,
      focus: document.activeElement === document.body ? 'body' : String(document.activeElement?.className),
      count: document.querySelector('.count')?.textContent ?? '',
    };
  });

/** What has to hold whenever page and host have nothing more to say to each other. */
function checkAlways(screen: Screen, live: LivePage): void {
  assert.deepEqual(screen.twice, [], 'an id is there twice');
  if (screen.active !== undefined) assert.ok(screen.active.isThere, `aria-activedescendant names ${screen.active.id}, which is not there`);
  assert.notEqual(screen.focus, 'body', 'the focus is lost');
  const blank = screen.rows.filter(it => it.seq === undefined);
  assert.deepEqual(blank, [], 'rows that never come');
  if (screen.isFollowing && screen.table.height > 60 && live.history.end > live.history.first && !screen.count.startsWith('0 '))
    assert.equal(screen.rows.at(-1)?.seq, newestOf(live, screen), 'it follows, and the newest row is not on screen');
  const asked = live.heard.filter(it => it.type !== 'select').map(it => JSON.stringify(it));
  asked.forEach((it, at) => assert.notEqual(`${it} ${at}`, `${asked[at - 1]} ${at}`, `asked twice: ${it}`));
}

/** The newest event that the filter lets through: the tests filter by even numbers only. */
function newestOf({ history }: LivePage, { count }: Screen): number {
  const last = history.end - 1;
  return count.includes(' of ') ? last - (last % 2) : last;
}

/** Events held: more than the host looks through at once. */
const held = 10_000;

const places = (rows: Screen['rows']) => rows.map(({ row, top, seq }) => ({ row, top, seq }));

const keys = ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'] as const;
const parts = (seq: number) => ({ level: seq % 2 === 0 ? 'ERROR' : 'INFO' });

for (const seed of [1, 2, 3]) {
  test(`following, the rows on screen, the current row and the focus hold, whatever one does (seed ${seed})`, async () => {
    const random = randomOf(seed);
    const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
    const live = await openLive(browser, held);
    const { page } = live;
    live.come(8_000 + Math.floor(random() * 4_000), parts);
    await live.tick();
    live.searchSlowly();
    await page.locator('.grid').focus();
    const done: string[] = [];
    const steps: Readonly<Record<string, () => Promise<void>>> = {
      come: async () => {
        const before = await look(live);
        const count = pick([1, 3, 40, 700, 1_400]);
        done.push(`${count} come`);
        live.come(count, parts);
        live.searchOn();
        await live.tick();
        const after = await look(live);
        assert.equal(after.isFollowing, before.isFollowing, 'events change whether it follows');
        if (before.isFollowing) return;
        const left = before.rows.filter(it => (it.seq ?? 0) >= live.history.first);
        // Where the rows before them are gone as well, those that are left have moved to the very top.
        if (left.length === before.rows.length)
          assert.deepEqual(places(after.rows.filter(it => left.some(({ row }) => row === it.row))), places(left), 'rows on screen moved');
      },
      forget: async () => {
        const before = await look(live);
        const count = pick([10, 2_000]);
        done.push(`${count} go`);
        live.history.keep(live.history.end - live.history.first - count);
        live.come(pick([0, 5]), parts);
        await live.tick();
        assert.equal((await look(live)).isFollowing, before.isFollowing, 'events that go change whether it follows');
      },
      key: async () => {
        const key = pick(keys);
        if ((await look(live)).table.height < 60) return;
        done.push(key);
        await page.locator('.grid').focus();
        await page.keyboard.press(key);
        await live.settle();
        const { selected, rows, active } = await look(live);
        if (rows.length === 0) return;
        assert.ok(selected !== undefined && rows.some(it => it.row === selected), `row ${selected} is not on screen after ${key}`);
        assert.equal(active?.id, `row-${selected}`);
      },
      toggle: async () => {
        const { label } = await look(live);
        done.push(label);
        await page.locator('.toggle').click();
        await live.settle();
        assert.equal((await look(live)).isFollowing, label === 'Follow', `what came of ${label}`);
      },
      wheel: async () => {
        const by = pick([-10, -60, -400, -20_000, 60, 400, 90_000]);
        done.push(`wheel ${by}`);
        const { isFollowing, table } = await look(live);
        if (table.height < 60) return;
        await page.mouse.move(table.left + 60, table.top + table.height / 2);
        await page.mouse.wheel(0, by);
        await page.waitForTimeout(30);
        await live.settle();
        if (isFollowing && by < 0) assert.equal((await look(live)).isFollowing, false, 'scrolling up does not leave following');
      },
      pickRow: async () => {
        const { rows, table } = await look(live);
        const whole = rows.filter(it => it.isWhole);
        if (whole.length === 0) return;
        const wanted = pick(whole);
        done.push(`click row ${wanted.row}`);
        await page.mouse.click(table.left + 60, table.top + wanted.top + 11);
        await live.settle();
        const { selected, details, rows: now, table: after } = await look(live);
        assert.match(details ?? '', new RegExp(`Task ${wanted.seq}\\b`));
        // Where there is no room for both, the details take the table's.
        if (after.height === 0) return;
        assert.equal(selected, wanted.row);
        assert.ok(
          now.some(it => it.row === selected),
          'the row whose details opened is not on screen',
        );
      },
      closeDetails: async () => {
        if ((await look(live)).details === undefined) return;
        done.push('close details');
        await page.locator('.details-head button').last().click();
        await live.settle();
      },
      filter: async () => {
        const text = (await page.locator('.box input').inputValue()) === '' ? 'level:error' : '';
        done.push(`filter "${text}"`);
        await page.locator('.box input').fill(text);
        await page.waitForTimeout(25);
        await live.settle();
        assert.ok((await look(live)).isFollowing, 'a new filter shows the newest');
        await page.locator('.grid').focus();
      },
      size: async () => {
        const size = { width: pick([340, 500, 800, 1_200]), height: pick([240, 300, 500]) };
        done.push(`${size.width}×${size.height}`);
        const before = await look(live);
        await page.setViewportSize(size);
        await live.settle();
        assert.equal((await look(live)).isFollowing, before.isFollowing, 'another size changes whether it follows');
      },
      timeline: async () => {
        done.push('timeline');
        const before = await look(live);
        await page.locator('.tools button').nth(1).click();
        await live.settle();
        assert.equal((await look(live)).isFollowing, before.isFollowing, 'the timeline changes whether it follows');
      },
      elsewhere: async () => {
        done.push('other tab and back');
        const before = await look(live);
        await page.locator('vscode-tab-header').nth(2).click();
        await live.settle();
        await page.locator('vscode-tab-header').nth(0).click();
        await live.settle();
        const after = await look(live);
        assert.equal(after.isFollowing, before.isFollowing);
        if (after.table.height > 0)
          assert.deepEqual(
            after.rows.map(it => it.row),
            before.rows.map(it => it.row),
            'the table is elsewhere after another tab',
          );
      },
    };
    const names = Object.keys(steps).flatMap(it => (it === 'come' ? [it, it, it] : it === 'key' ? [it, it] : [it]));
    for (let at = 0; at < 20; at++) {
      try {
        await (steps[pick(names)] as () => Promise<void>)();
        checkAlways(await look(live), live);
      } catch (error) {
        throw new Error(`after ${done.join(', ')}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      }
    }
    await page.context().close();
  });
}
