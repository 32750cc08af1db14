/** The server as a process of its own. */
import path from 'node:path';
import type { ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import type { Connect } from './client';

export const connectNode =
  (context: ExtensionContext): Connect =>
  options => {
    const module = context.asAbsolutePath(path.join('dist', 'server.js'));
    const run = { module, transport: TransportKind.ipc };
    return Promise.resolve(
      new LanguageClient(
        'log4netAppenders',
        'log4net',
        { run, debug: { ...run, options: { execArgv: ['--nolazy', '--inspect=6019'] } } },
        options,
      ),
    );
  };
