/**
 * Diagnostics: pulled by clients that ask, with a result id for each version; pushed to those that do not. Of open documents,
 * and of the workspace's other log4net files.
 */
import {
  DocumentDiagnosticReportKind,
  type CancellationToken,
  type Connection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type PreviousResultId,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import type { Service } from '../service';
import type { ClientAbilities } from './client';
import { toDiagnostic } from './convert';
import { fileKey, type Documents, type Open } from './documents';
import { guarded, type Log } from './guard';
import type { WorkspaceFile, WorkspaceFiles } from './workspace-files';

/** A client that is pushed to gets one report for a burst of keystrokes. */
const PUSH_AFTER_MS = 50;
/** Changes on the disk come in bursts too: somebody switches a branch. */
const FILES_AFTER_MS = 200;
/** A workspace's report goes out in pieces of so many files. */
const PIECE = 16;
/** The result id of a file that is gone. */
const GONE = 'gone';

export interface DiagnosticsParts {
  readonly connection: Connection;
  readonly documents: Documents;
  readonly files: WorkspaceFiles;
  readonly service: () => Service;
  /** Whether files that are not open are judged as well. */
  readonly checksFiles: () => boolean;
  readonly log: Log;
}

export class Diagnostics {
  readonly #parts: DiagnosticsParts;
  readonly #waiting = new Map<string, ReturnType<typeof setTimeout>>();
  /** Files that the client was pushed findings of, by their URI. */
  readonly #pushed = new Set<string>();
  /** Counts the settings, so that a report of older ones is not taken for current. */
  #generation = 0;
  #client: ClientAbilities | undefined;
  #settingsKnown: Promise<void> = Promise.resolve();
  #filesChanged: ReturnType<typeof setTimeout> | undefined;
  #pushing: Promise<void> = Promise.resolve();
  /** Woken when another report of the workspace may be due. */
  readonly #held = new Set<() => void>();

  constructor(parts: DiagnosticsParts) {
    this.#parts = parts;
  }

  /** Begins to push where the client does not pull, once the settings are known. */
  start(client: ClientAbilities, settingsKnown: Promise<void>): void {
    const { connection, documents, files } = this.#parts;
    this.#client = client;
    this.#settingsKnown = settingsKnown;
    files.onChange(() => this.#filesMayDiffer());
    if (client.pullDiagnostics) return;
    documents.onChange(({ uri, version }) => this.#schedule(uri, version));
    documents.onClose(uri => {
      clearTimeout(this.#waiting.get(uri));
      this.#waiting.delete(uri);
      void connection.sendDiagnostics({ uri, diagnostics: [] });
    });
    void settingsKnown.then(() => this.#filesMayDiffer());
  }

  /** The answer to `textDocument/diagnostic`; a file that is not open any more is judged as it lies on the disk. */
  async report(uri: string, previous: string | undefined): Promise<DocumentDiagnosticReport> {
    const { documents, files, checksFiles } = this.#parts;
    const open = documents.get(uri);
    const file = open ? { ...open, id: documents.idOf(open.document) } : checksFiles() ? await files.get(uri) : undefined;
    const resultId = file ? this.#resultId(file.id) : GONE;
    if (previous === resultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
    return { kind: DocumentDiagnosticReportKind.Full, resultId, items: file ? this.#findings(file) : [] };
  }

  /**
   * The answer to `workspace/diagnostic`: every log4net file, unchanged ones by their result id, and those that are gone. A
   * client that said so waits here until something changes. `piece` takes what is ready, where the client asked for that.
   */
  async workspaceReport(
    previous: readonly PreviousResultId[],
    token: CancellationToken,
    piece?: (report: WorkspaceDiagnosticReport) => void,
  ): Promise<WorkspaceDiagnosticReport> {
    for (;;) {
      const change = this.#nextChange(token);
      try {
        const { items, hasNews } = await this.#round(previous, token, piece);
        if (token.isCancellationRequested) return { items: [] };
        if (hasNews || this.#client?.waitsForChanges !== true) return { items };
        await change.happened;
      } finally {
        change.forget();
      }
    }
  }

  settingsChanged(): void {
    this.#generation++;
    if (!this.#client) return;
    const { connection, documents, log } = this.#parts;
    if (!this.#client.pullDiagnostics) for (const { document } of documents.all()) this.#schedule(document.uri, document.version);
    else if (this.#client.refreshDiagnostics)
      void guarded('workspace/diagnostic/refresh', log, undefined, () => connection.languages.diagnostics.refresh());
    this.#filesMayDiffer();
  }

  async #round(
    previous: readonly PreviousResultId[],
    token: CancellationToken,
    piece: ((report: WorkspaceDiagnosticReport) => void) | undefined,
  ): Promise<{ readonly items: WorkspaceDocumentDiagnosticReport[]; readonly hasNews: boolean }> {
    const before = new Map(previous.map(it => [fileKey(it.uri), it]));
    let items: WorkspaceDocumentDiagnosticReport[] = [];
    let hasNews = false;
    for await (const file of this.#files()) {
      if (token.isCancellationRequested) break;
      const { uri } = file.document;
      const resultId = this.#resultId(file.id);
      const known = before.get(fileKey(uri));
      before.delete(fileKey(uri));
      const { version } = file;
      if (known?.value === resultId) items.push({ kind: DocumentDiagnosticReportKind.Unchanged, resultId, uri, version });
      else {
        hasNews = true;
        items.push({ kind: DocumentDiagnosticReportKind.Full, resultId, uri, version, items: this.#findings(file) });
      }
      if (piece && items.length >= PIECE) {
        if (hasNews) piece({ items });
        items = [];
      }
    }
    if (token.isCancellationRequested) return { items: [], hasNews };
    for (const { uri, value } of before.values()) {
      // An open document outside the workspace has its own request.
      if (value === GONE || this.#parts.documents.find(uri)) continue;
      hasNews = true;
      items.push({ kind: DocumentDiagnosticReportKind.Full, resultId: GONE, uri, version: null, items: [] });
    }
    return { items, hasNews };
  }

  async *#files(): AsyncGenerator<WorkspaceFile> {
    if (this.#parts.checksFiles()) yield* this.#parts.files.all();
  }

  /** Happens when a report may be another one, or nobody waits for it any more. */
  #nextChange(token: CancellationToken): { readonly happened: Promise<void>; forget(): void } {
    let wake = (): void => undefined;
    const happened = new Promise<void>(resolve => (wake = resolve));
    const cancelled = token.onCancellationRequested(wake);
    this.#held.add(wake);
    return {
      happened,
      forget: () => {
        this.#held.delete(wake);
        cancelled.dispose();
      },
    };
  }

  #filesMayDiffer(): void {
    clearTimeout(this.#filesChanged);
    this.#filesChanged = setTimeout(() => {
      for (const wake of [...this.#held]) wake();
      if (this.#client?.pullDiagnostics === false) this.#pushing = this.#pushing.then(() => this.#pushFiles());
    }, FILES_AFTER_MS);
  }

  /** The files that are not open; of those that are, each change is pushed. */
  async #pushFiles(): Promise<void> {
    const { connection, documents, log } = this.#parts;
    await guarded('judging the workspace', log, undefined, async () => {
      await this.#settingsKnown;
      const gone = new Set(this.#pushed);
      for await (const file of this.#files()) {
        const { uri } = file.document;
        gone.delete(uri);
        if (file.version !== null) continue;
        const diagnostics = this.#findings(file);
        if (diagnostics.length === 0 && !this.#pushed.has(uri)) continue;
        this.#pushed.add(uri);
        await connection.sendDiagnostics({ uri, diagnostics });
      }
      for (const uri of gone) {
        this.#pushed.delete(uri);
        if (!documents.find(uri)) await connection.sendDiagnostics({ uri, diagnostics: [] });
      }
    });
  }

  #resultId(id: string): string {
    return `${this.#generation}.${id}`;
  }

  #findings({ document, analysed }: Open): Diagnostic[] {
    return this.#parts
      .service()
      .diagnose(analysed)
      .map(it => toDiagnostic(document, it, this.#client?.ruleDocs));
  }

  #schedule(uri: string, version: number): void {
    const { connection, documents, log } = this.#parts;
    clearTimeout(this.#waiting.get(uri));
    const push = (): void => {
      this.#waiting.delete(uri);
      void guarded('textDocument/publishDiagnostics', log, undefined, async () => {
        await this.#settingsKnown;
        await documents.looked(uri);
        const open = documents.get(uri);
        if (open) await connection.sendDiagnostics({ uri, version: open.document.version, diagnostics: this.#findings(open) });
      });
    };
    this.#waiting.set(uri, setTimeout(push, version <= 1 ? 0 : PUSH_AFTER_MS));
  }
}
