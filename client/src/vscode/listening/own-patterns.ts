/** What arrives on a port is read by the conversion pattern of the open configuration that sends there. */
import * as vscode from 'vscode';
import { PortPatternsRequest } from '../../../../server/src/protocol';
import type { Codec } from '../../../../server/src/wire';
import { patternReader } from '../../../../server/src/wire/pattern-text';
import { isServed, type Language } from '../language/client';

const quietMs = 500;

export class OwnPatterns implements vscode.Disposable {
  readonly #language: Language;
  readonly #watching: vscode.Disposable;
  #byPort: ReadonlyMap<number, readonly Codec[]> = new Map();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(language: Language) {
    this.#language = language;
    const consider = (document: vscode.TextDocument): void => {
      if (isServed(document)) this.#later();
    };
    this.#watching = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument(consider),
      vscode.workspace.onDidCloseTextDocument(consider),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        consider(document);
      }),
    );
    void this.#refresh();
  }

  /** The codecs of a port, those of the first document first. */
  readonly codecsFor = (port: number): readonly Codec[] => this.#byPort.get(port) ?? [];

  dispose(): void {
    clearTimeout(this.#timer);
    this.#watching.dispose();
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#refresh(), quietMs);
  }

  async #refresh(): Promise<void> {
    this.#byPort = await ownPatterns(this.#language);
  }
}

/** The codecs of each port that an open configuration sends to, as it stands now. */
export async function ownPatterns(language: Language): Promise<ReadonlyMap<number, readonly Codec[]>> {
  const documents = vscode.workspace.textDocuments.filter(isServed);
  const byPort = new Map<number, Codec[]>();
  try {
    if (documents.length > 0) await language.start();
    for (const document of documents) {
      for (const { port, parts } of (await language.ask(PortPatternsRequest, { uri: document.uri.toString() })) ?? []) {
        const reader = patternReader(parts);
        // A pattern that cannot be read back, or says nothing, leaves the datagram to the formats everybody knows.
        if (reader.obstacles.length > 0 || reader.fields.length === 0) continue;
        byPort.set(port, [...(byPort.get(port) ?? []), reader.codec]);
      }
    }
  } catch {
    // Without the server what arrives is read as if no configuration were open; the language client has said why.
  }
  return byPort;
}
