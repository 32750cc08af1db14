/** The log4net files of the workspace, opened or not: found by name, recognised by their beginning, read again when they change. */
import { FileChangeType, type FileEvent } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { candidateGlob, headLength, isApplicationConfig, isLog4netFile, mayBeLog4net } from '../protocol/recognise';
import type { SavedAs, Service } from '../service';
import { fileKey, pathOf, type Documents, type Open } from './documents';
import type { FoundFile, HostFiles } from './host';
import type { Log } from './guard';

/** How files are reached: through the client where it offers that, else through the host. */
export interface FileAccess {
  find(search: { readonly include: string; readonly exclude: readonly string[]; readonly most: number }): Promise<readonly FoundFile[]>;
  readText(uri: string, most: number): Promise<string | undefined>;
  readonly readHead?: HostFiles['readHead'] | undefined;
  /** How a file is saved; undefined where its bytes cannot be reached. */
  savedAs(uri: string): Promise<SavedAs | undefined>;
}

export interface Limits {
  /** Names of folders that are passed over. */
  readonly exclude: readonly string[];
  readonly maxFiles: number;
}

/** A file with its meaning. `version` is null for what lies on the disk only. */
export interface WorkspaceFile extends Open {
  readonly version: number | null;
  /** Another one for each text that the file has had. */
  readonly id: string;
}

/** Qlik's services read no more than a megabyte; a longer file is judged when it is opened. */
const LONGEST = 1_048_576;
/** Files looked into; beyond that the workspace is no place for configurations only. */
const MOST_CANDIDATES = 5000;
/** The same where a look into a file means to fetch all of it. */
const MOST_FETCHED = 300;
const AT_ONCE = 8;

interface Known {
  readonly uri: string;
  readonly stamp: string;
  /** Undefined for what is not log4net's, or cannot be read. */
  readonly document: TextDocument | undefined;
  readonly saved: SavedAs | undefined;
  readonly reading: number;
}

export class WorkspaceFiles {
  readonly #access: FileAccess;
  readonly #documents: Documents;
  readonly #service: () => Service;
  readonly #limits: () => Limits;
  readonly #log: Log;
  /** Both by `fileKey`. */
  readonly #known = new Map<string, Known>();
  readonly #stale = new Map<string, { readonly uri: string; readonly stamp: string }>();
  readonly #listeners: (() => void)[] = [];
  #searched = false;
  #watched = false;
  #readings = 0;
  #refreshing: Promise<void> | undefined;
  #saidTooMany = false;

  constructor(access: FileAccess, documents: Documents, service: () => Service, limits: () => Limits, log: Log) {
    this.#access = access;
    this.#documents = documents;
    this.#service = service;
    this.#limits = limits;
    this.#log = log;
    // What is on the disk counts from now on, and may be something else than what was open.
    documents.onClose(uri => {
      if (this.#known.has(fileKey(uri))) this.#changed([uri]);
    });
  }

  /** From now on changes are told by `filesChanged`. Without that the folders are searched each time. */
  watch(): void {
    this.#watched = true;
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  filesChanged(changes: readonly FileEvent[]): void {
    const ours = changes.filter(({ uri }) => mayBeLog4net(pathOf(uri)[0] ?? '') && !this.#isExcluded(uri));
    for (const { uri, type } of ours) {
      if (type !== FileChangeType.Deleted) continue;
      this.#known.delete(fileKey(uri));
      this.#stale.delete(fileKey(uri));
    }
    if (ours.length > 0) this.#changed(ours.flatMap(({ uri, type }) => (type === FileChangeType.Deleted ? [] : [uri])));
  }

  /** Folders came or went, or other limits hold. */
  searchAgain(): void {
    this.#searched = false;
    this.#changed([]);
  }

  /** The file as it is now: as the client has it where it is open, else as it lies on the disk. Undefined for what is not ours. */
  async get(uri: string): Promise<WorkspaceFile | undefined> {
    if (!this.#searched) return undefined;
    await this.#refresh();
    const known = this.#known.get(fileKey(uri));
    return known && this.#read(known);
  }

  /** All of them, in the order they are found. They are read one after the other, so that what a person does goes first. */
  async *all(): AsyncGenerator<WorkspaceFile> {
    await this.#refresh();
    let count = 0;
    for (const known of [...this.#known.values()]) {
      if (known.document === undefined) continue;
      if (++count > this.#limits().maxFiles) return this.#sayTooMany();
      await breath();
      const file = this.#read(known);
      if (file) yield file;
    }
  }

  #read({ document, saved, reading }: Known): WorkspaceFile | undefined {
    if (document === undefined) return undefined;
    const open = this.#documents.find(document.uri);
    if (open) return { ...open, version: open.document.version, id: this.#documents.idOf(open.document) };
    const analysed = this.#service().analyse(document.getText(), pathOf(document.uri), saved);
    return { document, analysed, version: null, id: `disk-${reading}` };
  }

  #changed(uris: readonly string[]): void {
    for (const uri of uris) {
      const known = this.#known.get(fileKey(uri));
      this.#stale.set(fileKey(uri), { uri: known?.uri ?? uri, stamp: known?.stamp ?? '' });
    }
    for (const listener of this.#listeners) listener();
  }

  async #refresh(): Promise<void> {
    while (this.#refreshing) await this.#refreshing;
    this.#refreshing = this.#catchUp().finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  async #catchUp(): Promise<void> {
    if (!this.#searched || !this.#watched) {
      this.#searched = true;
      await this.#search();
    }
    const stale = [...this.#stale];
    this.#stale.clear();
    for (let at = 0; at < stale.length; at += AT_ONCE)
      await Promise.all(stale.slice(at, at + AT_ONCE).map(([key, it]) => this.#readAgain(key, it.uri, it.stamp)));
  }

  async #search(): Promise<void> {
    const { exclude } = this.#limits();
    const found = await this.#access.find({
      include: candidateGlob,
      exclude,
      most: this.#access.readHead ? MOST_CANDIDATES : MOST_FETCHED,
    });
    const keys = new Map(found.map(it => [fileKey(it.uri), it]));
    for (const key of this.#known.keys()) if (!keys.has(key)) this.#known.delete(key);
    for (const [key, { uri, stamp }] of keys) {
      const known = this.#known.get(key);
      if (known?.stamp === stamp) continue;
      // In its place already, so that the order is that of the search.
      this.#known.set(key, known ?? { uri, stamp: '', document: undefined, saved: undefined, reading: 0 });
      this.#stale.set(key, { uri, stamp });
    }
  }

  /** Only what is recognised is read to its end. */
  async #readAgain(key: string, uri: string, stamp: string): Promise<void> {
    const [name = ''] = pathOf(uri);
    const head = isApplicationConfig(name) ? undefined : await this.#access.readHead?.(uri, headLength);
    const text = head === undefined || isLog4netFile(name, head) ? await this.#access.readText(uri, LONGEST) : undefined;
    const before = this.#known.get(key);
    const document = text !== undefined && isLog4netFile(name, text) ? TextDocument.create(uri, 'log4net', 0, text) : undefined;
    const saved = document && (await this.#access.savedAs(uri));
    const same = before !== undefined && before.document?.getText() === document?.getText() && before.saved === saved;
    this.#known.set(key, same ? { ...before, stamp } : { uri, stamp, document, saved, reading: ++this.#readings });
  }

  #isExcluded(uri: string): boolean {
    const { exclude } = this.#limits();
    return pathOf(uri)
      .slice(1)
      .some(it => exclude.includes(it));
  }

  #sayTooMany(): void {
    if (this.#saidTooMany) return;
    this.#saidTooMany = true;
    this.#log(
      `The workspace holds more than ${this.#limits().maxFiles} log4net files; the others are checked when they are opened. log4netAppenders.workspace.maxFiles raises the limit.`,
    );
  }
}

/** Lets through what waits: a keystroke is worth more than the next file. */
const breath = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 0));
