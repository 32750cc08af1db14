/** Our cards, drawn by Microsoft's own library in a browser: what a person sees, whatever the event says. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { createRequire } from 'node:module';
import { chromium, type Browser, type Page } from 'playwright-core';
import { chromiumForTests } from '../../../scripts/lib/browser.mjs';
import type { Delivery } from '../../../client/src/delivery/contract';
import { summarise } from '../../../client/src/delivery/summary';
import { teamsBytes, teamsMessage } from '../../../client/src/sinks/teams';
import { captured } from '../../support/events';
import { hostileStrings } from '../../support/hostile';

let browser: Browser;
let page: Page;
before(async () => {
  const { executablePath, args, env } = await chromiumForTests();
  browser = await chromium.launch({ executablePath, args: [...args], ...(env && { env: { ...process.env, ...env } }) });
  page = await browser.newPage();
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve('adaptivecards/dist/adaptivecards.min.js') });
});
after(() => browser.close());

interface Drawn {
  /** What the library complains about. */
  readonly failures: readonly string[];
  readonly text: string;
  /** Names of all elements. */
  readonly elements: readonly string[];
  readonly links: readonly string[];
  readonly buttons: readonly string[];
}

type Message = ReturnType<typeof teamsMessage> & { readonly attachments: readonly { readonly content: unknown }[] };

/** Draws cards as Teams does, with a Markdown processor that shows where it is asked. */
async function draw(messages: readonly ReturnType<typeof teamsMessage>[]): Promise<readonly Drawn[]> {
  const cards = messages.map(it => (it as Message).attachments[0]?.content);
  return page.evaluate(list => {
    /* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return */
    const library = (globalThis as any).AdaptiveCards;
    library.AdaptiveCard.onProcessMarkdown = (text: string, result: any) => {
      result.outputHtml = `<mark>${text}</mark>`;
      result.didProcess = true;
    };
    return list.map(json => {
      const card = new library.AdaptiveCard();
      const context = new library.SerializationContext();
      card.parse(json, context);
      const failures = [
        ...Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at).message),
        ...card.validateProperties().validationEvents.map((it: any) => it.message),
      ];
      const element = card.render();
      const inside = (selector: string): any[] => [...element.querySelectorAll(selector)];
      return {
        failures,
        text: element.textContent,
        elements: [...new Set(inside('*').map(it => it.tagName.toLowerCase()))],
        links: inside('a').map(it => it.href),
        buttons: inside('button').map(it => it.textContent),
      };
    });
  }, cards);
}

const delivery = (over: Parameters<typeof captured>[0] = {}): Delivery => ({
  deliveryId: 'd1',
  event: captured(over),
  attempt: 1,
  listener: 'WS-42',
});
const fields = { TaskName: 'Finance close', HostName: 'qs-node-1', ExecutionId: 'e', LogMessage: 'Max retries reached' };

test('a card reads from the title to where it comes from, with a button for hub and QMC', async () => {
  const [card] = await draw([
    teamsMessage(summarise({ ...delivery({ fields }), heldBack: 7 }, 'WS-42'), [
      ['Open hub', 'https://qlik.example.test/hub'],
      ['Open QMC', 'https://qlik.example.test/qmc'],
    ]),
  ]);
  assert.ok(card);
  assert.deepEqual(card.failures, []);
  assert.match(card.text, /^Task failed: Finance close.*Host name: qs-node-1.*Max retries reached.*7 more like this.*listener WS-42/);
  assert.deepEqual(card.buttons, ['Open hub', 'Open QMC']);
});

test('the drawing shows Markdown where a card would have it, so its absence means something', async () => {
  const [card] = await draw([
    { type: 'message', attachments: [{ content: { type: 'AdaptiveCard', version: '1.3', body: [{ type: 'TextBlock', text: '**x**' }] } }] },
  ]);
  assert.ok(card?.elements.includes('mark'));
});

test('200 hostile strings in every part of the card are drawn letter by letter: no markup, no link, no Markdown', async () => {
  const summaries = hostileStrings.flatMap(text =>
    [
      { fields: { ...fields, TaskName: text } },
      { fields: { ...fields, HostName: text, AppName: text } },
      { fields: { ...fields, [text === '' ? ' ' : text]: 'value' } },
      { fields: { ...fields, LogMessage: text } },
      { fields: {}, message: text, logger: text, type: text, text },
    ].map(over => summarise(delivery(over), 'WS-42')),
  );
  const messages = summaries.map(it => teamsMessage(it));
  for (const message of messages) assert.ok(Buffer.byteLength(JSON.stringify(message)) <= teamsBytes);
  const cards = await draw(messages);
  assert.equal(cards.length, 1_000);
  const plain = (text: string): string => text.replace(/\s+/g, '');
  cards.forEach((card, at) => {
    const summary = summaries[at];
    assert.ok(summary);
    assert.deepEqual(card.failures, []);
    assert.deepEqual([card.links, card.buttons], [[], []]);
    assert.deepEqual(
      card.elements.filter(it => it !== 'div' && it !== 'span' && it !== 'br'),
      [],
    );
    // Each text as it is, in its place: drawn and meant are the same letters.
    const meant = [summary.title, ...summary.facts.flatMap(([name, value]) => [`${name}: `, value])];
    assert.ok(plain(card.text).startsWith(plain(meant.join(''))), `${card.text.slice(0, 300)} ≠ ${meant.join('').slice(0, 300)}`);
    assert.ok(plain(card.text).endsWith(plain(summary.footer)));
  });
});
