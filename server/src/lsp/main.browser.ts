/** `dist/server.browser.js`: the server as a web worker, for VS Code in the browser. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { startServer } from './server';

// A worker's global scope is the port. Naming its type would bring the whole DOM into a room that has none.
const scope = globalThis as never;
startServer(createConnection(new BrowserMessageReader(scope), new BrowserMessageWriter(scope)));
