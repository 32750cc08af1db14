/** Explaining one event: from the text to every step, the bytes that would leave and the judged fields. Bars: ARCHITECTURE.md, "Speed". */
import { readFileSync } from 'node:fs';
import { createService } from '../../server/src/service';
import { bar, race } from './support/race';

const service = createService();
const path = ['LocalLogConfig.xml', 'Scheduler'];
const template = readFileSync('templates/task-failed.xml', 'utf8');
const [, appender = ''] = /(<appender [^]*?<\/appender>)/.exec(template) ?? [];
const [firstFilter = ''] = /<filter [^]*?<\/filter>/.exec(appender) ?? [];
const sample = service.samples(service.analyse(template, path))[0];
if (firstFilter === '' || sample === undefined)
  throw new Error('templates/task-failed.xml has no appender with a filter, or there is no sample for it.');
const event = JSON.stringify(sample.event);
const machine = {
  hostName: 'QS-CENTRAL',
  timeZone: 'UTC',
  serviceUser: 'LAB\\svc_qlik',
  processStart: '2026-03-12T05:00:00.000Z',
  processId: 4711,
  environment: {},
  globalProperties: {},
};

/** So many appenders, every one of them reached by the event and each with so many filters that do not match before the one that does. */
function configuration(appenders: number, filters: number): string {
  const missing = Array.from({ length: filters }, (_, at) =>
    firstFilter.replace(/(name="stringToMatch" value=")[^"]*/, `$1no such text ${at}`),
  );
  const copies = Array.from({ length: appenders }, (_, at) =>
    appender.replace(/(<appender [^>]*?name=")[^"]*/, `$1A${at}`).replace(firstFilter, [...missing, firstFilter].join('\n    ')),
  );
  const references = copies.map((_, at) => `    <appender-ref ref="A${at}" />`).join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<configuration>\n  ${copies.join('\n  ')}\n  <logger name="System.Scheduler">\n${references}\n  </logger>\n</configuration>\n`;
}

/** As an editor asks: the text is parsed already, the event comes as JSON. */
const explaining = (text: string): (() => unknown) => {
  const doc = service.analyse(text, path);
  const first = service.explain(doc, { event });
  if (!first.ok || !/send/.test(first.explanation.summary)) throw new Error('Nothing is sent, so nothing worth measuring happens.');
  return () => service.explain(doc, { event });
};

const sized = (bytes: number): string => {
  let appenders = 1;
  while (configuration(appenders + 1, 3).length <= bytes) appenders++;
  return configuration(appenders, 3);
};

const twenty = sized(20_480);
const median = await race(`Explaining one event in ${(twenty.length / 1024).toFixed(1)} KB`, {
  'explain: steps, bytes, fields': explaining(twenty),
  'simulate alone': () => service.simulate({ text: twenty, events: [sample.event], machine }),
});
const names = ['explain: steps, bytes, fields', 'simulate alone'] as const;
bar('milliseconds for explaining one event in 20 KB', median(names[0]), { atMost: 5 });

console.log('\nGrowth, quickest of 300 runs');
const few = quickest('4 appenders, 4 filters each', configuration(4, 4));
const manyAppenders = quickest('40 appenders, 4 filters each', configuration(40, 4));
const manyFilters = quickest('4 appenders, 40 filters each', configuration(4, 40));
bar('times the time for 10 times the appenders', manyAppenders / few, { atMost: 12 });
bar('times the time for 10 times the filters', manyFilters / few, { atMost: 12 });

/** Milliseconds. A long run is interrupted by other processes more often than a short one: the quickest shows what the work itself costs. */
function quickest(name: string, text: string): number {
  const run = explaining(text);
  let least = Infinity;
  for (let i = 0; i < 300; i++) {
    const start = performance.now();
    run();
    least = Math.min(least, performance.now() - start);
  }
  console.log(`  ${name.padEnd(32)} ${least.toFixed(3).padStart(10)} ms`);
  return least;
}
