/** What the rules say of filter chains, held against what the simulator, which is held against log4net, lets through. */
import assert from 'node:assert/strict';
import test, { describe, it } from 'node:test';
import fc from 'fast-check';
import { catalogueFor } from '../../../server/src/catalogue';
import type { LogEvent } from '../../../server/src/pattern/event';
import { simulate } from '../../../server/src/simulate';
import { checkFindings, checkFix, findingsIn, udp } from '../../support/findings';

const filter = (type: string, inside = ''): string => `<filter type="log4net.Filter.${type}">${inside}</filter>`;
const accept = (yes: boolean): string => (yes ? '' : '<acceptOnMatch value="false"/>');
const match = (text: string, yes = true): string => filter('StringMatchFilter', `<stringToMatch value="${text}"/>${accept(yes)}`);
const level = (name: string, yes = true): string => filter('LevelMatchFilter', `<levelToMatch value="${name}"/>${accept(yes)}`);
const range = (low: string, high: string, yes = true): string =>
  filter('LevelRangeFilter', `${low && `<levelMin value="${low}"/>`}${high && `<levelMax value="${high}"/>`}${accept(yes)}`);
const deny = filter('DenyAllFilter');

const levels = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const texts = ['alpha', 'beta', 'alphabet'];

/** Every event that could tell a chain of such filters from one that lets nothing through. */
const events: readonly LogEvent[] = catalogueFor()
  .levels.filter(it => it.usable && it.name !== 'ALL' && it.name !== 'OFF')
  .flatMap(({ name }) =>
    ['alpha', 'beta', 'alphabet', 'alphabet beta', 'none'].map(message => ({
      ...{ logger: 'A.B', level: name, message, exception: null, thread: '1', timestamp: '2024-03-09T08:07:06.045Z' },
      ...{ domain: 'd', user: 'u', identity: 'i', location: { class: 'c', method: 'm', file: 'f', line: '1' }, properties: {} },
    })),
  );
const machine = {
  ...{ hostName: 'SENSE01', timeZone: 'UTC', serviceUser: 'u', processStart: '2024-01-01T00:00:00Z', processId: 1 },
  ...{ environment: {}, globalProperties: {} },
};
const sends = (text: string): number => simulate({ text, events, machine }, catalogueFor()).datagrams.length;

const anyFilter = fc.oneof(
  fc.tuple(fc.constantFrom(...texts), fc.boolean()).map(([text, yes]) => match(text, yes)),
  fc.tuple(fc.constantFrom(...levels), fc.boolean()).map(([name, yes]) => level(name, yes)),
  fc.tuple(fc.constantFrom('', ...levels), fc.constantFrom('', ...levels), fc.boolean()).map(([low, high, yes]) => range(low, high, yes)),
  fc.constant(deny),
);
const anyConfig = fc
  .tuple(fc.array(anyFilter, { minLength: 1, maxLength: 5 }), fc.constantFrom('', 'WARN', 'FATAL'), fc.constantFrom('', 'INFO', 'ERROR'))
  .map(([filters, threshold, logger]) =>
    udp((threshold && `<threshold value="${threshold}"/>`) + filters.join('')).replace(
      '<root>',
      `<root>${logger && `<level value="${logger}"/>`}`,
    ),
  );

test('an error about filters means that nothing gets through, and where nothing gets through there is a finding', () => {
  fc.assert(
    fc.property(anyConfig, text => {
      const found = findingsIn(text).filter(finding => finding.rule.startsWith('filters/'));
      const sent = sends(text);
      const errors = found.filter(finding => finding.severity === 'error');
      if (sent > 0) assert.deepEqual(errors, [], `sends ${sent}: ${text}`);
      else
        assert.ok(
          found.some(finding => finding.severity === 'error' || finding.severity === 'warning'),
          text,
        );
    }),
    { numRuns: 500, seed: 7 },
  );
});

describe('levels', () => {
  it('of two ranges without a level in common', () => {
    checkFindings(
      udp(
        range('ERROR', '', false) +
          filter('LevelRangeFilter', '<levelMax value="INFO"/>').replace('log4net', '⟦log4net').replace('Filter">', 'Filter⟧">'),
      ),
      'filters/no-level-left',
      { severity: 'error', says: /Only ERROR to/ },
    );
    checkFindings(udp(range('WARN', '', false) + range('', 'ERROR')), 'filters/no-level-left');
  });

  it('a filter for a level that the threshold keeps out', () => {
    checkFindings(udp(`<threshold value="ERROR"/>${level('⟦INFO⟧')}${level('FATAL')}${deny}`), 'filters/no-level-left', {
      severity: 'warning',
      says: /No event at INFO arrives/,
    });
  });

  it('a child logger with a lower level hands its events to the appenders of the one above', () => {
    const text = udp(level('INFO') + deny).replace('<root>', '<root><level value="ERROR"/>');
    assert.ok(findingsIn(text).some(finding => finding.rule === 'filters/no-level-left'));
    const child = text.replace('</log4net>', '<logger name="A"><level value="INFO"/></logger></log4net>');
    checkFindings(child, 'filters/no-level-left');
    const apart = child.replace('<logger name="A"', '<logger name="A" additivity="false"');
    assert.ok(findingsIn(apart).some(finding => finding.rule === 'filters/no-level-left'));
  });
});

describe('an exception', () => {
  it('stands in front of what it is an exception to', () => {
    const wrong = udp(match('alpha') + match('alphabet', false) + deny);
    checkFindings(wrong.replace(/log4net\.Filter\.StringMatchFilter(?=[^]*"alphabet")(?![^]*"alpha")/, '⟦$&⟧'), 'filters/shadowed', {
      severity: 'warning',
    });
    checkFix(wrong, 'filters/shadowed', udp(match('alphabet', false) + match('alpha') + deny));
    checkFindings(udp(match('alphabet', false) + match('alpha') + deny), 'filters/shadowed');
  });

  it('of the same kind is only superfluous', () => {
    checkFix(udp(match('alpha') + match('alphabet') + deny), 'filters/shadowed', udp(match('alpha') + deny));
    assert.ok(findingsIn(udp(match('alpha') + match('alphabet') + deny)).every(finding => finding.severity === 'information'));
  });
});

test('a filter where log4net attaches none denies nothing', () => {
  for (const place of [
    '<filters><filter type="log4net.Filter.DenyAllFilter"/></filters>',
    '<layout type="log4net.Layout.PatternLayout"><filter type="log4net.Filter.DenyAllFilter"/></layout>',
  ]) {
    checkFindings(
      `<log4net><appender name="A" type="log4net.Appender.UdpAppender">${place}</appender><root><appender-ref ref="A"/></root></log4net>`,
      'filters/nothing-passes',
    );
  }
});
