/** `dist/server.js`: the server as a process. Talks over what its arguments say (`--node-ipc`, `--stdio` …); without any, over stdio. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { engineOpener } from '../xsd/open-engine';
import { describe } from './guard';
import { hostFiles } from './host-files.node';
import { startServer } from './server';

const transports = ['--node-ipc', '--stdio', '--socket', '--pipe'];
if (!process.argv.some(it => transports.some(transport => it === transport || it.startsWith(`${transport}=`))))
  process.argv.push('--stdio');

const connection = createConnection(ProposedFeatures.all);
// The last door. Nothing should come here; what does is logged, and the server stays alive.
process.on('uncaughtException', error => connection.console.error(`uncaught: ${describe(error)}`));
process.on('unhandledRejection', error => connection.console.error(`unhandled rejection: ${describe(error)}`));
/** In a checkout and in the package alike. */
const ruleDocs = path.join(__dirname, '..', 'docs', 'rules');
startServer(connection, {
  schemaEngine: engineOpener(__dirname),
  files: hostFiles,
  environment: () => Object.keys(process.env),
  ...(existsSync(ruleDocs) && { ruleDocs: `${pathToFileURL(ruleDocs).href}/{rule}.md` }),
});
