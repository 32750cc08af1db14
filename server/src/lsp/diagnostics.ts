/** Diagnostics: pulled by clients that ask, with a result id for each version; pushed to those that do not. */
import { DocumentDiagnosticReportKind, type Connection, type Diagnostic, type DocumentDiagnosticReport } from 'vscode-languageserver';
import type { Service } from '../service';
import type { ClientAbilities } from './client';
import { toDiagnostic } from './convert';
import type { Documents, Open } from './documents';
import { guarded, type Log } from './guard';

/** A client that is pushed to gets one report for a burst of keystrokes. */
const PUSH_AFTER_MS = 50;

export class Diagnostics {
  readonly #connection: Connection;
  readonly #documents: Documents;
  readonly #service: () => Service;
  readonly #log: Log;
  readonly #waiting = new Map<string, ReturnType<typeof setTimeout>>();
  /** Counts the settings, so that a report of older ones is not taken for current. */
  #generation = 0;
  #client: ClientAbilities | undefined;
  #settingsKnown: Promise<void> = Promise.resolve();

  constructor(connection: Connection, documents: Documents, service: () => Service, log: Log) {
    this.#connection = connection;
    this.#documents = documents;
    this.#service = service;
    this.#log = log;
  }

  /** Begins to push where the client does not pull, once the settings are known. */
  start(client: ClientAbilities, settingsKnown: Promise<void>): void {
    this.#client = client;
    this.#settingsKnown = settingsKnown;
    if (client.pullDiagnostics) return;
    this.#documents.onChange(({ uri, version }) => this.#schedule(uri, version));
    this.#documents.onClose(uri => {
      clearTimeout(this.#waiting.get(uri));
      this.#waiting.delete(uri);
      void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
    });
  }

  /** The answer to `textDocument/diagnostic`. */
  report(uri: string, previous: string | undefined): DocumentDiagnosticReport {
    const open = this.#documents.get(uri);
    const resultId = `${this.#generation}.${open?.document.version ?? 'none'}`;
    if (previous === resultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
    return { kind: DocumentDiagnosticReportKind.Full, resultId, items: open ? this.#findings(open) : [] };
  }

  settingsChanged(): void {
    this.#generation++;
    if (!this.#client) return;
    if (!this.#client.pullDiagnostics) for (const { document } of this.#documents.all()) this.#schedule(document.uri, document.version);
    else if (this.#client.refreshDiagnostics)
      void guarded('workspace/diagnostic/refresh', this.#log, undefined, () => this.#connection.languages.diagnostics.refresh());
  }

  #findings({ document, analysed }: Open): Diagnostic[] {
    return this.#service()
      .diagnose(analysed)
      .map(it => toDiagnostic(document, it, this.#client?.ruleDocs));
  }

  #schedule(uri: string, version: number): void {
    clearTimeout(this.#waiting.get(uri));
    const push = (): void => {
      this.#waiting.delete(uri);
      void guarded('textDocument/publishDiagnostics', this.#log, undefined, async () => {
        await this.#settingsKnown;
        const open = this.#documents.get(uri);
        if (open) await this.#connection.sendDiagnostics({ uri, version: open.document.version, diagnostics: this.#findings(open) });
      });
    };
    this.#waiting.set(uri, setTimeout(push, version <= 1 ? 0 : PUSH_AFTER_MS));
  }
}
