import path from 'node:path';
import type { ExtensionContext } from 'vscode';

/** Where captured events lie. With a folder of its own a window has a history of its own; windows without one share theirs. */
export const keptIn = ({ storageUri, globalStorageUri }: ExtensionContext): string =>
  path.join((storageUri ?? globalStorageUri).fsPath, 'history');
