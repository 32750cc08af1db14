/** Twenty thousand datagrams that mean harm, in a real window: they are shown as text, and the page can do nothing else. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { test } from 'node:test';
import type { Frame } from 'playwright-core';
import { hostileDatagrams } from '../../support/hostile-datagrams';
import { folderWith, inWorkbench } from '../support/host';
import { allCounted, freePort, listenOn, send } from '../support/panel';

const many = 20_000;

test('no script runs and no markup is interpreted, whatever comes; the page may load nothing and reach nobody', async () => {
  const workspace = await folderWith({ 'readme.txt': 'nothing' });
  const port = await freePort();
  const sender = createSocket('udp4');
  try {
    await inWorkbench('hostile', workspace.folder, {}, async workbench => {
      const { page } = workbench;
      const panel = await listenOn(workbench, port);
      const errors: string[] = [];
      page.on('pageerror', error => errors.push(error.message));
      page.on('dialog', dialog => {
        errors.push(`a dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      await forbids(panel);

      const first = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
      await send(sender, port, first);
      let sent = 1;
      for (const datagram of hostileDatagrams(20_260_312, many)) {
        await send(sender, port, datagram);
        // At the speed of a script, not of a flood: losses are another test's business.
        if (++sent % 100 === 0) await new Promise(resolve => setTimeout(resolve, 5));
      }
      await allCounted(panel, many + 1);

      await harmless(panel);
      await panel.locator('.grid').focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('Enter');
      for (const tab of ['Text', 'Hex', 'Why', 'Fields']) {
        await panel.locator('.details .tabs button', { hasText: tab }).click();
        await panel.locator('.grid').focus();
        // Every kind that the generator makes, and some of them more than once.
        for (let times = 0; times < 60; times++) await page.keyboard.press('ArrowDown');
        await panel.locator('.details .tab-panel').waitFor();
        await harmless(panel);
      }
      await page.keyboard.press('/');
      await page.keyboard.type('window.hacked');
      await panel.locator('.count', { hasText: ' of ' }).waitFor();
      await harmless(panel);
      await panel.getByRole('tab', { name: 'Nodes' }).click();
      await panel.locator('.list').waitFor();
      await harmless(panel);
      assert.deepEqual(errors, []);
    });
  } finally {
    sender.close();
    await workspace.remove();
  }
});

/** Only elements that the page itself makes, one script, and nothing that ran. */
async function harmless(panel: Frame): Promise<void> {
  const found = await panel.evaluate(() => ({
    hacked: 'hacked' in window,
    scripts: document.querySelectorAll('body script:not([src]), script[src]:not([src*="panel.js"])').length,
    foreign: [...document.body.querySelectorAll('*')]
      .map(it => it.localName)
      .filter(it =>
        ['img', 'svg', 'iframe', 'object', 'embed', 'form', 'base', 'link', 'meta', 'a', 'style', 'video', 'audio', 'b'].includes(it),
      ),
    handlers: [...document.body.querySelectorAll('*')].filter(it => it.getAttributeNames().some(name => name.startsWith('on'))).length,
  }));
  assert.deepEqual(found, { hacked: false, scripts: 0, foreign: [], handlers: 0 });
}

/** The page's policy, by trying: each attempt is refused. */
async function forbids(panel: Frame): Promise<void> {
  const policy = await panel.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  assert.match(
    policy ?? '',
    /^default-src 'none'; style-src (?:'self' )?[^;']+; font-src (?:'self' )?[^;']+; script-src 'nonce-[0-9a-f]{32}'; base-uri 'none'; form-action 'none'$/,
  );
  const refused = await panel.evaluate(async () => {
    const heard: string[] = [];
    document.addEventListener('securitypolicyviolation', it => heard.push(it.effectiveDirective));
    const put = (name: string, parts: Readonly<Record<string, string>>): void => {
      const element = document.createElement(name);
      for (const [key, value] of Object.entries(parts)) element.setAttribute(key, value);
      document.body.append(element);
      setTimeout(() => element.remove(), 500);
    };
    put('img', { src: 'https://127.0.0.1:1/x.png' });
    put('iframe', { src: 'https://127.0.0.1:1/' });
    put('script', { src: 'https://127.0.0.1:1/x.js' });
    put('div', { onclick: 'window.hacked = 1', style: 'color: red' });
    put('link', { rel: 'stylesheet', href: 'https://127.0.0.1:1/x.css' });
    await fetch('https://127.0.0.1:1/').catch(() => undefined);
    await new Promise(resolve => setTimeout(resolve, 1_000));
    return [...new Set(heard)].sort();
  });
  assert.deepEqual(refused, [
    'connect-src',
    'frame-src',
    'img-src',
    'script-src-attr',
    'script-src-elem',
    'style-src-attr',
    'style-src-elem',
  ]);
}
