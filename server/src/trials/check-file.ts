/** Where the round trip begins: the findings in numbers, and the appenders that send datagrams. */
import type { Analysed } from '../features/analysed';
import { codeLenses } from '../features/code-lenses';
import type { CheckedFile } from '../protocol';
import type { Diagnosed } from '../rules/rule';
import { lineIn } from './line-in';

export function checkFile(doc: Analysed, findings: readonly Diagnosed[]): CheckedFile {
  const lineOf = lineIn(doc.text);
  const errors = findings.filter(it => it.severity === 'error');
  const warnings = findings.filter(it => it.severity === 'warning');
  const first = errors[0] ?? warnings[0];
  return {
    errors: errors.length,
    warnings: warnings.length,
    ...(first && { first: { ...first.span, line: lineOf(first.span.start), message: first.message } }),
    senders: codeLenses(doc).flatMap(it =>
      it.kind === 'send-test-event' ? [{ name: it.appender, ...it.span, line: lineOf(it.span.start) }] : [],
    ),
  };
}
