/** The panel and its listener in a real window: other people's ports, hostile texts, thousands of rows, the keyboard alone. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { Frame } from 'playwright-core';
import { sampleEvents } from '../../support/sample-events';
import { folderWith, inWorkbench } from '../support/host';
import { until, type Workbench } from '../support/workbench';

const configuration = (port: number): string => `<configuration>
  <appender name="Failed" type="log4net.Appender.UdpAppender">
    <param name="remoteAddress" value="127.0.0.1" />
    <param name="remotePort" value="${port}" />
    <layout type="log4net.Layout.PatternLayout">
      <param name="conversionPattern" value="%level;%logger;%message" />
    </layout>
  </appender>
  <logger name="System.Scheduler.Scheduler.Master.Task.TaskSession"><appender-ref ref="Failed" /></logger>
</configuration>
`;

test('a port that another program holds is left to it, and one click listens on the next', async () => {
  const other = await otherProgram();
  const workspace = await folderWith({ 'LocalLogConfig.xml': configuration(other.port) });
  try {
    await inWorkbench('taken-port', workspace.folder, { dialogs: true }, async workbench => {
      await workbench.openFile('LocalLogConfig.xml');
      await workbench.clickLens(`Listen on ${other.port}`);
      const toast = workbench.notification(`UDP port ${other.port} is held by`);
      await toast.waitFor();
      assert.match(await toast.innerText(), /held by node \(\d+\) on 127\.0\.0\.1/);
      await toast.getByRole('button', { name: /Listen on \d+ Instead/ }).click();
      const panel = await workbench.webview('.header');
      const listening = await panel.locator('.listening.on').innerText();
      const port = Number(/127\.0\.0\.1:(\d+)/.exec(listening)?.[1]);
      assert.ok(port > other.port, listening);
      await workbench.statusItem(String(port)).waitFor();
      assert.equal(await other.received(), 0, 'nothing of ours went to the other program');
    });
  } finally {
    other.end();
    await workspace.remove();
  }
});

test('hostile texts are texts, thousands of rows are few elements, and the keyboard reaches everything', async () => {
  const workspace = await folderWith({ 'readme.txt': 'nothing' });
  const port = await freePort();
  const sender = createSocket('udp4');
  try {
    await inWorkbench('panel', workspace.folder, {}, async workbench => {
      const { page } = workbench;
      await listenOn(workbench, port);
      const panel = await workbench.webview('.header');

      const hostile = [
        '<img src=x onerror="window.hacked=1">',
        '<script>window.hacked=1</script>',
        '\u001b[31mred\u0007',
        'a\u202eb',
        '{{constructor}}',
        '\u0000\u0001',
      ];
      for (const text of hostile) await send(sender, port, text);
      await rowCount(panel, hostile.length);
      assert.equal(await panel.evaluate('window.hacked'), undefined);
      assert.equal(await panel.locator('img, body script:not([src])').count(), 0);
      await panel.locator('.grid .body .line').first().click();
      await panel.locator('.details .tabs button', { hasText: 'Text' }).click();
      assert.equal(await panel.locator('.details pre.text').innerText(), hostile[0]);
      await panel.locator('.details .tabs button', { hasText: 'Hex' }).click();
      assert.match(await panel.locator('.details pre.hex').innerText(), /^000000 {2}3c 69 6d 67 20 73 72 63 {2}/);
      await page.keyboard.press('Escape');
      await panel.locator('.details').waitFor({ state: 'detached' });

      const many = 5_000;
      for (let at = 0; at < many; at++)
        await send(
          sender,
          port,
          `/scheduler-task-failed/;node;Task ${at};App;U\\a;;;2026-03-12 06:02:01,586;${at % 10 === 0 ? 'ERROR' : 'INFO'};;text`,
        );
      await panel.locator('.count', { hasText: (many + hostile.length).toLocaleString() }).waitFor();
      assert.ok((await panel.locator('.grid .body .line').count()) < 100, 'only what is seen exists');

      await keyboardAlone(workbench, panel, many);

      // Hidden pages are thrown away; what was shown is there again, filter included.
      await workbench.runCommand('View: Toggle Panel Visibility');
      await until(
        () => Promise.resolve(panel.isDetached()),
        it => it,
        () => 'The hidden page is still there.',
      );
      await workbench.runCommand('View: Toggle Panel Visibility');
      const again = await workbench.webview('.grid');
      await again.locator('.count', { hasText: '500 of ' }).waitFor();
      assert.equal(await again.locator('.filter-bar input').inputValue(), 'level>=error');
    });
  } finally {
    sender.close();
    await workspace.remove();
  }
});

test('no rule of accessibility is broken in any kind of theme, with rows and details open', async () => {
  const workspace = await folderWith({ 'readme.txt': 'nothing' });
  const port = await freePort();
  const sender = createSocket('udp4');
  try {
    await inWorkbench('accessibility', workspace.folder, {}, async workbench => {
      const { page } = workbench;
      await listenOn(workbench, port);
      const panel = await workbench.webview('.header');
      const samples = sampleEvents().filter(it => it.datagram.length > 0 && it.datagram.length < 5_000);
      for (const { datagram } of samples) await send(sender, port, datagram);
      await panel.locator('.count', { hasText: String(samples.length) }).waitFor();
      await panel.locator('.grid').focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('Enter');
      await panel.locator('.details .fields').waitFor();
      for (const theme of ['Dark Modern', 'Light Modern', 'Dark High Contrast', 'Light High Contrast']) {
        const before = await panel.evaluate('document.body.dataset.vscodeThemeId');
        await workbench.runCommand('Preferences: Color Theme');
        // The list holds only the rows in sight: typed, the theme is among them in every version.
        await page.keyboard.type(theme);
        await workbench.quickInput.pick(theme);
        await until(
          () => panel.evaluate('document.body.dataset.vscodeThemeId'),
          it => it !== before || String(it).includes(theme),
          it => `The page still has the theme ${String(it)}.`,
        );
        const { violations, passes } = await new AxeBuilder({ page }).include(['iframe.webview', 'iframe#active-frame', 'body']).analyze();
        assert.deepEqual(
          violations.map(({ id, nodes }) => `${theme}: ${id}: ${String(nodes[0]?.html)}`),
          [],
        );
        assert.ok(passes.length >= 25, `${theme}: only ${passes.length} rules were checked`);
      }
    });
  } finally {
    sender.close();
    await workspace.remove();
  }
});

test('a test event goes to the configured address only after a dialog that names it', async () => {
  const receiver = createSocket('udp4');
  receiver.bind(0, '127.0.0.1');
  await once(receiver, 'listening');
  const { port } = receiver.address();
  const heard: string[] = [];
  receiver.on('message', it => heard.push(it.toString('utf8')));
  const workspace = await folderWith({ 'LocalLogConfig.xml': configuration(port) });
  try {
    await inWorkbench(
      'configured-host',
      workspace.folder,
      { dialogs: true, machineSettings: { 'log4netAppenders.testEvent.destination': 'ask' } },
      async workbench => {
        await workbench.openFile('LocalLogConfig.xml');
        const ask = async (): Promise<void> => {
          await workbench.clickLens('Send Test Event');
          await workbench.quickInput.pick(`Send to 127.0.0.1:${port}…`);
          await workbench.dialog(`Send a test event to 127.0.0.1:${port}?`).waitFor();
        };
        await ask();
        await workbench.dialog('Send a test event').getByRole('button', { name: 'Cancel' }).click();
        await ask();
        assert.deepEqual(heard, [], 'nothing is sent before the answer, or after No');
        await workbench
          .dialog('Send a test event')
          .getByRole('button', { name: `Send to 127.0.0.1:${port}` })
          .click();
        await workbench.notification(`Sent to 127.0.0.1:${port}`).waitFor();
        await until(
          () => Promise.resolve(heard.length),
          it => it === 1,
          it => `${it} datagrams arrived, 1 expected.`,
        );
        assert.match(String(heard[0]), /^INFO;System\.Scheduler\.Scheduler\.Master\.Task\.TaskSession;/);
      },
    );
  } finally {
    receiver.close();
    await workspace.remove();
  }
});

test('in a workspace that is not trusted editing works and sockets stay shut, with the reason', async () => {
  const port = await freePort();
  const workspace = await folderWith({ 'LocalLogConfig.xml': configuration(port) });
  try {
    await inWorkbench('untrusted', workspace.folder, { dialogs: true, workspaceTrust: true }, async workbench => {
      await refuseTrust(workbench);
      await workbench.openFile('LocalLogConfig.xml');
      await workbench.statusItem('Restricted Mode').waitFor();
      await workbench.clickLens(`Listen on ${port}`);
      await workbench.notification('off in a workspace you have not trusted').waitFor();
      await workbench.clickLens('Send Test Event');
      await workbench.notification('off in a workspace you have not trusted').first().waitFor();
      const socket = createSocket('udp4').bind(port, '127.0.0.1');
      await once(socket, 'listening');
      socket.close();
      await workbench.goTo(4, 1);
      await workbench.page.keyboard.press('Control+Shift+K');
      await workbench.problems(found => found.some(it => it.includes('remotePort')));
    });
  } finally {
    await workspace.remove();
  }
});

/** Arrow keys, Home, End, Enter, Escape, `/`: no mouse. */
async function keyboardAlone({ page }: Workbench, panel: Frame, many: number): Promise<void> {
  const grid = panel.locator('.grid');
  const current = (): Promise<string | null> => panel.locator('.line.selected').getAttribute('aria-rowindex');
  await grid.focus();
  await page.keyboard.press('End');
  await panel.locator('.line.selected', { hasText: `Task ${many - 1}` }).waitFor();
  await page.keyboard.press('Home');
  await panel.locator('.line.selected[aria-rowindex="2"]').waitFor();
  await page.keyboard.press('PageDown');
  assert.ok(Number(await current()) > 3);
  await page.keyboard.press('ArrowDown');
  const at = await current();
  assert.equal(await grid.getAttribute('aria-activedescendant'), await panel.locator('.line.selected').getAttribute('id'));
  await page.keyboard.press('Enter');
  await panel.locator('.details:focus').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');
  await panel.locator('.grid:focus').waitFor();
  assert.equal(await current(), at, 'closing the details comes back to the row');
  await page.keyboard.press('/');
  await page.keyboard.type('level>=error');
  await panel.locator('.count', { hasText: '500 of ' }).waitFor();
  await page.keyboard.type(' level>=blah');
  await panel.locator('.complaint', { hasText: '"blah" is no level' }).waitFor();
  assert.match(await panel.locator('.count').innerText(), /^500 of/, 'the rows are still those of the filter before');
  for (let typed = 0; typed < ' level>=blah'.length; typed++) await page.keyboard.press('Backspace');
  await panel.locator('.complaint').waitFor({ state: 'detached' });
}

async function listenOn(workbench: Workbench, port: number): Promise<void> {
  // The palette shows what is known when it opens: not before the extensions are.
  await workbench.openFile('readme.txt');
  await workbench.runCommand('log4net: Start Test Listener');
  await workbench.quickInput.pick('Another port…');
  await workbench.quickInput.box.getByText('UDP port to listen on').first().waitFor();
  await workbench.quickInput.type(String(port));
  await workbench.quickInput.accept();
  await (await workbench.webview('.header')).locator('.listening.on', { hasText: `:${port}` }).waitFor();
}

async function refuseTrust({ page }: Workbench): Promise<void> {
  const no = page.getByRole('button', { name: /No, I don't trust/ });
  await no.waitFor({ timeout: 10_000 }).catch(() => undefined);
  if (await no.isVisible()) await no.click();
}

async function rowCount(panel: Frame, count: number): Promise<void> {
  await until(
    () => panel.locator('.grid .body .line').count(),
    it => it === count,
    it => `${it} rows are shown, ${count} expected.`,
  );
}

const send = (socket: Socket, port: number, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.send(text, port, '127.0.0.1', error => (error === null ? resolve() : reject(error)));
  });

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

/** Another process with a UDP socket, which counts what it gets. */
async function otherProgram(): Promise<{ readonly port: number; received(): Promise<number>; end(): void }> {
  const script = `const s = require('node:dgram').createSocket('udp4'); let n = 0;
    s.on('message', () => n++); s.bind(0, '127.0.0.1', () => process.send(s.address().port)); process.on('message', () => process.send(n));`;
  const child: ChildProcess = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const answer = async (): Promise<number> => Number(((await once(child, 'message')) as readonly unknown[])[0]);
  const port = await answer();
  return {
    port,
    received: () => {
      child.send('how many');
      return answer();
    },
    end: () => void child.kill(),
  };
}
