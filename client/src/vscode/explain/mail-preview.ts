/** Preview Mail: what the person reads who gets the mail; follows the configuration while it is typed in. */
import * as vscode from 'vscode';
import { PreviewMailRequest, type ExplainedLine } from '../../../../server/src/protocol';
import type { Language } from '../language/client';
import { viewScheme, type View } from './view';

const quietMs = 150;

interface Preview {
  readonly document: vscode.Uri;
  readonly appender: string;
  readonly view: vscode.Uri;
}

export class MailPreview implements vscode.Disposable {
  readonly #language: Language;
  readonly #view: View;
  readonly #open = new Map<string, Preview>();
  readonly #registered: vscode.Disposable;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(language: Language, view: View) {
    this.#language = language;
    this.#view = view;
    this.#registered = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const uri = document.uri.toString();
        if (contentChanges.length === 0 || ![...this.#open.values()].some(it => it.document.toString() === uri)) return;
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => void this.#refresh(), quietMs);
      }),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        for (const { input } of closed) {
          if (!(input instanceof vscode.TabInputText) || input.uri.scheme !== viewScheme || !this.#open.delete(input.uri.toString()))
            continue;
          this.#view.forget(input.uri);
        }
      }),
    );
  }

  async show(document: vscode.Uri, appender: string): Promise<void> {
    const title = vscode.l10n.t('Mail of {0}', appender.replaceAll('/', '∕'));
    const view = vscode.Uri.from({ scheme: viewScheme, path: `/${title}`, query: document.toString() });
    const preview = { document, appender, view };
    this.#open.set(view.toString(), preview);
    await this.#ask(preview);
    await this.#view.open(view);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#registered.dispose();
  }

  async #refresh(): Promise<void> {
    for (const preview of this.#open.values()) await this.#ask(preview);
  }

  async #ask({ document, appender, view }: Preview): Promise<void> {
    const lines = await this.#language.ask(PreviewMailRequest, { uri: document.toString(), appender });
    if (lines === undefined) return;
    const body = lines.indexOf('');
    this.#view.set(
      view,
      lines.map((text, line): ExplainedLine => ({ text, tone: body > 0 && line < body ? 'heading' : 'plain' })),
    );
  }
}
