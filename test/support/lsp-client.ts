/** A language client that is no editor: talks to the server over stdio or over a message channel, as any client may. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter, type MessageConnection } from 'vscode-jsonrpc/node';
import type {
  ClientCapabilities,
  CompletionItem,
  Diagnostic,
  InitializeResult,
  Position,
  Range,
  TextEdit,
  WorkspaceFolder,
} from 'vscode-languageserver-protocol';
import { globSync } from '../../scripts/lib/files.mjs';

/** Sends requests and answers what the server asks. */
export class LspClient {
  readonly connection: MessageConnection;
  readonly published: { readonly uri: string; readonly version?: number; readonly diagnostics: readonly Diagnostic[] }[] = [];
  readonly log: string[] = [];
  readonly shown: string[] = [];
  readonly refreshes: string[] = [];
  settings: unknown = {};
  readonly #texts = new Map<string, { text: string; version: number }>();

  constructor(connection: MessageConnection) {
    this.connection = connection;
    connection.onNotification(
      'textDocument/publishDiagnostics',
      params => void this.published.push(params as LspClient['published'][number]),
    );
    connection.onNotification('window/logMessage', ({ message }: { readonly message: string }) => void this.log.push(message));
    connection.onNotification('window/showMessage', ({ message }: { readonly message: string }) => void this.shown.push(message));
    connection.onRequest('workspace/configuration', ({ items }: { readonly items: readonly unknown[] }) => items.map(() => this.settings));
    connection.onRequest('client/registerCapability', () => null);
    for (const method of ['workspace/diagnostic/refresh', 'workspace/codeLens/refresh', 'workspace/inlayHint/refresh']) {
      connection.onRequest(method, () => (this.refreshes.push(method), null));
    }
    connection.listen();
  }

  async initialize(
    capabilities: ClientCapabilities = fullCapabilities,
    initializationOptions?: unknown,
    workspaceFolders: readonly WorkspaceFolder[] = [],
  ): Promise<InitializeResult> {
    const result = await this.request<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities,
      initializationOptions,
      workspaceFolders,
    });
    await this.notify('initialized', {});
    return result;
  }

  request<R>(method: string, params: unknown): Promise<R> {
    return this.connection.sendRequest<R>(method, params);
  }

  notify(method: string, params: unknown): Promise<void> {
    return this.connection.sendNotification(method, params);
  }

  async open(uri: string, text: string, languageId = 'log4net'): Promise<void> {
    this.#texts.set(uri, { text, version: 1 });
    await this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  }

  /** Replaces a range, as an editor does for each keystroke. */
  async change(uri: string, start: number, end: number, put: string): Promise<void> {
    const document = this.#document(uri);
    const range = { start: positionAt(document.text, start), end: positionAt(document.text, end) };
    document.text = document.text.slice(0, start) + put + document.text.slice(end);
    document.version++;
    await this.notify('textDocument/didChange', {
      textDocument: { uri, version: document.version },
      contentChanges: [{ range, text: put }],
    });
  }

  text(uri: string): string {
    return this.#document(uri).text;
  }

  /** A request about a place: `{ textDocument, position }` and what else it needs. */
  at<R>(method: string, uri: string, offset: number, more: object = {}): Promise<R> {
    return this.request<R>(method, { textDocument: { uri }, position: positionAt(this.#document(uri).text, offset), ...more });
  }

  of<R>(method: string, uri: string, more: object = {}): Promise<R> {
    return this.request<R>(method, { textDocument: { uri }, ...more });
  }

  async diagnostics(uri: string): Promise<readonly Diagnostic[]> {
    return (await this.of<{ items: Diagnostic[] }>('textDocument/diagnostic', uri)).items;
  }

  async completion(uri: string, offset: number): Promise<readonly CompletionItem[]> {
    return (await this.at<{ items: CompletionItem[] }>('textDocument/completion', uri, offset)).items;
  }

  #document(uri: string): { text: string; version: number } {
    const document = this.#texts.get(uri);
    if (!document) throw new Error(`${uri} is not open`);
    return document;
  }
}

/** What VS Code can do, as far as it matters here. */
export const fullCapabilities: ClientCapabilities = {
  textDocument: {
    diagnostic: { dynamicRegistration: false },
    completion: { completionItem: { snippetSupport: true } },
    hover: { contentFormat: ['markdown'] },
  },
  workspace: {
    configuration: true,
    didChangeConfiguration: { dynamicRegistration: true },
    diagnostics: { refreshSupport: true },
    codeLens: { refreshSupport: true },
  },
};

export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

export function offsetAt(text: string, { line, character }: Position): number {
  const lines = text.split('\n');
  return lines.slice(0, line).reduce((sum, it) => sum + it.length + 1, 0) + Math.min(character, lines[line]?.length ?? 0);
}

export function textAt(text: string, { start, end }: Range): string {
  return text.slice(offsetAt(text, start), offsetAt(text, end));
}

export function applyTextEdits(text: string, edits: readonly TextEdit[]): string {
  return [...edits]
    .map(it => ({ start: offsetAt(text, it.range.start), end: offsetAt(text, it.range.end), put: it.newText }))
    .sort((a, b) => b.start - a.start)
    .reduce((result, { start, end, put }) => result.slice(0, start) + put + result.slice(end), text);
}

export interface ServerProcess {
  readonly client: LspClient;
  readonly process: ChildProcessWithoutNullStreams;
  readonly stderr: () => string;
  /** `shutdown` and `exit`, as the protocol has it; the exit code. */
  stop(): Promise<number | null>;
}

/** The bundled server as a process of its own. */
export async function startServer(args: readonly string[] = ['--stdio'], program?: string): Promise<ServerProcess> {
  const child = spawn(process.execPath, [program ?? (await bundle('server.js')), ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const connection = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  const client = new LspClient(connection);
  const exited = once(child, 'exit');
  return {
    client,
    process: child,
    stderr: () => stderr,
    async stop() {
      if (child.exitCode === null) {
        await client.request('shutdown', undefined);
        await client.notify('exit', undefined);
        await exited;
      }
      connection.dispose();
      return child.exitCode;
    },
  };
}

const bundles = {
  'server.js': { entry: 'server/src/lsp/main.node.ts', platform: 'node', format: 'cjs' },
  'server.browser.js': { entry: 'server/src/lsp/main.browser.ts', platform: 'browser', format: 'iife' },
} as const;

/** The file in dist/ where it is newer than the sources; else one built the same way, for this run. */
export async function bundle(name: keyof typeof bundles): Promise<string> {
  const shipped = path.join('dist', name);
  const sources = ['server/src', 'schemas'].flatMap(it => globSync(process.cwd(), it, (file: string) => /\.(ts|json)$/.test(file)));
  const newest = Math.max(...sources.map(it => statSync(it).mtimeMs));
  if (existsSync(shipped) && statSync(shipped).mtimeMs > newest) return path.resolve(shipped);
  const { entry, platform, format } = bundles[name];
  const outdir = path.join('out', 'lsp', String(process.pid));
  await mkdir(outdir, { recursive: true });
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
  const outfile = path.resolve(outdir, name);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform,
    format,
    target: platform === 'node' ? 'node20' : 'chrome132',
    mainFields: platform === 'node' ? ['module', 'main'] : ['browser', 'module', 'main'],
    logLevel: 'warning',
    ...(platform === 'browser' && { alias: { buffer: 'buffer/', string_decoder: 'string_decoder/' } }),
  });
  return outfile;
}
