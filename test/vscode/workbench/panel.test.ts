/** The panel and its listener in a real window: other people's ports, other people's receivers, workspaces nobody trusts. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import { folderWith, inWorkbench } from '../support/host';
import { freePort } from '../support/panel';
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

async function refuseTrust({ page }: Workbench): Promise<void> {
  const no = page.getByRole('button', { name: /No, I don't trust/ });
  await no.waitFor({ timeout: 10_000 }).catch(() => undefined);
  if (await no.isVisible()) await no.click();
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
