/** The explained event as a JSON document that lives in memory: what is typed there counts at once, and nothing asks to be saved. */
import * as vscode from 'vscode';

export const eventScheme = 'log4net-event';
export const eventUri = vscode.Uri.from({ scheme: eventScheme, path: '/Event.json' });

export class EventFile implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #typed = new vscode.EventEmitter<string>();
  readonly #registered: vscode.Disposable;
  #bytes = new TextEncoder().encode('{}\n');
  #modified = 1;
  #saving: ReturnType<typeof setTimeout> | undefined;

  readonly onDidChangeFile: vscode.Event<vscode.FileChangeEvent[]> = this.#changed.event;
  /** Each change a person makes, with the whole text. */
  readonly onDidType: vscode.Event<string> = this.#typed.event;

  constructor() {
    this.#registered = vscode.Disposable.from(
      vscode.workspace.registerFileSystemProvider(eventScheme, this, { isCaseSensitive: true }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document.uri.scheme !== eventScheme || contentChanges.length === 0 || !document.isDirty) return;
        this.#typed.fire(document.getText());
        clearTimeout(this.#saving);
        this.#saving = setTimeout(() => void document.save(), 400);
      }),
    );
  }

  /** Replaces the text; an open editor follows. */
  set(text: string): void {
    this.#bytes = new TextEncoder().encode(text);
    this.#modified++;
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri: eventUri }]);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    if (uri.path === '/') return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    this.#mine(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: this.#modified, size: this.#bytes.length };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    this.#mine(uri);
    return this.#bytes;
  }

  writeFile(uri: vscode.Uri, content: Uint8Array): void {
    this.#mine(uri);
    this.#bytes = Uint8Array.from(content);
    this.#modified++;
  }

  readDirectory(): [string, vscode.FileType][] {
    return [['Event.json', vscode.FileType.File]];
  }

  createDirectory(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    clearTimeout(this.#saving);
    this.#registered.dispose();
    this.#changed.dispose();
    this.#typed.dispose();
  }

  #mine(uri: vscode.Uri): void {
    if (uri.path !== eventUri.path) throw vscode.FileSystemError.FileNotFound(uri);
  }
}
