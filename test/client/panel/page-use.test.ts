/** The panel's page by keyboard and mouse, with its real host side: filter box, menus, details, and what hostile senders write. */
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

/** A panel with 200 events, every tenth of them an error. */
async function filled(options: Parameters<typeof openLive>[2] = {}): Promise<LivePage> {
  const live = await openLive(browser, 1_000, options);
  live.come(200, seq => ({ level: seq % 10 === 0 ? 'ERROR' : 'INFO' }));
  await live.tick();
  return live;
}

/** Longer than the filter box waits before it tells the host. */
async function typed(live: LivePage): Promise<void> {
  await live.page.waitForTimeout(25);
  await live.settle();
}

const box = ({ page }: LivePage) => page.locator('.box input');
const count = ({ page }: LivePage) => page.locator('.count').textContent();
/** What has the focus: its role or kind, and what it is called. */
const focus = ({ page }: LivePage) =>
  page.evaluate(() => {
    const it = document.activeElement;
    return it === null || it === document.body ? 'nothing' : (it.getAttribute('aria-label') ?? it.textContent.trim());
  });

test('the filter is completed, taken back and left by keyboard alone', async () => {
  const live = await filled();
  const { page } = live;
  await page.locator('.grid').focus();
  await page.keyboard.press('/');
  await page.keyboard.type('lev');
  await typed(live);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await typed(live);
  assert.equal(await box(live).inputValue(), 'level>=');
  await page.keyboard.type('err');
  await typed(live);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await typed(live);
  assert.equal(await box(live).inputValue(), 'level>=error ');
  assert.equal(await count(live), '20 of 200 events');
  await page.keyboard.type('lev');
  await typed(live);
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('.suggestions').isVisible(), false);
  assert.equal(await box(live).inputValue(), 'level>=error lev');
  await page.keyboard.press('Escape');
  await typed(live);
  assert.equal(await box(live).inputValue(), '');
  assert.equal(await count(live), '200 events');
});

test('what is wrong with a filter stands below it; the rows of the filter before stay', async () => {
  const live = await filled();
  await box(live).fill('level:error');
  await typed(live);
  await box(live).fill('level:error (');
  await typed(live);
  assert.notEqual(await live.page.locator('.complaint').textContent(), '');
  assert.equal(await live.page.locator('.grid .level', { hasText: 'INFO' }).count(), 0);
  await box(live).fill('x'.repeat(20_000));
  await typed(live);
  assert.match((await live.page.locator('.complaint').textContent()) ?? '', /at most 10,000 characters/);
  await box(live).fill('');
  await typed(live);
  assert.equal(await live.page.locator('.complaint').count(), 0);
  assert.equal(await count(live), '200 events');
});

test('pasted lines stay apart, and the keys of an input method are its own', async () => {
  const live = await filled();
  await box(live).focus();
  const tell = (type: string, init: object) =>
    box(live).evaluate(
      (it, { type, init }) => {
        const at =
          type === 'paste' ? new ClipboardEvent(type, { bubbles: true, cancelable: true, clipboardData: new DataTransfer() }) : undefined;
        at?.clipboardData?.setData('text/plain', 'level:error\r\n  Task\n');
        it.dispatchEvent(at ?? new KeyboardEvent(type, { bubbles: true, cancelable: true, ...init }));
      },
      { type, init },
    );
  await tell('paste', {});
  await typed(live);
  assert.equal(await box(live).inputValue(), 'level:error Task');
  assert.equal(await count(live), '20 of 200 events');
  await tell('keydown', { key: 'Escape', isComposing: true });
  await tell('keydown', { key: 'Escape', isComposing: true });
  await typed(live);
  assert.equal(await box(live).inputValue(), 'level:error Task');
});

test('what takes itself away leaves the focus where keys go on', async () => {
  const live = await filled();
  const { page } = live;
  await box(live).fill('level:error');
  await typed(live);
  await page.getByRole('button', { name: 'Highlight what this filter finds' }).click();
  await live.settle();
  await page.getByRole('button', { name: 'Remove the highlight level:error' }).press('Enter');
  await live.settle();
  assert.equal(await focus(live), 'Captured events');
  await page.getByRole('button', { name: 'Clear the filter' }).press('Enter');
  await typed(live);
  assert.equal(await focus(live), 'Filter events');
  await box(live).fill('nothing like it');
  await typed(live);
  await page.locator('.nothing button').press('Enter');
  await live.settle();
  assert.equal(await focus(live), 'Captured events');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await live.settle();
  assert.equal(await focus(live), 'Details of the selected event');
  await page.locator('.grid').focus();
  await page.keyboard.press('Enter');
  assert.equal(await focus(live), 'Details of the selected event', 'of details that are open already');
  live.feed.reset();
  await live.settle();
  assert.equal(await focus(live), 'Captured events');
});

test('buttons beside the tabs answer to Enter, and do not change the tab', async () => {
  const live = await filled();
  await live.page.getByRole('button', { name: 'Start Test Listener' }).press('Enter');
  await live.page.getByRole('button', { name: 'Set Up…' }).press('Enter');
  await live.settle();
  const said = live.heard.map(it => (it.type === 'command' ? it.command : it.type));
  assert.deepEqual(said.slice(-2), ['startTestListener', 'setUpForwarding']);
  assert.ok(!said.includes('watch'));
});

test('columns are chosen, made wider and put back; the last one stays, and a field is one column', async () => {
  const live = await filled();
  const { page } = live;
  const titles = () => page.locator('.head [role=columnheader]').allTextContents();
  const widthOf = async (id: string) => (await page.locator(`[data-column="${id}"]`).boundingBox())?.width ?? 0;
  const usual = await titles();
  const open = () => page.getByRole('button', { name: 'Choose columns' }).click();
  await open();
  for (let times = 0; times < 2; times++) {
    await page.getByLabel('Field of the event').fill('HostName');
    await page.keyboard.press('Enter');
  }
  await live.settle();
  assert.deepEqual(await titles(), [...usual.slice(0, -1), 'HostName', usual.at(-1)]);
  const before = await widthOf('level');
  await page.getByRole('button', { name: 'Make Level wider' }).click();
  await live.settle();
  assert.equal(await widthOf('level'), before + 20);
  for (const title of ['HostName', ...usual.slice(0, -1), 'What the receiver would do']) {
    await page.locator('.column-list').evaluate((list, label) => {
      [...list.querySelectorAll<HTMLElement & { readonly label: string }>('vscode-checkbox')].find(it => it.label === label)?.focus();
    }, title);
    await page.keyboard.press('Space');
    await live.settle();
  }
  await live.settle();
  assert.equal((await titles()).length, 1);
  const checked = (list: Element) =>
    [...list.querySelectorAll<HTMLElement & { readonly checked: boolean }>('vscode-checkbox')].filter(it => it.checked).length;
  assert.equal(await page.locator('.column-list').evaluate(checked), 1);
  await page.getByRole('button', { name: 'Reset' }).click();
  await page.keyboard.press('Escape');
  await live.settle();
  assert.deepEqual(await titles(), usual);
  const handle = page.locator('[data-column=level] .handle');
  const at = await handle.boundingBox();
  assert.ok(at !== null);
  await page.mouse.move(at.x + 3, at.y + 5);
  await page.mouse.down();
  await page.mouse.move(at.x + 43, at.y + 5, { steps: 4 });
  await page.mouse.up();
  await live.settle();
  assert.equal(await widthOf('level'), before + 40);
  await handle.dblclick();
  await live.settle();
  assert.equal(await widthOf('level'), before);
});

test('a click on a bar, and keys on it, show the events of that time only', async () => {
  const live = await openLive(browser, 1_000);
  const { page } = live;
  live.come(60, seq => ({ receivedAt: new Date(Date.UTC(2026, 2, 12, 6, 0, seq)).toISOString() }));
  for (let tenths = 0; tenths < 12; tenths++) await live.tick();
  const chart = page.locator('.chart');
  const size = await chart.boundingBox();
  assert.ok(size !== null);
  await page.mouse.click(size.x + size.width * (10.5 / 60), size.y + 30);
  await typed(live);
  assert.match(await box(live).inputValue(), /^time>=2026-03-12T\d\d:\d\d:10 time<2026-03-12T\d\d:\d\d:11$/);
  assert.equal(await count(live), '1 of 60 events');
  await box(live).fill('');
  await typed(live);
  await chart.focus();
  for (const key of ['Home', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Enter']) await page.keyboard.press(key);
  await typed(live);
  assert.equal(await count(live), '3 of 60 events');
});

test('details: tabs by keyboard, the bytes of the largest datagram, and an event that is gone', async () => {
  const live = await openLive(browser, 1_000);
  const { page } = live;
  live.come(1, () => ({ text: 'é'.repeat(32_753), bytes: 65_506 }));
  live.come(20);
  await live.tick();
  await page.locator('.grid').focus();
  for (const key of ['Home', 'Enter']) await page.keyboard.press(key);
  await live.settle();
  await page.getByRole('tab', { name: 'Fields' }).focus();
  for (const tab of ['Text', 'Hex']) {
    await page.keyboard.press('ArrowRight');
    assert.equal(await focus(live), tab);
  }
  const hex = (await page.locator('pre.hex').textContent()) ?? '';
  assert.equal(hex.split('\n').length, Math.ceil(65_506 / 16));
  assert.ok(hex.startsWith('000000  c3 a9 c3 a9'));
  await page.keyboard.press('End');
  assert.equal(await focus(live), 'Delivery');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowLeft');
  assert.equal(await focus(live), 'Delivery');
  live.come(1_500);
  await live.tick();
  // What is shown already can be read on; asked for again, it is gone.
  assert.equal(await page.locator('.details').count(), 1);
  await page.keyboard.press('Escape');
  assert.equal(await focus(live), 'Captured events');
});

test('what hostile senders write is text: no markup, no script, and nothing that turns the rest around', async () => {
  const hostile = '<img src=x onerror="document.title=1">\u202Egnp.exe\u0000\u001b[31m\r\n</script>\ud83d';
  const live = await openLive(browser, 1_000);
  const { page } = live;
  live.come(30, () => ({
    text: hostile,
    fields: { [hostile]: hostile, HostName: hostile, TaskName: hostile },
    altered: [{ field: hostile, from: hostile, to: hostile }],
    notes: [hostile],
    reason: hostile,
    level: hostile,
    message: hostile,
    verdict: 'rejected',
  }));
  await live.tick();
  await page.locator('#row-28').click();
  await live.settle();
  for (const tab of ['fields', 'text', 'hex', 'why', 'delivery']) {
    await page.locator(`#tab-${tab}`).click();
    const words = await page.locator('body').innerText();
    // eslint-disable-next-line no-control-regex -- control characters are exactly what must not be there
    assert.doesNotMatch(words, /[\u0000\u001b\u202e]/, `in ${tab}`);
    if (tab === 'fields' || tab === 'text') assert.ok(words.includes('[U+202E]gnp.exe[U+0000][U+001B][31m'), words);
    assert.equal(await page.locator('img, .grid script').count(), 0);
  }
  await page.locator('.grid').focus();
  await box(live).fill('TaskName:');
  await typed(live);
  assert.equal(await page.title(), '');
});

test('a page that was hidden comes back with its filter, its columns and its highlights', async () => {
  const first = await filled();
  await box(first).fill('level:error');
  await typed(first);
  await first.page.getByRole('button', { name: 'Highlight what this filter finds' }).click();
  await first.page.getByRole('button', { name: 'When events came' }).click();
  await first.settle();
  const again = await filled({ kept: await first.kept() });
  assert.equal(await box(again).inputValue(), 'level:error');
  assert.equal(await count(again), '20 of 200 events');
  assert.equal(await again.page.locator('.highlights li').count(), 1);
  assert.equal(await again.page.locator('.timeline').count(), 0);
  assert.deepEqual(again.heard[0], {
    type: 'ready',
    filter: { text: 'level:error', chips: {} },
    choice: { columns: [], highlights: ['level:error'] },
  });
});

test('without colours of a theme, in forced colours and without motion, the current row can still be told', async () => {
  const live = await filled({ forcedColors: 'active', reducedMotion: 'reduce' });
  const { page } = live;
  await page.locator('.grid').focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await live.settle();
  const looks = (selector: string) =>
    page.locator(selector).evaluate(it => {
      const { backgroundColor, outlineStyle, outlineColor } = getComputedStyle(it);
      return { backgroundColor, outline: `${outlineStyle} ${outlineColor}` };
    });
  assert.notDeepEqual(await looks('.line.selected'), await looks('#row-195'));
});
