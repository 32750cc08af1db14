import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import fc from 'fast-check';
import { createService, type Service } from '../../../server/src/service';
import { askAll, askAt, bits } from '../../support/ask-everything';
import { configs } from '../../support/configs';

const faults: string[] = [];
const service: Service = createService({ onFault: (rule, fault) => faults.push(`${rule}: ${String(fault)}`) });
const texts = [
  ...configs.map(it => it.text),
  readFileSync('templates/task-failed-udp-and-mail.xml', 'utf8'),
  readFileSync('templates/user-events.xml', 'utf8'),
];

test('everything can be asked wherever the cursor is', () => {
  for (const text of texts) {
    const doc = service.analyse(text, ['LocalLogConfig.xml', 'Scheduler']);
    askAll(service, doc);
    for (let offset = 0; offset <= text.length; offset += text.length > 2000 ? 3 : 1) askAt(service, doc, offset);
  }
  assert.deepEqual(faults, []);
});

test('completion answers at the end of every prefix, and hover at every place of some', () => {
  for (const text of texts) {
    for (let end = 0; end <= text.length; end += text.length > 2000 ? 7 : 1) {
      const doc = service.analyse(text.slice(0, end), ['log4net.config']);
      for (const offset of [end, end >> 1, end - 1]) if (offset >= 0) askAt(service, doc, offset);
    }
  }
  assert.deepEqual(faults, []);
});

test('nothing breaks, whatever is cut out, put in or moved', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 40 }), fc.constantFrom(...bits)), { minLength: 1, maxLength: 4 }),
      fc.nat(),
      (text, edits, place) => {
        let changed = text;
        for (const [at, length, put] of edits) {
          const start = at % (changed.length + 1);
          changed = changed.slice(0, start) + put + changed.slice(start + length);
        }
        const doc = service.analyse(changed, ['LocalLogConfig.xml', 'Proxy']);
        askAll(service, doc);
        for (const [at] of edits) askAt(service, doc, Math.min(at % (text.length + 1), changed.length));
        askAt(service, doc, place % (changed.length + 1));
        service.testEvent(doc, {
          uri: 'x',
          appender: doc.config.appenders[0]?.name ?? '',
          now: '2026-11-23T05:00:00.000Z',
          executionId: 'x',
          hostName: 'h',
          timeZone: 'UTC',
        });
      },
    ),
    { numRuns: 150, seed: 20260312 },
  );
  assert.deepEqual(faults, []);
});

test('nesting without end is no reason to fail', () => {
  for (const text of ['<a>'.repeat(20_000), '<appender><filter>'.repeat(5000), '<'.repeat(20_000)]) {
    const doc = service.analyse(text);
    askAll(service, doc);
    askAt(service, doc, text.length);
    askAt(service, doc, text.length >> 1);
  }
});
