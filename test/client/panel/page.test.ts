/** How the panel's table stands while events pour in, in a real browser. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Browser } from 'playwright-core';
import { openLive } from './live-page';
import { appended, openBrowser, openPanel, snapshot, type PanelPage } from './page';
import { header } from './support';

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

test('a press on "Follow" follows, though the page begins to follow by itself before the button is let go', async () => {
  const panel = await openPanel(browser);
  const { page } = panel;
  await panel.tell(snapshot({ first: 0, end: 500 }));
  await page.mouse.move(100, 200);
  await page.mouse.wheel(0, -2_000);
  await page.locator('.toggle.paused').hover();
  await page.mouse.down();
  await page.locator('.grid').evaluate(it => it.scrollTo(0, it.scrollHeight));
  await page.locator('.toggle:not(.paused)').waitFor();
  await page.mouse.up();
  await panel.tell();
  assert.ok(await isFollowing(panel));
  await page.locator('.toggle').press('Enter');
  assert.equal(await isFollowing(panel), false);
});

test('the smallest scroll upwards leaves following, and End takes it up again at once', async () => {
  const panel = await openPanel(browser);
  const { page } = panel;
  await panel.tell(snapshot({ first: 0, end: 500 }));
  await page.mouse.move(100, 200);
  await page.mouse.wheel(0, -5);
  await page.locator('.toggle.paused').waitFor();
  await page.locator('.grid').focus();
  await page.keyboard.press('Home');
  // Rows come and go before the browser tells of the scrolling.
  await page.evaluate(
    message => {
      document.querySelector('.grid')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true, cancelable: true }));
      window.dispatchEvent(new MessageEvent('message', { data: message }));
    },
    appended(500, { first: 10, end: 510 }),
  );
  await panel.tell();
  assert.ok(await isFollowing(panel));
  assert.equal((await onScreen(panel)).at(-1), 509);
});

test('scrolling upwards leaves following, though rows come before the browser tells of it', async () => {
  for (const extent of [
    { first: 0, end: 510 },
    { first: 10, end: 510 },
  ]) {
    const panel = await openPanel(browser);
    await panel.tell(snapshot({ first: 0, end: 500 }));
    const top = await panel.page.evaluate(
      message => {
        const table = document.querySelector('.grid') as HTMLElement;
        table.scrollTop -= 1_000;
        window.dispatchEvent(new MessageEvent('message', { data: message }));
        return table.scrollTop;
      },
      appended(500, extent),
    );
    await panel.tell();
    assert.equal(await isFollowing(panel), false);
    assert.equal(await panel.page.locator('.grid').evaluate(it => it.scrollTop), top - extent.first * 22);
  }
});

test('another tab and back leaves the table where it was', async () => {
  const panel = await openPanel(browser);
  const { page } = panel;
  await panel.tell(snapshot({ first: 0, end: 500 }));
  await page.mouse.move(100, 200);
  await page.mouse.wheel(0, -2_000);
  await panel.tell();
  const before = await onScreen(panel);
  await page.getByRole('tab', { name: 'Nodes' }).click();
  await panel.tell(appended(500, { first: 20, end: 520 }));
  await page.getByRole('tab', { name: 'Events' }).focus();
  await page.keyboard.press('Space');
  await panel.tell();
  assert.deepEqual(await onScreen(panel), before);
});

test('each icon that is drawn is among those that are built', async () => {
  const live = await openLive(browser, 1_000);
  const { page } = live;
  live.come(100);
  await live.tick();
  await page.locator('#row-98').click();
  await live.settle();
  const drawn = await page.evaluate(() =>
    [...document.querySelectorAll('.codicon')].map(it => `${it.className}: ${getComputedStyle(it, '::before').content}`),
  );
  assert.ok(drawn.length > 20, drawn.join('\n'));
  assert.deepEqual(
    drawn.filter(it => /: (none|normal|"")$/.test(it)),
    [],
  );
});

test('the nodes keep their order while another tab is shown', async () => {
  const panel = await openPanel(browser);
  const { page } = panel;
  await panel.tell(snapshot({ first: 0, end: 5 }));
  const nodes = ['QS-B', 'QS-A'].map(node => ({ node, type: 'task-failed', count: 1, lastSeen: '2026-11-01T10:00:00.000Z' }));
  const names = () => page.locator('tbody th').allTextContents();
  await page.getByRole('tab', { name: 'Nodes' }).click();
  await panel.tell({ type: 'nodes', nodes });
  await page.getByRole('button', { name: 'Node', exact: true }).click();
  await page.getByRole('button', { name: 'Node', exact: true }).click();
  assert.deepEqual(await names(), ['QS-B', 'QS-A']);
  await page.getByRole('tab', { name: 'Events' }).click();
  await page.getByRole('tab', { name: 'Nodes' }).click();
  assert.deepEqual(await names(), ['QS-B', 'QS-A']);
});

test('a row whose details open below it stays on screen, and what opens in a low, narrow window is all in reach', async () => {
  const live = await openLive(browser, 1_000, { width: 500, height: 400 });
  const { page } = live;
  live.come(100);
  await live.tick();
  await page.locator('#row-98').click();
  await live.settle();
  assert.ok((await onScreen(live)).includes(98));
  await page.setViewportSize({ width: 340, height: 240 });
  await live.settle();
  const inWindow = async (selector: string): Promise<void> => {
    const box = await page.locator(selector).boundingBox();
    const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
    assert.ok(box !== null && box.x >= 0 && box.x + box.width <= width, `${selector} is beside the window: ${JSON.stringify(box)}`);
    assert.ok(box.y >= 0 && box.height > 40 && box.y + box.height <= height, `${selector} is cut off: ${JSON.stringify(box)}`);
  };
  await page.getByRole('button', { name: 'Close the details' }).click();
  await page.getByRole('button', { name: 'Choose columns' }).click();
  await inWindow('.popup-body');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'What can be filtered by' }).click();
  await live.settle();
  await inWindow('.suggestions');
});

test('what comes while it is paused moves nothing but the number of what came', async () => {
  const live = await openLive(browser, 1_000, { width: 340, height: 300 });
  const { page } = live;
  live.come(500);
  await live.tick();
  await page.locator('.toggle').click();
  const table = () => page.locator('.grid').boundingBox();
  const before = await table();
  for (const count of [1, 60, 400]) {
    live.come(count);
    await live.tick();
    assert.deepEqual(await table(), before);
  }
});

test('a broker to which there is no connection is not shown as one that is listened to', async () => {
  const panel = await openPanel(browser);
  await panel.tell(snapshot({ first: 0, end: 10 }));
  const broker = { address: 'broker.lab', port: 1883, since: '2026-03-12T09:00:00Z', open: false, protocol: 'mqtt' } as const;
  const listening = panel.page.locator('.listening');
  await panel.tell({ type: 'header', header: { ...header, listening: [broker] } });
  assert.match((await listening.textContent()) ?? '', /MQTT from broker\.lab:1883(?!.*(no connection|this computer only))/);
  assert.equal(await panel.page.locator('.listening.on').count(), 1);
  await panel.tell({ type: 'header', header: { ...header, listening: [{ ...broker, isCut: true }] } });
  assert.match((await listening.textContent()) ?? '', /no connection; trying again/);
  assert.equal(await panel.page.locator('.listening.on').count(), 0);
});
