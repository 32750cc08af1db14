import assert from 'node:assert/strict';
import test from 'node:test';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createService } from '../../server/src/service';

setFlagsFromString('--expose-gc');
// Optimised code holds on to some of what it has seen: that is not ours.
setFlagsFromString('--no-opt');
const collect = runInNewContext('gc') as (options: { readonly type: 'minor' | 'major' }) => void;

const old = (): number => getHeapSpaceStatistics().find(it => it.space_name === 'old_space')?.space_used_size ?? NaN;

test('a version of a document that nobody needs any more is freed by the next small collection of the heap', () => {
  const parts = Array.from(
    { length: 60 },
    (_, at) =>
      `<appender name="A${at}" type="log4net.Appender.UdpAppender">
         <param name="remoteAddress" value="127.0.0.1"/><param name="remotePort" value="9998"/>
         <layout type="log4net.Layout.PatternLayout"><param name="conversionPattern" value="%date %message"/></layout>
       </appender>
       <logger name="L${at}"><level value="INFO"/><appender-ref ref="A${at}"/></logger>`,
  );
  const service = createService();
  const typeIn = (count: number): void => {
    const text = `<configuration>${' '.repeat(count)}${parts.join('\n')}</configuration>`;
    const doc = service.analyse(text, ['LocalLogConfig.xml', 'Scheduler']);
    service.diagnose(doc);
    const offset = text.indexOf('INFO', text.length / 2);
    service.complete(doc, offset);
    service.hover(doc, offset);
    service.definition(doc, text.indexOf('ref="A', text.length / 2) + 6);
  };
  /** What lives through two small collections grows old, and waits for a full one. */
  const aged = (from: number, versions: number): number => {
    collect({ type: 'major' });
    const before = old();
    for (let count = from; count < from + versions; count++) {
      typeIn(count);
      collect({ type: 'minor' });
      collect({ type: 'minor' });
    }
    return (old() - before) / versions;
  };
  // The code itself grows old, and what is read once.
  aged(0, 40);
  const kilobytes = Math.round(aged(40, 40) / 1024);
  assert.ok(kilobytes < 150, `of each version ${kilobytes} KB grew old`);
});
