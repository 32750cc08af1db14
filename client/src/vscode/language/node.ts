/** The server as a process of its own. */
import path from 'node:path';
import type { ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import type { Connect } from './client';

/**
 * Room for several versions of a large file among the young objects: with less, the collector copies the tree of each
 * version before the next keystroke throws it away. `test/bench` runs the server with the same.
 */
const execArgv = ['--max-semi-space-size=64'];

export const connectNode =
  (context: ExtensionContext): Connect =>
  options => {
    const module = context.asAbsolutePath(path.join('dist', 'server.js'));
    const run = { module, transport: TransportKind.ipc, options: { execArgv } };
    return Promise.resolve(
      new LanguageClient(
        'log4netAppenders',
        'log4net',
        { run, debug: { ...run, options: { execArgv: [...execArgv, '--nolazy', '--inspect=6019'] } } },
        options,
      ),
    );
  };
