/** Findings of the XML schema, in a collection of their own: after the command, and after each save where a service reads the file. */
import * as vscode from 'vscode';
import {
  SchemaCheckRequest,
  type SchemaCheckFinding,
  type SchemaCheckParams,
  type SchemaCheckResult,
} from '../../../../server/src/protocol';
import { isServed, type Language } from '../language/client';
import type { Log } from '../log';
import { readSettings } from '../settings';

export type SchemaEngine = SchemaCheckParams['engine'];

/** The source that the problems view shows. */
export const schemaSource = 'log4net schema';

export class SchemaCheck {
  readonly #language: Language;
  readonly #log: Log;
  readonly #findings = vscode.languages.createDiagnosticCollection('log4net-schema');
  /** Checked by command: checked again with each save, wherever they lie. */
  readonly #asked = new Set<string>();
  readonly #watching: vscode.Disposable;
  #saidThatXercesIsMissing = false;

  constructor(language: Language, log: Log) {
    this.#language = language;
    this.#log = log;
    this.#watching = vscode.Disposable.from(
      vscode.workspace.onDidSaveTextDocument(document => {
        if (isServed(document)) void this.#saved(document);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#findings.delete(uri);
        this.#asked.delete(uri.toString());
      }),
    );
  }

  dispose(): void {
    this.#watching.dispose();
    this.#findings.dispose();
  }

  /** Checks and shows what was found. Undefined when the server is not there; the log says why. */
  async check(document: vscode.TextDocument, engine: SchemaEngine): Promise<SchemaCheckResult | undefined> {
    this.#asked.add(document.uri.toString());
    return this.#run(document, engine, 'command');
  }

  async #saved(document: vscode.TextDocument): Promise<void> {
    const { schemaEngine } = readSettings().settings;
    const occasion = this.#asked.has(document.uri.toString()) ? 'command' : 'save';
    const result = await this.#run(document, schemaEngine, occasion);
    if (result?.kind !== 'not-checked') return;
    this.#log.info(`${document.uri.path.split('/').at(-1) ?? ''}: ${result.reason}`);
    if (schemaEngine === 'embedded') return;
    // Better the other opinion than none.
    const other = await this.#run(document, 'embedded', occasion);
    if (other?.kind !== 'checked' || this.#saidThatXercesIsMissing) return;
    this.#saidThatXercesIsMissing = true;
    void vscode.window.showWarningMessage(vscode.l10n.t('{0} Checked with the embedded validator instead.', result.reason));
  }

  async #run(document: vscode.TextDocument, engine: SchemaEngine, occasion: 'command' | 'save'): Promise<SchemaCheckResult | undefined> {
    for (let attempt = 1; ; attempt++) {
      const result = await this.#language.ask(SchemaCheckRequest, { uri: document.uri.toString(), engine, occasion });
      // Typed meanwhile: the places are those of another text.
      if (result?.kind === 'checked' && result.version !== document.version && !document.isClosed && attempt < 3) continue;
      if (result?.kind === 'checked' && !document.isClosed)
        this.#findings.set(
          document.uri,
          result.findings.map(it => toDiagnostic(document, it)),
        );
      else if (result?.kind === 'not-checked') this.#findings.delete(document.uri);
      return result;
    }
  }
}

function toDiagnostic(document: vscode.TextDocument, { start, end, message, severity, code }: SchemaCheckFinding): vscode.Diagnostic {
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  const diagnostic = new vscode.Diagnostic(range, message, severities[severity]);
  diagnostic.source = schemaSource;
  diagnostic.code = code;
  return diagnostic;
}

const severities: Readonly<Record<SchemaCheckFinding['severity'], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};
