/** How the panel's table stands while events pour in, in a real browser. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Browser } from 'playwright-core';
import { appended, openBrowser, openPanel, snapshot, type PanelPage } from './page';

let browser: Browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

/** The rows that lie in the table's window, by their numbers. */
const onScreen = ({ page }: PanelPage): Promise<readonly number[]> =>
  page.evaluate(() => {
    const table = document.querySelector('.grid') as HTMLElement;
    const { top, bottom } = table.getBoundingClientRect();
    return [...table.querySelectorAll('.body .line')]
      .filter(it => {
        const box = it.getBoundingClientRect();
        return box.bottom > top + 25 && box.top < bottom - 1;
      })
      .map(it => Number(it.id.replace('row-', '')))
      .sort((a, b) => a - b);
  });

const isFollowing = ({ page }: PanelPage): Promise<boolean> => page.locator('.toggle:not(.paused)').isVisible();

test('while it follows, the newest row is on screen, however many go at once', async () => {
  const panel = await openPanel(browser);
  await panel.tell(snapshot({ first: 0, end: 100_000 }));
  await panel.tell(appended(100_000, { first: 5_000, end: 101_000 }));
  assert.equal((await onScreen(panel)).at(-1), 100_999);
  await panel.tell(appended(101_000, { first: 5_000, end: 105_000 }), appended(105_000, { first: 9_000, end: 105_100 }));
  assert.equal((await onScreen(panel)).at(-1), 105_099);
  assert.ok(await isFollowing(panel));
});

test('rows that are read near the end stay where they are when more rows go than come', async () => {
  const panel = await openPanel(browser);
  await panel.tell(snapshot({ first: 0, end: 100_000 }));
  await panel.page.locator('.grid').focus();
  for (const key of ['ArrowUp', 'ArrowUp', 'PageUp']) await panel.page.keyboard.press(key);
  await panel.tell();
  const before = await onScreen(panel);
  await panel.tell(appended(100_000, { first: 5_000, end: 101_000 }));
  assert.deepEqual(await onScreen(panel), before);
  await panel.tell(appended(101_000, { first: 6_000, end: 106_000 }));
  assert.deepEqual(await onScreen(panel), before);
  assert.equal(await isFollowing(panel), false);
  await panel.page.locator('.toggle.paused').click();
  await panel.tell(appended(106_000, { first: 9_000, end: 107_000 }));
  assert.ok(await isFollowing(panel));
});

test('when the current row is no longer held, the keyboard goes on from the rows on screen, not from the newest', async () => {
  const panel = await openPanel(browser);
  await panel.tell(snapshot({ first: 0, end: 100_000 }));
  await panel.page.locator('.grid').focus();
  for (const key of ['Home', 'ArrowDown']) await panel.page.keyboard.press(key);
  await panel.tell(appended(100_000, { first: 50, end: 100_050 }));
  assert.equal(await panel.page.locator('.line.selected').count(), 0);
  await panel.page.keyboard.press('ArrowDown');
  await panel.tell();
  assert.equal(await panel.page.locator('.line.selected').getAttribute('id'), 'row-50');
  await panel.page.keyboard.press('PageDown');
  await panel.tell();
  const current = Number((await panel.page.locator('.line.selected').getAttribute('id'))?.slice('row-'.length));
  assert.ok(current > 50 && (await onScreen(panel)).includes(current), `row ${current} is not on screen`);
  assert.equal(await isFollowing(panel), false);
});
