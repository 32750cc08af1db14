/**
 * One event being explained in one configuration: drawn anew while either of them is typed in, until the explanation is
 * closed. Answers about a text that has changed meanwhile are thrown away.
 */
import * as vscode from 'vscode';
import { ExplainRequest, type ExplainedLine, type Mark } from '../../../../server/src/protocol';
import type { Language } from '../language/client';
import { commandId, contextKeys } from '../registry/commands';
import { Decorations } from './decorations';
import { EventFile, eventUri } from './event-file';
import { revealCommand, viewScheme, type View } from './view';

/** What is explained: an event (JSON) in a document. */
export interface Subject {
  readonly document: vscode.Uri;
  readonly title: string;
  readonly event: string;
  /** The appender that was asked about. */
  readonly appender?: string;
}

/** Between the last keystroke and the question. */
const quietMs = 120;

export class Explaining implements vscode.Disposable {
  readonly #language: Language;
  readonly #decorations = new Decorations();
  readonly #view: View;
  readonly #file = new EventFile();
  readonly #status = vscode.window.createStatusBarItem('log4netAppenders.explaining', vscode.StatusBarAlignment.Left, 50);
  readonly #registered: vscode.Disposable;
  #subject: Subject | undefined;
  #marks: readonly Mark[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: vscode.CancellationTokenSource | undefined;

  constructor(language: Language, view: View) {
    this.#language = language;
    this.#view = view;
    this.#status.name = 'log4net';
    this.#status.command = commandId('explainEvent');
    this.#registered = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && this.#isSubject(document.uri)) this.#later();
      }),
      this.#file.onDidType(text => {
        if (this.#subject === undefined) return;
        this.#subject = { ...this.#subject, event: text };
        this.#later();
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => this.#draw()),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
        if (textEditor.document.uri.scheme === viewScheme && kind !== undefined) this.#follow(textEditor);
      }),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.some(({ input }) => input instanceof vscode.TabInputText && this.#isView(input.uri))) this.stop();
      }),
      vscode.workspace.onDidChangeConfiguration(change => {
        if (change.affectsConfiguration('log4netAppenders')) this.#later();
      }),
      vscode.commands.registerCommand(revealCommand, reveal),
    );
  }

  get subject(): Subject | undefined {
    return this.#subject;
  }

  /** Draws the marks of an event, without the readable view: what arrowing through a list of events shows. */
  show(subject: Subject): void {
    const isOther = this.#subject !== undefined && this.#subject.document.toString() !== subject.document.toString();
    if (isOther) this.stop();
    this.#subject = subject;
    this.#later(0);
  }

  /** Explains the event for good: marks, and the readable view beside. The keyboard stays where it is. */
  async start(subject: Subject): Promise<void> {
    this.show(subject);
    this.#file.set(subject.event);
    this.#status.text = `$(search-fuzzy) ${vscode.l10n.t('Explaining: {0}', subject.title)}`;
    this.#status.tooltip = vscode.l10n.t('Pick another event. Closing the explanation ends it.');
    this.#status.show();
    void vscode.commands.executeCommand('setContext', contextKeys.explaining, true);
    await this.#view.open(viewUri(subject.document));
  }

  /** Opens the event's JSON below the explanation; what is typed there is explained at once. */
  async edit(): Promise<void> {
    if (this.#subject === undefined) return;
    const shown = vscode.window.visibleTextEditors.find(it => it.document.uri.toString() === eventUri.toString())?.viewColumn;
    if (shown === undefined) {
      const view = vscode.window.visibleTextEditors.find(it => this.#isView(it.document.uri));
      if (view) await vscode.window.showTextDocument(view.document, view.viewColumn);
      await vscode.commands.executeCommand('workbench.action.newGroupBelow');
    }
    await vscode.window.showTextDocument(eventUri, { viewColumn: shown ?? vscode.ViewColumn.Active, preview: false });
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asking?.cancel();
    const { document } = this.#subject ?? {};
    this.#subject = undefined;
    this.#marks = [];
    for (const editor of vscode.window.visibleTextEditors) this.#decorations.clear(editor);
    if (document) this.#view.forget(viewUri(document));
    const tabs = vscode.window.tabGroups.all.flatMap(it => it.tabs).filter(({ input }) => isEventTab(input));
    if (tabs.length > 0) void vscode.window.tabGroups.close(tabs, true);
    this.#status.hide();
    void vscode.commands.executeCommand('setContext', contextKeys.explaining, false);
  }

  dispose(): void {
    this.stop();
    this.#registered.dispose();
    this.#decorations.dispose();
    this.#file.dispose();
    this.#status.dispose();
  }

  #isSubject(uri: vscode.Uri): boolean {
    return this.#subject?.document.toString() === uri.toString();
  }

  #isView(uri: vscode.Uri): boolean {
    return this.#subject !== undefined && viewUri(this.#subject.document).toString() === uri.toString();
  }

  #later(ms = quietMs): void {
    clearTimeout(this.#timer);
    this.#asking?.cancel();
    if (this.#subject === undefined) return;
    this.#timer = setTimeout(() => void this.#ask(), ms);
  }

  async #ask(): Promise<void> {
    const subject = this.#subject;
    if (subject === undefined) return;
    const asking = new vscode.CancellationTokenSource();
    this.#asking = asking;
    const document = await vscode.workspace.openTextDocument(subject.document);
    const { version } = document;
    const { event, appender } = subject;
    const params = { uri: document.uri.toString(), version, event, ...(appender !== undefined && { appender }) };
    const answer = await this.#language.ask(ExplainRequest, params, asking.token);
    const isStale = asking.token.isCancellationRequested || this.#subject !== subject || document.version !== version;
    asking.dispose();
    if (isStale || answer === undefined) return;
    const uri = viewUri(subject.document);
    if (answer.ok) {
      this.#marks = answer.explanation.marks;
      this.#view.set(uri, answer.explanation.lines);
      this.#draw();
      return;
    }
    // The last good explanation stays below what is wrong with the event now.
    const before = this.#view.linesOf(uri).filter(it => !isComplaint(it));
    this.#view.set(uri, [complaint(answer.complaint), separator, ...before]);
  }

  #draw(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      if (this.#isSubject(editor.document.uri)) this.#decorations.draw(editor, this.#marks);
    }
  }

  /** The configuration's editor shows the node that the line under the cursor speaks of. */
  #follow(view: vscode.TextEditor): void {
    if (!this.#isView(view.document.uri)) return;
    const span = this.#view.linesOf(view.document.uri)[view.selection.active.line]?.span;
    for (const editor of vscode.window.visibleTextEditors) {
      if (!this.#isSubject(editor.document.uri)) continue;
      const range = span && rangeOf(editor.document, span);
      this.#decorations.point(editor, range);
      if (range) editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }
  }
}

/** What `line N` in a view leads to. */
async function reveal(span: unknown, document: unknown): Promise<void> {
  if (isSpan(span) && typeof document === 'string') await goTo(vscode.Uri.parse(document), span);
}

/** Puts the cursor on a place, in the editor that shows the document where there is one. */
export async function goTo(uri: vscode.Uri, span: { readonly start: number; readonly end: number }): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const shown = vscode.window.visibleTextEditors.find(it => it.document === document)?.viewColumn;
  await vscode.window.showTextDocument(document, {
    ...(shown !== undefined && { viewColumn: shown }),
    selection: rangeOf(document, span),
  });
}

const rangeOf = (document: vscode.TextDocument, { start, end }: { readonly start: number; readonly end: number }): vscode.Range =>
  new vscode.Range(document.positionAt(start), document.positionAt(end));

/** The tab's title is the last part of the path. */
function viewUri(document: vscode.Uri): vscode.Uri {
  const title = vscode.l10n.t('Explanation of {0}', document.path.slice(document.path.lastIndexOf('/') + 1));
  return vscode.Uri.from({ scheme: viewScheme, path: `/${title}`, query: document.toString() });
}

const separator: ExplainedLine = { text: '', tone: 'plain' };
const sign = '✖ ';

const complaint = (text: string): ExplainedLine => ({ text: `${sign}${text}`, tone: 'bad' });

/** The first two lines while the event is not usable. */
function isComplaint(line: ExplainedLine): boolean {
  return line === separator || (line.tone === 'bad' && line.text.startsWith(sign) && line.span === undefined);
}

const isEventTab = (input: unknown): boolean => input instanceof vscode.TabInputText && input.uri.toString() === eventUri.toString();

function isSpan(value: unknown): value is { readonly start: number; readonly end: number } {
  if (typeof value !== 'object' || value === null) return false;
  const { start, end } = value as { readonly start?: unknown; readonly end?: unknown };
  return typeof start === 'number' && typeof end === 'number';
}
