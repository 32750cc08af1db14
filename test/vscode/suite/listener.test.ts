import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../../client/src/vscode/registry/commands';
import { freePort, isFree, show, until } from './support';

const start = (port: number): Thenable<void> =>
  vscode.commands.executeCommand('log4netAppenders.startTestListener', { port, address: '127.0.0.1' });
const stop = (): Thenable<void> => vscode.commands.executeCommand('log4netAppenders.stopTestListener');

describe('the test listener', () => {
  it('has a handler for every command of the registry', async () => {
    const known = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      commands.map(it => `log4netAppenders.${it.id}`).filter(it => !known.has(it)),
      [],
    );
  });

  it('holds its port while it listens and gives it back, twenty times in a row', async () => {
    const port = await freePort();
    for (let turn = 0; turn < 20; turn++) {
      await start(port);
      assert.equal(await isFree(port), false, `turn ${turn}: it does not listen`);
      await stop();
      assert.equal(await isFree(port), true, `turn ${turn}: the port is not free again`);
    }
  });

  it('is started by a test event on the port of the appender, whatever address that has', async () => {
    const port = await freePort();
    // An address of the documentation (RFC 5737): nobody is there.
    const { document } = await show(`<configuration>
  <appender name="A" type="log4net.Appender.UdpAppender">
    <param name="remoteAddress" value="192.0.2.1" />
    <param name="remotePort" value="${port}" />
    <layout type="log4net.Layout.SimpleLayout" />
  </appender>
  <logger name="System.Scheduler.Scheduler.Master.Task.TaskSession"><appender-ref ref="A" /></logger>
</configuration>
`);
    await vscode.commands.executeCommand('log4netAppenders.sendTestEvent', { uri: document.uri.toString(), appender: 'A' });
    await until(
      () => isFree(port),
      free => !free,
      'the listener on the port of the appender',
    );
    await stop();
    assert.equal(await isFree(port), true);
  });

  it('takes arguments of any shape without harm', async () => {
    for (const junk of [{ port: 'x' }, { port: -1 }, null, 'x', 5]) {
      const running = vscode.commands.executeCommand('log4netAppenders.startTestListener', junk);
      await new Promise(resolve => setTimeout(resolve, 100));
      // It asks for the port instead.
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      await running;
    }
  });
});
