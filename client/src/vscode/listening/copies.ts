/**
 * Temporary appenders that send a copy here: each is remembered with the workspace, and leaves its file when nobody listens on
 * its port any more. In the file a comment marks it, so that what a person did meanwhile stays.
 */
import * as vscode from 'vscode';
import { RemoveCopiesRequest } from '../../../../server/src/protocol';
import type { Language } from '../language/client';
import { type Log, words } from '../log';
import type { Listening } from './listening';

const key = 'log4netAppenders.copies';

export class Copies implements vscode.Disposable {
  readonly #state: vscode.Memento;
  readonly #language: Language;
  readonly #listening: Listening;
  readonly #log: Log;
  readonly #watching: vscode.Disposable;
  /** Listened on when this was last looked at. */
  #ports: readonly number[] = [];
  /** One after the other: each looks at the file that the one before has changed. */
  #working: Promise<void> = Promise.resolve();

  constructor(state: vscode.Memento, language: Language, listening: Listening, log: Log) {
    this.#state = state;
    this.#language = language;
    this.#listening = listening;
    this.#log = log;
    this.#watching = listening.onDidChange(() => this.#look());
  }

  /** Addresses of the files that hold a copy, or did when they were last looked at. */
  get files(): readonly string[] {
    const kept = this.#state.get<unknown>(key);
    return Array.isArray(kept) ? kept.filter(it => typeof it === 'string') : [];
  }

  async remember(uri: vscode.Uri): Promise<void> {
    await this.#state.update(key, [...new Set([...this.files, uri.toString()])]);
  }

  async forget(uri: string): Promise<void> {
    await this.#state.update(
      key,
      this.files.filter(it => it !== uri),
    );
  }

  /** Takes out every copy whose port nobody listens on. */
  takeOut(): Promise<void> {
    if (this.files.length === 0) return this.#working;
    this.#working = this.#working.then(async () => {
      const keep = this.#listened();
      for (const uri of this.files) {
        try {
          await this.#takeOutOf(uri, keep);
        } catch (error) {
          this.#log.warn(`The temporary appender could not be taken out of ${uri}: ${words(error)}`);
          await this.#couldNot(uri);
        }
      }
    });
    // One that fails must not keep the next one from trying.
    this.#working = this.#working.catch((error: unknown) => this.#log.error(words(error)));
    return this.#working;
  }

  dispose(): void {
    this.#watching.dispose();
  }

  /** A listener that is only just starting has no sockets either: it is a socket that closes that counts. */
  #look(): void {
    const before = this.#ports;
    this.#ports = this.#listened();
    if (before.some(it => !this.#ports.includes(it))) void this.takeOut();
  }

  #listened(): readonly number[] {
    return this.#listening.places.filter(it => it.protocol === undefined).map(it => it.port);
  }

  /** A file that is gone took its copy along; another one still sends here, and is asked about again. */
  async #couldNot(uri: string): Promise<void> {
    const file = vscode.Uri.parse(uri, true);
    const isThere = await vscode.workspace.fs.stat(file).then(
      () => true,
      () => false,
    );
    if (!isThere) {
      await this.forget(uri);
      return;
    }
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        'The temporary appender could not be taken out of {0}: take out what the comment in the file marks.',
        vscode.workspace.asRelativePath(file),
      ),
    );
  }

  async #takeOutOf(uri: string, keep: readonly number[]): Promise<void> {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
    await this.#language.start();
    const changes = await this.#language.ask(RemoveCopiesRequest, { uri, keep });
    if (changes === undefined) return;
    if (changes.length > 0) {
      const wasSaved = !document.isDirty;
      const edit = new vscode.WorkspaceEdit();
      for (const { start, end, text } of changes)
        edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), text);
      if (!(await vscode.workspace.applyEdit(edit))) throw new Error('the editor would not change the file');
      // What a person has not saved yet is theirs to save.
      if (wasSaved) await document.save();
      this.#log.info(`Took the temporary appender out of ${uri}.`);
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Took the temporary appender out of {0}.', vscode.workspace.asRelativePath(document.uri)),
      );
    }
    if (keep.length === 0) await this.forget(uri);
  }
}

/** A window that was closed while it listened leaves its copies in their files: the next one asks. */
export async function askAboutCopies(copies: Copies): Promise<void> {
  const { files } = copies;
  const [first] = files;
  if (first === undefined) return;
  const takeOut = vscode.l10n.t('Take It Out');
  const keep = vscode.l10n.t('Keep It');
  const name = vscode.workspace.asRelativePath(vscode.Uri.parse(first));
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0} still holds a temporary appender for the test listener, which no longer runs.', name),
    takeOut,
    keep,
  );
  if (answer === takeOut) await copies.takeOut();
  if (answer === keep) for (const it of files) await copies.forget(it);
}
