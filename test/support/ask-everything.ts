/** Every question the service answers, with what holds for each answer whatever the text. */
import assert from 'node:assert/strict';
import type { Analysed, Service, Span } from '../../server/src/service';

/** What random edits put in: what people type, and what breaks texts apart. */
export const bits = [
  '',
  '<',
  '</',
  '>',
  '"',
  "'",
  '%',
  '{',
  '}',
  '&',
  '&lt;',
  '<!--',
  ']]>',
  '<param name="',
  ' value=',
  '\n',
  '\u201d',
  '\ud83d',
  '<appender name="A" type="',
  '<log4net>',
  '</configuration>',
];

/** Asks everything there is at one offset; what comes back lies within the text. */
export function askAt(service: Service, doc: Analysed, offset: number): void {
  const within = ({ start, end }: Span, what: string): void =>
    assert.ok(start >= 0 && start <= end && end <= doc.text.length, `${what} ${start}-${end} of ${doc.text.length}`);
  for (const item of service.complete(doc, offset)) {
    within(item.span, item.label);
    assert.ok(
      item.span.start <= offset && offset <= item.span.end,
      `${item.label} replaces ${item.span.start}-${item.span.end}, the cursor is at ${offset}`,
    );
  }
  const hover = service.hover(doc, offset);
  if (hover) within(hover.span, 'hover');
  const definition = service.definition(doc, offset);
  if (definition) within(definition.span, 'definition');
  for (const span of service.references(doc, offset, true)) within(span, 'reference');
  service.documentHighlights(doc, offset);
  if (service.prepareRename(doc, offset)) service.rename(doc, offset, 'Other');
  service.linkedEditing(doc, offset)?.forEach(it => within(it, 'linked'));
  service.closeTag(doc, offset);
  service.signatureHelp(doc, offset);
  let inner: Span = { start: offset, end: offset };
  for (const span of service.selectionRanges(doc, offset)) {
    assert.ok(span.start <= inner.start && inner.end <= span.end, 'a selection holds the one before it');
    inner = span;
  }
}

/** Asks everything that is about the whole text. */
export function askAll(service: Service, doc: Analysed): void {
  const whole = { start: 0, end: doc.text.length };
  const findings = service.diagnose(doc);
  for (const { span, rule } of findings) assert.ok(span.start <= span.end && span.end <= whole.end, rule);
  for (const action of service.codeActions(doc, whole)) {
    const sorted = [...action.edits].sort((a, b) => a.span.start - b.span.start);
    for (const [index, edit] of sorted.entries())
      assert.ok(edit.span.start >= (sorted[index - 1]?.span.end ?? 0), `${action.title} overlaps itself`);
  }
  service.symbols(doc);
  service.findSymbols(doc, 'a');
  service.folding(doc);
  service.codeLenses(doc);
  service.inlayHints(doc, whole);
  service.documentLinks(doc);
  service.placeholders(doc);
  service.status(doc);
  let end = 0;
  for (const { span } of service.semanticTokens(doc)) {
    assert.ok(span.start >= end && span.start < span.end, 'tokens follow each other');
    end = span.end;
  }
  service.format(doc, { tabSize: 2, insertSpaces: true });
}
