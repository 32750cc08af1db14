/** What the real log4net did decides what may be called an error. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { findingsIn } from '../../support/findings';
import { parse } from '../../../server/src/syntax/parse';
import { elementsOf } from '../../../server/src/syntax/walk';
import { readCases, type ConformanceCase } from '../../conformance/cases';

const cases = readCases();

/** Appenders that sent something, as far as their ports tell them apart. */
function sendingPorts({ expected }: ConformanceCase): ReadonlySet<string> {
  return new Set([...expected.datagrams, ...(expected.mails ?? [])].map(it => String(it.port)));
}

const complained = ({ expected }: ConformanceCase): boolean =>
  (expected.internalMessages ?? []).some(it => it.shownByDefault && /ERROR|WARN/.test(it.prefix)) ||
  expected.configureException !== undefined;

test('where log4net has no complaint and an appender sends, nothing about that appender is an error', () => {
  let looked = 0;
  const wrong: string[] = [];
  for (const each of cases) {
    if (complained(each)) continue;
    const ports = sendingPorts(each);
    if (ports.size === 0) continue;
    looked++;
    const appenders = [...elementsOf(parse(each.config))].filter(it => it.name === 'appender');
    for (const { rule, severity, span, message } of findingsIn(each.config)) {
      if (severity !== 'error') continue;
      const around = appenders.filter(it => it.span.start <= span.start && span.end <= it.span.end).at(-1);
      const text = around === undefined ? '' : each.config.slice(around.span.start, around.span.end);
      const port = /name="(?:remotePort|port)" value="(\d+)"|<(?:remotePort|port) value="(\d+)"/i.exec(text);
      const silent = around !== undefined && !ports.has(port?.[1] ?? port?.[2] ?? '');
      if (!silent) wrong.push(`${each.id}: ${rule}: ${message}`);
    }
  }
  assert.ok(looked > 400, `only ${looked} cases looked at`);
  assert.deepEqual(wrong, []);
});

/** What no reading of the file can tell: environment, stack frames, classes of other assemblies. */
const beyondTheText = new Set(['faulty-003', 'faulty-025', 'faulty-101', 'pattern-043', 'pattern-044', 'pattern-045']);

test('what log4net complains about is found', () => {
  const missed = cases
    .filter(complained)
    .filter(it => !findingsIn(it.config).some(({ severity }) => severity === 'error' || severity === 'warning'))
    .map(it => it.id)
    .filter(it => !beyondTheText.has(it));
  assert.deepEqual(missed, []);
});
