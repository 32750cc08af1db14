/** For the tests inside VS Code. */
import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import path from 'node:path';
import * as vscode from 'vscode';

/** A file of the sample workspace. */
export function sample(...parts: readonly string[]): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'no folder is open');
  return vscode.Uri.file(path.join(folder.uri.fsPath, ...parts));
}

/** Shows a text in an editor of its own; nothing is written to disk. */
export async function show(content: string, language = 'log4net'): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content, language }));
}

/** Asks until there is an answer that passes. */
export async function until<T>(ask: () => T | Thenable<T>, passes: (answer: T) => boolean, what: string): Promise<T> {
  const end = Date.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (passes(answer)) return answer;
    if (Date.now() > end) assert.fail(`Waited half a minute for ${what}; the last answer was ${JSON.stringify(answer)}.`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

/** A socket that holds a port, as another listener would. */
export async function hold(port: number): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(port, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

export async function isFree(port: number): Promise<boolean> {
  return hold(port).then(
    socket => {
      socket.close();
      return true;
    },
    () => false,
  );
}

export async function freePort(): Promise<number> {
  const socket = await hold(0);
  const { port } = socket.address();
  socket.close();
  return port;
}
