/** Rules under test: findings are drawn into the text with `⟦…⟧`, fixes are judged by what they make of it. */
import assert from 'node:assert/strict';
import type { Diagnosed, Severity, TextEdit } from '../../server/src/rules/rule';
import type { SavedAs } from '../../server/src/syntax/bytes';
import { createService } from '../../server/src/service';
import { drawn, marked } from './marked';

export interface Circumstances {
  readonly path?: readonly string[];
  readonly receiver?: string;
  readonly version?: string;
  readonly saved?: SavedAs;
}

/** Everything the rules say about a text, as a user is told; a rule that breaks fails the test. */
export function findingsIn(text: string, { path = [], receiver = 'auto', version, saved }: Circumstances = {}): readonly Diagnosed[] {
  const service = createService({
    log4netVersion: version,
    receiver,
    onFault: (rule, fault) => {
      throw new Error(`${rule} broke`, { cause: fault });
    },
  });
  return service.diagnose(service.analyse(text, path, saved));
}

/** The rule finds exactly the marked stretches; without marks it finds nothing. `says`: each message matches. */
export function checkFindings(
  source: string,
  rule: string,
  expected: Circumstances & { readonly severity?: Severity; readonly says?: RegExp } = {},
): void {
  const { text } = marked(source);
  const found = findingsIn(text, expected).filter(it => it.rule === rule);
  assert.equal(
    drawn(
      text,
      found.map(it => it.span),
    ),
    source,
    found.map(it => it.message).join('\n') || `${rule} finds nothing`,
  );
  for (const { message, severity } of found) {
    if (expected.severity !== undefined) assert.equal(severity, expected.severity, message);
    if (expected.says !== undefined) assert.match(message, expected.says);
    assert.match(message, /[.?!]$/, 'a message is made of sentences');
  }
}

/** The first fix of the rule's first finding makes `after` of `before`, and the rule then finds nothing more there. */
export function checkFix(before: string, rule: string, after: string, options: Circumstances & { readonly title?: RegExp } = {}): void {
  const finding = findingsIn(before, options).find(it => it.rule === rule);
  assert.ok(finding, `${rule} finds nothing in ${before}`);
  const fix = finding.fixes?.find(it => options.title?.test(it.title) ?? true);
  assert.ok(fix, `no such fix among: ${finding.fixes?.map(it => it.title).join(', ') ?? 'none'}`);
  assert.equal(applied(before, fix.edits), after);
  const left = findingsIn(after, options).filter(
    it => it.rule === rule && it.message === finding.message && it.span.start === finding.span.start,
  );
  assert.deepEqual(left, [], 'the fix does not mend it');
}

/** The text after all edits, which must not overlap. */
export function applied(text: string, edits: readonly TextEdit[]): string {
  let result = text;
  let last = Infinity;
  for (const { span, text: replacement } of [...edits].sort((a, b) => b.span.start - a.span.start || b.span.end - a.span.end)) {
    assert.ok(span.end <= last, 'edits overlap');
    result = result.slice(0, span.start) + replacement + result.slice(span.end);
    last = span.start;
  }
  return result;
}

/** A UDP appender that works, with further children, and a root that refers to it. */
export function udp(inside: string, more = ''): string {
  return `<log4net><appender name="Udp" type="log4net.Appender.UdpAppender"><remoteAddress value="127.0.0.1"/><remotePort value="9998"/><encoding value="utf-8"/>${inside}<layout type="log4net.Layout.PatternLayout"><conversionPattern value="%message"/></layout></appender><root><appender-ref ref="Udp"/></root>${more}</log4net>`;
}
