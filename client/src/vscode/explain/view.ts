/** Read-only documents beside a configuration, an explanation or a mail, coloured by what their lines say. */
import * as vscode from 'vscode';
import type { ExplainedLine } from '../../../../server/src/protocol';
import { explanationLanguage } from '../registry/contributes';

export const viewScheme = 'log4net-explain';

/** The command behind `line N`: a span and the configuration's address. It is ours alone and stands in no menu. */
export const revealCommand = 'log4netAppenders.revealExplained';

/** A line, parts of which run a command. */
export interface ViewLine extends ExplainedLine {
  readonly links?: readonly ViewLink[];
}

/** Columns `start` to `end` of a line. */
export interface ViewLink {
  readonly start: number;
  readonly end: number;
  /** As VS Code knows it. */
  readonly command: string;
  readonly argument?: unknown;
}

type Tone = ExplainedLine['tone'];

const styles: Readonly<Record<Exclude<Tone, 'plain'>, vscode.DecorationRenderOptions>> = {
  good: { color: new vscode.ThemeColor('charts.green') },
  bad: { color: new vscode.ThemeColor('charts.red') },
  neutral: { color: new vscode.ThemeColor('descriptionForeground') },
  waiting: { color: new vscode.ThemeColor('charts.yellow') },
  quiet: { color: new vscode.ThemeColor('descriptionForeground') },
  heading: { fontWeight: 'bold' },
};

export class View implements vscode.TextDocumentContentProvider, vscode.DocumentLinkProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #texts = new Map<string, readonly ViewLine[]>();
  readonly #types: readonly (readonly [string, vscode.TextEditorDecorationType])[];
  readonly #registered: vscode.Disposable;

  readonly onDidChange: vscode.Event<vscode.Uri> = this.#changed.event;

  constructor() {
    this.#types = Object.entries(styles).map(([tone, style]) => [tone, vscode.window.createTextEditorDecorationType(style)]);
    this.#registered = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(viewScheme, this),
      vscode.languages.registerDocumentLinkProvider({ scheme: viewScheme }, this),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#colourDocument(document)),
      vscode.window.onDidChangeVisibleTextEditors(editors => editors.forEach(it => this.#colour(it))),
    );
  }

  set(uri: vscode.Uri, lines: readonly ViewLine[]): void {
    this.#texts.set(uri.toString(), lines);
    this.#changed.fire(uri);
  }

  forget(uri: vscode.Uri): void {
    this.#texts.delete(uri.toString());
  }

  /** Opens one beside what is being edited, or where it is open already; the keyboard stays where it is. */
  async open(uri: vscode.Uri): Promise<void> {
    const opened = await vscode.workspace.openTextDocument(uri);
    const document = await vscode.languages.setTextDocumentLanguage(opened, explanationLanguage.id);
    const group = vscode.window.tabGroups.all.find(({ tabs }) =>
      tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString()),
    );
    const viewColumn = group?.viewColumn ?? vscode.ViewColumn.Beside;
    await vscode.window.showTextDocument(document, { viewColumn, preserveFocus: true, preview: false });
  }

  linesOf(uri: vscode.Uri): readonly ViewLine[] {
    return this.#texts.get(uri.toString()) ?? [];
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.linesOf(uri)
      .map(it => it.text)
      .join('\n');
  }

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    return this.linesOf(document.uri).flatMap(({ text, span, links = [] }, line) => {
      const linked = links.map(({ start, end, command, argument }) => {
        const target = commandUri(command, argument === undefined ? [] : [argument]);
        const link = new vscode.DocumentLink(new vscode.Range(line, start, line, end), target);
        link.tooltip = text.slice(start, end);
        return link;
      });
      const found = span && /line \d+$/.exec(text);
      if (!found) return linked;
      const range = new vscode.Range(line, found.index, line, text.length);
      const link = new vscode.DocumentLink(range, commandUri(revealCommand, [span, document.uri.query]));
      link.tooltip = vscode.l10n.t('Go to the configuration');
      return [...linked, link];
    });
  }

  dispose(): void {
    this.#registered.dispose();
    this.#changed.dispose();
    for (const [, type] of this.#types) type.dispose();
  }

  #colourDocument(document: vscode.TextDocument): void {
    if (document.uri.scheme !== viewScheme) return;
    for (const editor of vscode.window.visibleTextEditors) if (editor.document === document) this.#colour(editor);
  }

  #colour(editor: vscode.TextEditor): void {
    const { document } = editor;
    if (document.uri.scheme !== viewScheme) return;
    const lines = this.linesOf(document.uri);
    for (const [tone, type] of this.#types) {
      const ranges = lines.flatMap((it, line) => (it.tone === tone && line < document.lineCount ? [document.lineAt(line).range] : []));
      editor.setDecorations(type, ranges);
    }
  }
}

const commandUri = (command: string, args: readonly unknown[]): vscode.Uri =>
  vscode.Uri.parse(`command:${command}?${encodeURIComponent(JSON.stringify(args))}`);
