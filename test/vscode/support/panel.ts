/** What tests of the panel do with it. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Frame } from 'playwright-core';
import { until, type Workbench } from './workbench';

/** A UDP port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

/** Listens on a port by the command; needs `readme.txt` in the folder. Answers the panel's page. */
export async function listenOn(workbench: Workbench, port: number): Promise<Frame> {
  // The palette shows what is known when it opens: not before the extensions are.
  await workbench.openFile('readme.txt');
  await workbench.runCommand('log4net: Start Test Listener');
  await workbench.quickInput.pick('Another port…');
  await workbench.quickInput.box.getByText('UDP port to listen on').first().waitFor();
  await workbench.quickInput.type(String(port));
  await workbench.quickInput.accept();
  const panel = await workbench.webview('.header');
  await panel.locator('.listening.on', { hasText: `:${port}` }).waitFor();
  return panel;
}

export const send = (socket: Socket, port: number, payload: string | Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.send(payload, port, '127.0.0.1', error => {
      if (error === null) resolve();
      else reject(error);
    });
  });

/** Received and lost, as the header tells. */
export async function counted(panel: Frame): Promise<{ readonly received: number; readonly lost: number }> {
  const number = async (name: string): Promise<number> => {
    const text = await panel.locator('.fact', { hasText: name }).locator('.number').first().textContent();
    return Number(text?.replace(/\D/g, ''));
  };
  return { received: await number('Received'), lost: await number('Lost') };
}

/** Waits until everything that was sent is received or counted as lost. */
export const allCounted = (panel: Frame, sent: number): Promise<{ readonly received: number; readonly lost: number }> =>
  until(
    () => counted(panel),
    it => it.received + it.lost === sent,
    it => `${it.received} received and ${it.lost} lost are not the ${sent} that were sent.`,
  );

/** The colour themes everybody has, and what the workbench calls them. */
export const themes = ['Dark Modern', 'Light Modern', 'Dark High Contrast', 'Light High Contrast'] as const;

/** Switches the theme and waits until the page has it. */
export async function switchTheme(workbench: Workbench, panel: Frame, theme: (typeof themes)[number]): Promise<void> {
  const before = await panel.evaluate('document.body.dataset.vscodeThemeId');
  await workbench.pickTheme(theme);
  await until(
    () => panel.evaluate('document.body.dataset.vscodeThemeId'),
    it => it !== before || String(it).includes(theme),
    it => `The page still has the theme ${String(it)}.`,
  );
}

/** Waits until the dialog for a file's name holds this one: it fills itself in after it has come up. */
export async function proposes({ quickInput }: Workbench, file: string): Promise<void> {
  await until(
    () => quickInput.box.locator('input').first().inputValue(),
    it => it === file,
    it => `The dialog proposes ${it}, not ${file}.`,
  );
}
