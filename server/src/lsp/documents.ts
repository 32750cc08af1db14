/** Open documents: the text as the client has it, and what it means, worked out once for each version when first asked for. */
import { TextDocuments, type Connection } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Analysed, SavedAs, Service } from '../service';

/** A document with its meaning, both of the same version. */
export interface Open {
  readonly document: TextDocument;
  readonly analysed: Analysed;
}

export class Documents {
  readonly #texts = new TextDocuments(TextDocument);
  readonly #analysed = new Map<string, { readonly version: number; readonly service: Service; readonly analysed: Analysed }>();
  readonly #ids = new WeakMap<TextDocument, number>();
  readonly #service: () => Service;
  #opened = 0;
  /** How each file is saved: looked at when it is opened, and each time it is saved. */
  readonly #saved = new Map<string, { readonly looked: Promise<void>; saved?: SavedAs | undefined }>();
  readonly #look: (uri: string) => Promise<SavedAs | undefined>;

  /** `service` may change with the settings; what an older one made of a document is then thrown away. */
  constructor(service: () => Service, look: (uri: string) => Promise<SavedAs | undefined> = () => Promise.resolve(undefined)) {
    this.#service = service;
    this.#look = look;
    this.#texts.onDidOpen(({ document }) => void this.#lookAt(document.uri));
    this.#texts.onDidClose(({ document }) => {
      this.#analysed.delete(document.uri);
      this.#saved.delete(document.uri);
    });
  }

  listen(connection: Connection): void {
    this.#texts.listen(connection);
  }

  /** Opened, or changed. */
  onChange(listener: (document: TextDocument) => void): void {
    this.#texts.onDidChangeContent(({ document }) => listener(document));
  }

  onClose(listener: (uri: string) => void): void {
    this.#texts.onDidClose(({ document }) => listener(document.uri));
  }

  /** A file was saved in another way than before: what was said of it may not hold any more. */
  onSavedAnew(listener: () => void): void {
    this.#texts.onDidSave(({ document: { uri } }) => {
      const before = this.#saved.get(uri)?.saved;
      void this.#lookAt(uri).then(() => {
        if (this.#saved.has(uri) && this.#saved.get(uri)?.saved !== before) listener();
      });
    });
  }

  /** Resolves when it is known how the file is saved. */
  async looked(uri: string): Promise<void> {
    await this.#saved.get(uri)?.looked;
  }

  all(): readonly Open[] {
    return this.#texts.all().map(it => this.#read(it));
  }

  get(uri: string): Open | undefined {
    const document = this.#texts.get(uri);
    return document && this.#read(document);
  }

  /** The same, however the URI is written. */
  find(uri: string): Open | undefined {
    const document = this.#texts.get(uri) ?? this.#texts.all().find(it => fileKey(it.uri) === fileKey(uri));
    return document && this.#read(document);
  }

  /** Another one for each text of each opening: who opens a file again begins to count its versions anew. */
  idOf(document: TextDocument): string {
    const known = this.#ids.get(document) ?? ++this.#opened;
    this.#ids.set(document, known);
    return `${known}-${document.version}`;
  }

  #lookAt(uri: string): Promise<void> {
    const looked = this.#look(uri)
      .catch(() => undefined)
      .then(saved => {
        const entry = this.#saved.get(uri);
        if (entry === undefined || entry.saved === saved) return;
        entry.saved = saved;
        this.#analysed.delete(uri);
      });
    this.#saved.set(uri, { looked, saved: this.#saved.get(uri)?.saved });
    return looked;
  }

  #read(document: TextDocument): Open {
    const service = this.#service();
    const known = this.#analysed.get(document.uri);
    if (known?.version === document.version && known.service === service) return { document, analysed: known.analysed };
    const analysed = service.analyse(document.getText(), pathOf(document.uri), this.#saved.get(document.uri)?.saved);
    this.#analysed.set(document.uri, { version: document.version, service, analysed });
    return { document, analysed };
  }
}

/** File name and folders, nearest first; `[]` for a text that lies nowhere. */
export function pathOf(uri: string): readonly string[] {
  if (uri.startsWith('untitled:')) return [];
  const path = /^[a-z][a-z0-9+.-]*:(?:\/\/[^/?#]*)?([^?#]*)/i.exec(uri)?.[1] ?? '';
  return path
    .split('/')
    .filter(it => it !== '')
    .map(decoded)
    .reverse();
}

/** The same for each way to write a URI: clients escape differently, and write a drive large or small. */
export const fileKey = (uri: string): string =>
  decoded(uri).replace(/^(file:\/\/\/)([A-Z]):/, (_, scheme: string, drive: string) => `${scheme}${drive.toLowerCase()}:`);

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
