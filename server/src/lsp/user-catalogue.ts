/** The classes that `.log4net-appenders.json` adds, one such file at the root of each folder of the workspace. */
import { DiagnosticSeverity, type Connection, type Location } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { readUserTypes, userCatalogueFile, type TypeFact } from '../service';
import type { Folders } from './folders';
import { guarded, type Log } from './guard';

/** A client that does not answer must not keep everything else waiting. */
const LONGEST_WAIT_MS = 1000;

export class UserCatalogue {
  readonly #connection: Connection;
  readonly #folders: Folders;
  readonly #readText: (uri: string) => Promise<string | undefined>;
  readonly #log: Log;
  readonly #complainedAbout = new Set<string>();
  #types: readonly TypeFact[] = [];
  #texts: readonly TextDocument[] = [];
  /** Counts the readings: an earlier one that ends later is not believed. */
  #reading = 0;

  /** @param readText a file's text, undefined where there is none */
  constructor(connection: Connection, folders: Folders, readText: (uri: string) => Promise<string | undefined>, log: Log) {
    this.#connection = connection;
    this.#folders = folders;
    this.#readText = readText;
    this.#log = log;
  }

  get types(): readonly TypeFact[] {
    return this.#types;
  }

  /** Where a file describes the class of that name. */
  placeOf(type: string): Location | undefined {
    for (const document of this.#texts) {
      const found = new RegExp(`"type"\\s*:\\s*${escaped(JSON.stringify(type))}`).exec(document.getText());
      if (!found) continue;
      const end = found.index + found[0].length;
      const start = end - JSON.stringify(type).length;
      return { uri: document.uri, range: { start: document.positionAt(start + 1), end: document.positionAt(end - 1) } };
    }
    return undefined;
  }

  /** Reads the files, and again whenever one of them changes. Resolves when they are read, or nobody can wait any longer. */
  async start(changed: () => void): Promise<void> {
    const again = (): void => {
      void guarded('reading the catalogue file', this.#log, undefined, async () => {
        if (await this.#read()) changed();
      });
    };
    this.#folders.onFiles(changes => {
      if (changes.some(it => it.uri.endsWith(`/${userCatalogueFile}`))) again();
    });
    this.#folders.onChange(again);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLong = new Promise<'too long'>(resolve => (timer = setTimeout(() => resolve('too long'), LONGEST_WAIT_MS)));
    const first = guarded('reading the catalogue file', this.#log, false, () => this.#read());
    if ((await Promise.race([first, tooLong])) === 'too long') void first.then(found => found && changed());
    clearTimeout(timer);
  }

  /** Whether the types are others than before. */
  async #read(): Promise<boolean> {
    const mine = ++this.#reading;
    const files = await Promise.all(
      this.#folders.all().map(async folder => {
        const uri = `${folder.replace(/\/$/, '')}/${userCatalogueFile}`;
        return { uri, text: await this.#readText(uri) };
      }),
    );
    if (mine !== this.#reading) return false;
    const types: TypeFact[] = [];
    const texts: TextDocument[] = [];
    const complaints = new Map<string, readonly string[]>();
    for (const { uri, text } of files) {
      if (text === undefined) continue;
      const read = readUserTypes(text.replace(/^\uFEFF/, ''));
      types.push(...read.types);
      texts.push(TextDocument.create(uri, 'json', 0, text.replace(/^\uFEFF/, '')));
      complaints.set(uri, read.complaints);
    }
    this.#complain(complaints);
    const same = JSON.stringify(types) === JSON.stringify(this.#types);
    this.#types = types;
    this.#texts = texts;
    return !same;
  }

  /** As diagnostics at the beginning of the file; the JSON Schema says where. What is mended goes away. */
  #complain(complaints: ReadonlyMap<string, readonly string[]>): void {
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
    for (const uri of new Set([...this.#complainedAbout, ...complaints.keys()])) {
      const messages = complaints.get(uri) ?? [];
      if (messages.length === 0 && !this.#complainedAbout.delete(uri)) continue;
      if (messages.length > 0) this.#complainedAbout.add(uri);
      const diagnostics = messages.map(message => ({ range, severity: DiagnosticSeverity.Warning, source: 'log4net', message }));
      void this.#connection.sendDiagnostics({ uri, diagnostics });
    }
  }
}

/** Text as a regular expression that means just that. */
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
