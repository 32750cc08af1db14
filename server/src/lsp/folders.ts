/** The folders of the workspace, and what changes in them. */
import { DidChangeWatchedFilesNotification, type Connection, type FileEvent, type InitializeParams } from 'vscode-languageserver';
import { candidateGlob } from '../protocol/recognise';
import { userCatalogueFile } from '../service';

/** What a client says of its workspace. */
export type Workspace = Pick<InitializeParams, 'workspaceFolders' | 'capabilities'>;

export class Folders {
  readonly #connection: Connection;
  readonly #onFolders: (() => void)[] = [];
  readonly #onFiles: ((changes: readonly FileEvent[]) => void)[] = [];
  #uris: readonly string[] = [];

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** URIs, in the client's order. */
  all(): readonly string[] {
    return this.#uris;
  }

  /** Folders came or went. */
  onChange(listener: () => void): void {
    this.#onFolders.push(listener);
  }

  /** Files came, changed or went, opened or not. */
  onFiles(listener: (changes: readonly FileEvent[]) => void): void {
    this.#onFiles.push(listener);
  }

  /** Begins to watch, as far as the client tells. To be called once it is initialised. */
  start({ workspaceFolders, capabilities: { workspace } }: Workspace): void {
    const connection = this.#connection;
    this.#uris = workspaceFolders?.map(it => it.uri) ?? [];
    connection.onDidChangeWatchedFiles(({ changes }) => {
      for (const listener of this.#onFiles) listener(changes);
    });
    if (workspace?.didChangeWatchedFiles?.dynamicRegistration === true) {
      const watchers = [{ globPattern: `**/${userCatalogueFile}` }, { globPattern: candidateGlob }];
      void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }).catch(() => undefined);
    }
    if (workspace?.workspaceFolders === true) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(it => it.uri));
        this.#uris = [...this.#uris.filter(it => !gone.has(it)), ...added.map(it => it.uri)];
        for (const listener of this.#onFolders) listener();
      });
    }
  }
}
