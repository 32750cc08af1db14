/** Copies of a captured event: its text, the event as JSON, a case for `simulate --cases`. */
import * as vscode from 'vscode';
import type { CapturedEvent } from '../../../../server/src/wire/event';
import { restoreEvent } from '../../../../server/src/wire/log-event';
import { toBase64 } from '../../../../server/src/wire/payload';
import type { App } from '../app';
import { configurationFor } from '../listening/sources';
import { textArgument } from './arguments';

export const copyEventText = (app: App, args: unknown): Promise<void> => copy(app, args, event => event.text);

export const copyEventJson = (app: App, args: unknown): Promise<void> =>
  copy(app, args, event => `${JSON.stringify(event, undefined, 2)}\n`);

/** What arrived becomes what is expected: run through the configuration again, it must give the same bytes. */
export const copyTestCase = (app: App, args: unknown): Promise<void> =>
  copy(app, args, async event => {
    const found = await configurationFor(app, event);
    if (found !== undefined) return `${JSON.stringify([testCase(event, found.document.getText())], undefined, 2)}\n`;
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'A test case holds the configuration, and none that is open or in this workspace sends to port {0}. Open it, and try again.',
        event.port,
      ),
    );
    return undefined;
  });

async function copy(
  { listening }: App,
  args: unknown,
  make: (event: CapturedEvent) => string | undefined | Promise<string | undefined>,
): Promise<void> {
  const { store, treat } = await listening.restore();
  const id = textArgument(args, 'captured');
  const event = id === undefined ? store.at(store.end - 1) : store.byId(id);
  const text = event && (await make(treat(event)));
  if (text !== undefined) await vscode.env.clipboard.writeText(text);
}

/** In the form of the conformance corpus. */
export function testCase(event: CapturedEvent, config: string): object {
  const { event: logged, machine } = restoreEvent(event);
  const base64 = event.base64 ?? toBase64(new TextEncoder().encode(event.text));
  return {
    id: event.id,
    description: event.reason ?? event.type ?? event.format,
    load: 'element',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...(machine.hostName !== undefined && { globalProperties: { 'log4net:HostName': machine.hostName } }),
    config,
    events: [logged],
    expected: { datagrams: [{ event: 0, port: event.port, base64 }] },
  };
}
