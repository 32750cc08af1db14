import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogueFor } from '../../../server/src/catalogue/index';
import { effectiveLevel, levelMap } from '../../../server/src/model/levels';
import { isAtOrBelow, mergedLoggers } from '../../../server/src/model/loggers';
import { loggersReaching, stagesOf, usedAppenders } from '../../../server/src/model/reach';
import { readText } from '../../../server/src/model/read';
import type { Configuration } from '../../../server/src/model/types';

const catalogue = catalogueFor();
const read = (inner: string): Configuration => readText(`<log4net>${inner}</log4net>`, catalogue);
const appender = (name: string, inner = ''): string =>
  `<appender name="${name}" type="log4net.Appender.ForwardingAppender">${inner}</appender>`;
const ref = (name: string): string => `<appender-ref ref="${name}"/>`;

test('the level in force is the nearest one above, root’s last, and DEBUG where nobody says', () => {
  const config = read(
    '<root><level value="ERROR"/></root><logger name="A"><level value="warn"/></logger><logger name="A.B"/><logger name="A.B.C"><level value="nonsense"/></logger>',
  );
  const level = (name: string): string => effectiveLevel(config, catalogue, name).level.name;
  assert.deepEqual(['A.B.C', 'A.B', 'A.B.D', 'AB', 'a.B'].map(level), ['WARN', 'WARN', 'WARN', 'ERROR', 'ERROR']);
  const bare = effectiveLevel(read(''), catalogue, 'A');
  assert.deepEqual([bare.level.name, bare.level.value, bare.from], ['DEBUG', 30000, undefined]);
});

test('levels of the file join the built-in ones and may rename them', () => {
  const levels = levelMap(
    read(
      '<level><name value="Audit"/><value value="65000"/><displayName value="A!"/></level><level><name value="info"/><displayName value="i"/></level><level name="no" value="1"/>',
    ),
    catalogue,
  );
  assert.deepEqual([levels.get('audit')?.value, levels.get('audit')?.displayName], [65000, 'A!']);
  assert.deepEqual([levels.get('info')?.value, levels.get('info')?.displayName], [40000, 'i']);
  assert.equal(levels.get('no'), undefined);
});

test('a second element for a logger takes away the appenders of the first and keeps its level', () => {
  const { named, root } = mergedLoggers(
    read(
      `<logger name="A" additivity="false"><level value="WARN"/>${ref('X')}</logger><logger name="A">${ref('Y')}</logger><root>${ref('X')}</root><root/>`,
    ),
  );
  const merged = named.get('A');
  assert.deepEqual(
    [merged?.references.map(it => it.name), merged?.level?.text, merged?.additivity, merged?.elements.length],
    [['Y'], 'WARN', true, 2],
  );
  assert.deepEqual(root?.references, []);
});

test('the way of an event goes up the dots of its logger’s name, to root or to the first without additivity', () => {
  const config = read(
    `${appender('X')}${appender('Y')}<logger name="A.B">${ref('X')}</logger><logger name="A" additivity="false">${ref('Y')}${ref('Y')}</logger><root>${ref('X')}</root>`,
  );
  const way = (name: string): string[] =>
    stagesOf(config, name).map(it => `${it.logger.name || 'root'}:${it.appenders.map(each => each.name).join('+')}`);
  assert.deepEqual(way('A.B.C'), ['A.B:X', 'A:Y']);
  assert.deepEqual(way('B'), ['root:X']);
});

test('loggers reach an appender directly and through others, a ring included', () => {
  const config = read(
    `${appender('Out')}${appender('F', ref('Out') + ref('G'))}${appender('G', ref('F'))}<root>${ref('F')}</root><logger name="L">${ref('Out')}</logger><logger name="M"/>`,
  );
  const out = config.appenderNamed('Out');
  assert.ok(out);
  assert.deepEqual(
    loggersReaching(config, out).map(it => it.name || 'root'),
    ['root', 'L'],
  );
  assert.deepEqual(
    [...usedAppenders(config)].map(it => it.name),
    ['F', 'Out', 'G'],
  );
});

test('a logger is below another part by part', () => {
  assert.ok(isAtOrBelow('A.B', 'A.B') && isAtOrBelow('A.B.C', 'A.B') && isAtOrBelow('A', ''));
  assert.ok(!isAtOrBelow('A.BC', 'A.B') && !isAtOrBelow('a.B', 'A') && !isAtOrBelow('A', 'A.B'));
});
