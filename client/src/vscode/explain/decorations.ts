/** Draws an explanation into the editor: behind each node the decision with its reason; the hover says all of it. */
import * as vscode from 'vscode';
import type { Mark } from '../../../../server/src/protocol';

type Tone = Mark['tone'];

/** The theme's colours; sign and word say the same without them. */
const colours: Readonly<Record<Tone, string>> = {
  good: 'charts.green',
  bad: 'charts.red',
  neutral: 'descriptionForeground',
  waiting: 'charts.yellow',
  quiet: 'descriptionForeground',
};

/** In the gutter as well, where long lines cannot hide them: 16 by 16, a shape of its own for each. */
const shapes: Readonly<Record<Tone, string>> = {
  good: '<path d="M3 8.5 6.5 12 13 4.5"/>',
  bad: '<path d="M4 4l8 8M12 4l-8 8"/>',
  neutral: '<circle cx="8" cy="8" r="4"/>',
  waiting: '<circle cx="8" cy="8" r="5"/><path d="M8 5v3l2 1.5"/>',
  quiet: '<path d="M5 8h6"/>',
};

/** Images cannot ask the theme for its colours: one set for light themes, one for dark ones. */
const inks: Readonly<Record<'light' | 'dark', Readonly<Record<Tone, string>>>> = {
  light: { good: '#2e7d32', bad: '#d0021b', neutral: '#616161', waiting: '#8a6100', quiet: '#767676' },
  dark: { good: '#89d185', bad: '#f48771', neutral: '#b0b0b0', waiting: '#d7ba7d', quiet: '#808080' },
};

function gutter(tone: Tone, theme: 'light' | 'dark'): vscode.ThemableDecorationRenderOptions {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="none" stroke="${inks[theme][tone]}" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">${shapes[tone]}</svg>`;
  return { gutterIconPath: vscode.Uri.parse(`data:image/svg+xml;base64,${btoa(svg)}`), gutterIconSize: '70%' };
}

/** What stands beside the node; the rest is in the hover. */
const longestReason = 110;

export class Decorations implements vscode.Disposable {
  readonly #types: Readonly<Record<Tone, vscode.TextEditorDecorationType>>;
  readonly #node = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
    isWholeLine: true,
  });

  constructor() {
    const type = (tone: Tone): vscode.TextEditorDecorationType => {
      const color = new vscode.ThemeColor(colours[tone]);
      const inRuler = tone === 'good' || tone === 'bad' || tone === 'waiting';
      return vscode.window.createTextEditorDecorationType({
        after: { color, margin: '0 0 0 2em' },
        light: gutter(tone, 'light'),
        dark: gutter(tone, 'dark'),
        ...(inRuler && { overviewRulerColor: color, overviewRulerLane: vscode.OverviewRulerLane.Right }),
      });
    };
    this.#types = { good: type('good'), bad: type('bad'), neutral: type('neutral'), waiting: type('waiting'), quiet: type('quiet') };
  }

  /** Replaces what was drawn before. */
  draw(editor: vscode.TextEditor, marks: readonly Mark[]): void {
    for (const [tone, type] of Object.entries(this.#types))
      editor.setDecorations(
        type,
        marks.filter(it => it.tone === tone).map(it => optionOf(editor.document, it)),
      );
  }

  clear(editor: vscode.TextEditor): void {
    for (const type of Object.values(this.#types)) editor.setDecorations(type, []);
    editor.setDecorations(this.#node, []);
  }

  /** Shows where a line of the explanation speaks of. */
  point(editor: vscode.TextEditor, range: vscode.Range | undefined): void {
    editor.setDecorations(this.#node, range === undefined ? [] : [range]);
  }

  dispose(): void {
    for (const type of Object.values(this.#types)) type.dispose();
    this.#node.dispose();
  }
}

function optionOf(document: vscode.TextDocument, { span, label, reasons }: Mark): vscode.DecorationOptions {
  const start = document.positionAt(span.start);
  const end = document.lineAt(document.positionAt(span.end)).range.end;
  const hover = new vscode.MarkdownString();
  hover.appendText(label);
  for (const reason of reasons) {
    hover.appendMarkdown('\n\n');
    hover.appendText(reason);
  }
  const [first = ''] = reasons;
  return {
    range: new vscode.Range(start, end),
    hoverMessage: hover,
    renderOptions: { after: { contentText: `${label}: ${shortened(first)}` } },
  };
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > longestReason ? `${line.slice(0, longestReason - 1)}…` : line;
}
