/** Between the service's terms (offsets, spans, words) and the protocol's. */
import {
  CompletionItemKind,
  CompletionItemTag,
  DiagnosticSeverity,
  DiagnosticTag,
  DocumentHighlightKind,
  FoldingRangeKind,
  InlayHintKind,
  InsertTextFormat,
  MarkupKind,
  SymbolKind,
  type Command,
  type CodeAction as LspCodeAction,
  type CallHierarchyItem,
  type CodeLens,
  type CompletionItem,
  type Diagnostic,
  type DocumentSymbol,
  type FoldingRange,
  type Hover as LspHover,
  type InlayHint as LspInlayHint,
  type MarkupContent,
  type Range,
  type SelectionRange,
  type SignatureHelp,
  type TextEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { commands, type ClientAbilities } from './client';
import type {
  CodeAction,
  Completion,
  Diagnosed,
  Edit,
  Fold,
  Highlight,
  Hover,
  InlayHint,
  Lens,
  OutlineSymbol,
  Severity,
  Signature,
  Span,
  Station,
} from '../service';

export function toRange(document: TextDocument, { start, end }: Span): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

export function toSpan(document: TextDocument, { start, end }: Range): Span {
  return { start: document.offsetAt(start), end: document.offsetAt(end) };
}

export function toTextEdits(document: TextDocument, edits: readonly Edit[]): TextEdit[] {
  return edits.map(({ span, text }) => ({ range: toRange(document, span), newText: text }));
}

/** `ruleDocs`: where the page of a rule lies, with `{rule}` for its id. */
export function toDiagnostic(document: TextDocument, finding: Diagnosed, ruleDocs?: string): Diagnostic {
  const related = finding.related?.map(({ span, message }) => ({
    location: { uri: document.uri, range: toRange(document, span) },
    message,
  }));
  const tags = finding.tags?.map(it => (it === 'unnecessary' ? DiagnosticTag.Unnecessary : DiagnosticTag.Deprecated));
  return {
    range: toRange(document, finding.span),
    severity: severities[finding.severity],
    code: finding.rule,
    ...(ruleDocs !== undefined && { codeDescription: { href: ruleDocs.replaceAll('{rule}', finding.rule) } }),
    source: 'log4net',
    message: finding.message,
    ...(related && related.length > 0 && { relatedInformation: related }),
    ...(tags && tags.length > 0 && { tags }),
  };
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** `offset`: where the cursor is; an edit must stay on its line. */
export function toCompletionItem(document: TextDocument, item: Completion, offset: number, client: ClientAbilities): CompletionItem {
  const snippet = item.snippet === true && client.snippets;
  return {
    label: item.label,
    kind: completionKinds[item.kind],
    sortText: item.sort,
    filterText: item.filter ?? item.label,
    ...(item.detail !== undefined && { detail: item.detail }),
    ...(item.deprecated && { tags: [CompletionItemTag.Deprecated] }),
    ...(item.commit && { commitCharacters: [...item.commit] }),
    ...(item.about && { data: item.about }),
    ...(item.suggestAgain && { command: { title: 'Suggest', command: 'editor.action.triggerSuggest' } }),
    insertTextFormat: snippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    textEdit: {
      range: toRange(document, onLineOf(document, item.span, offset)),
      newText: item.snippet && !snippet ? withoutTabStops(item.text) : item.text,
    },
    ...(item.more && item.more.length > 0 && { additionalTextEdits: toTextEdits(document, item.more) }),
  };
}

const completionKinds: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  element: CompletionItemKind.Struct,
  attribute: CompletionItemKind.Field,
  type: CompletionItemKind.Class,
  property: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  reference: CompletionItemKind.Reference,
  logger: CompletionItemKind.Module,
  word: CompletionItemKind.Function,
  closing: CompletionItemKind.Struct,
  snippet: CompletionItemKind.Snippet,
};

function onLineOf(document: TextDocument, span: Span, offset: number): Span {
  const line = document.positionAt(offset).line;
  const start = document.offsetAt({ line, character: 0 });
  const end = document.offsetAt({ line, character: Number.MAX_SAFE_INTEGER });
  return { start: Math.min(Math.max(span.start, start), offset), end: Math.max(Math.min(span.end, end), offset) };
}

/** What a snippet inserts when every tab stop is left as it is. */
export function withoutTabStops(snippet: string): string {
  return snippet
    .replace(/\$\{\d+\|((?:[^|\\,]|\\.)*)(?:,(?:[^|\\]|\\.)*)?\|\}/g, '$1')
    .replace(/\$\{\d+:((?:[^}\\]|\\.)*)\}/g, '$1')
    .replace(/(?<!\\)\$\{?\d+\}?/g, '')
    .replace(/\\([$}\\,|])/g, '$1');
}

export function toMarkup(markdown: string, client: ClientAbilities): MarkupContent {
  return {
    kind: client.markdown ? MarkupKind.Markdown : MarkupKind.PlainText,
    value: client.markdown ? markdown : markdown.replace(/[`*]/g, '').replace(/\\(?=[<[\]_#])/g, ''),
  };
}

export function toHover(document: TextDocument, { span, markdown }: Hover, client: ClientAbilities): LspHover {
  return { contents: toMarkup(markdown, client), range: toRange(document, span) };
}

export function toSignature({ label, doc, parameter, parameterDoc }: Signature, client: ClientAbilities): SignatureHelp {
  return {
    signatures: [
      { label, documentation: toMarkup(doc, client), parameters: [{ label: parameter, documentation: toMarkup(parameterDoc, client) }] },
    ],
    activeSignature: 0,
    activeParameter: 0,
  };
}

export function toInlayHint(document: TextDocument, { offset, label, tooltip, kind }: InlayHint): LspInlayHint {
  return {
    position: document.positionAt(offset),
    label,
    paddingLeft: true,
    kind: kind === 'parameter' ? InlayHintKind.Parameter : InlayHintKind.Type,
    ...(tooltip !== undefined && { tooltip }),
  };
}

export function toDocumentSymbol(document: TextDocument, symbol: OutlineSymbol): DocumentSymbol {
  return {
    name: symbol.name,
    detail: symbol.detail,
    kind: symbolKinds[symbol.kind],
    range: toRange(document, symbol.span),
    selectionRange: toRange(document, symbol.nameSpan),
    children: symbol.children.map(it => toDocumentSymbol(document, it)),
  };
}

export const symbolKinds: Readonly<Record<OutlineSymbol['kind'], SymbolKind>> = {
  configuration: SymbolKind.Module,
  appender: SymbolKind.Class,
  logger: SymbolKind.Namespace,
  level: SymbolKind.EnumMember,
  object: SymbolKind.Object,
  property: SymbolKind.Property,
  reference: SymbolKind.Event,
};

/** Lines only: the last line of a fold stays visible, so that its closing tag does. */
export function toFoldingRange(document: TextDocument, { span, kind }: Fold): FoldingRange[] {
  const startLine = document.positionAt(span.start).line;
  const last = document.positionAt(span.end).line;
  const endLine = kind === 'element' ? last - 1 : last;
  if (endLine <= startLine) return [];
  const kinds = { element: undefined, comment: FoldingRangeKind.Comment, region: FoldingRangeKind.Region } as const;
  const lspKind = kinds[kind];
  return [{ startLine, endLine, ...(lspKind && { kind: lspKind }) }];
}

export function toSelectionRange(document: TextDocument, spans: readonly Span[]): SelectionRange {
  const whole: Span = { start: 0, end: document.getText().length };
  return (
    [...spans]
      .reverse()
      .reduce<SelectionRange | undefined>((parent, span) => ({ range: toRange(document, span), ...(parent && { parent }) }), undefined) ?? {
      range: toRange(document, whole),
    }
  );
}

export function toCallItem(document: TextDocument, { kind, name, detail, span, nameSpan }: Station): CallHierarchyItem {
  const { uri } = document;
  return { name, detail, kind: symbolKinds[kind], uri, range: toRange(document, span), selectionRange: toRange(document, nameSpan) };
}

export function toHighlight(document: TextDocument, { span, kind }: Highlight): { range: Range; kind: DocumentHighlightKind } {
  return { range: toRange(document, span), kind: kind === 'write' ? DocumentHighlightKind.Write : DocumentHighlightKind.Read };
}

export function toCodeAction(document: TextDocument, action: CodeAction<Diagnosed>, ruleDocs?: string): LspCodeAction {
  const base = {
    title: action.title,
    kind: action.kind,
    ...(action.preferred && { isPreferred: true }),
    ...(action.finding && { diagnostics: [toDiagnostic(document, action.finding, ruleDocs)] }),
  };
  if (action.ask === undefined) return { ...base, edit: { changes: { [document.uri]: toTextEdits(document, action.edits) } } };
  return { ...base, command: { title: action.title, command: commands.fillPlaceholders, arguments: [{ uri: document.uri }] } };
}

export function toCodeLens(document: TextDocument, lens: Lens, client: ClientAbilities): CodeLens[] {
  const command = lensCommand(document, lens, client);
  return command.command === '' || client.commands.has(command.command) ? [{ range: toRange(document, lens.span), command }] : [];
}

/** A lens with an empty command is shown and cannot be clicked. */
function lensCommand(document: TextDocument, lens: Lens, client: ClientAbilities): Command {
  const { uri } = document;
  switch (lens.kind) {
    case 'references': {
      if (lens.uses.length === 0 || !client.commands.has(commands.showReferences)) return { title: lens.title, command: '' };
      const locations = lens.uses.map(it => ({ uri, range: toRange(document, it) }));
      return {
        title: lens.title,
        command: commands.showReferences,
        arguments: [{ uri, position: document.positionAt(lens.offset), locations }],
      };
    }
    case 'send-test-event':
      return { title: lens.title, command: commands.sendTestEvent, arguments: [{ uri, appender: lens.appender }] };
    case 'explain':
      return { title: lens.title, command: commands.explainEvent, arguments: [{ uri, appender: lens.appender }] };
    case 'preview-mail':
      return { title: lens.title, command: commands.previewMail, arguments: [{ uri, appender: lens.appender }] };
    case 'catch-mail':
      return { title: lens.title, command: commands.sendToLocalCatcher, arguments: [{ uri, appender: lens.appender }] };
    case 'check':
      return { title: lens.title, command: commands.checkEndToEnd, arguments: [{ uri }] };
    case 'listen':
      return {
        title: lens.title,
        command: commands.startTestListener,
        arguments: [{ uri, appender: lens.appender, port: lens.port, address: lens.address }],
      };
  }
}
