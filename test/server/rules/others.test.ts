/** Other people's classes are information at most; what is log4net's inside them, or about them, is not. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createService, readUserTypes, type Diagnosed } from '../../../server/src/service';

const { types, complaints } = readUserTypes(
  JSON.stringify({
    types: [
      {
        type: 'Acme.FaxAppender',
        kind: 'appender',
        requiresLayout: true,
        properties: [
          { name: 'number', kind: 'int', range: [1, 9], required: true },
          { name: 'cover', kind: 'object', accepts: ['layout'] },
          { name: 'quality', kind: 'enum', values: ['Fine', 'Coarse'] },
        ],
      },
    ],
  }),
);
assert.deepEqual(complaints, []);

const find = (appenders: string): readonly Diagnosed[] => {
  const service = createService({ userTypes: types });
  const names = [...new Set([...appenders.matchAll(/<appender name="([^"]*)"/g)].map(it => it[1] ?? ''))];
  const refs = names.map(it => `<appender-ref ref="${it}"/>`).join('');
  return service.diagnose(service.analyse(`<log4net>${appenders}<root>${refs}</root></log4net>`, ['log4net.config']));
};
const severities = (found: readonly Diagnosed[]): ReadonlySet<string> => new Set(found.map(it => it.severity));
const layout = '<layout type="log4net.Layout.PatternLayout"><conversionPattern value="%message"/></layout>';

describe("a class of others that the workspace's catalogue file describes", () => {
  const wrong: readonly (readonly [string, string])[] = [
    ['a number that is none', `<number value="x"/>${layout}`],
    ['a number out of range', `<number value="10"/>${layout}`],
    ['a required one that is missing', layout],
    ['no layout', '<number value="1"/>'],
    ['a class of the wrong kind', `<number value="1"/><cover type="log4net.Filter.DenyAllFilter"/>${layout}`],
  ];
  for (const [what, inside] of wrong) {
    it(`${what} is found, as information`, () => {
      const found = find(`<appender name="A" type="Acme.FaxAppender, Acme">${inside}</appender>`);
      assert.ok(found.length > 0);
      assert.deepEqual(
        [...severities(found)].filter(it => it === 'error' || it === 'warning'),
        [],
        JSON.stringify(found),
      );
    });
  }

  it('has no finding when it is used as described', () => {
    assert.deepEqual(
      find(`<appender name="A" type="Acme.FaxAppender, Acme"><number value="1"/><quality value="Fine"/>${layout}</appender>`),
      [],
    );
  });
});

describe('a class of others that nobody describes', () => {
  it('is information, with whatever stands in it', () => {
    const found = find(
      '<appender name="A" type="Acme.FaxAppender2, Acme"><number value="x"/><filter type="Acme.F, Acme"><a value=""/></filter><appender-ref ref="gone"/></appender>',
    );
    assert.deepEqual(severities(found), new Set(['information']), JSON.stringify(found));
  });

  it("does not hide what is wrong with log4net's own parts in it", () => {
    const found = find(
      '<appender name="A" type="Acme.FaxAppender2, Acme"><layout type="log4net.Layout.PatternLayout"><conversionPattern value="%Message"/></layout></appender>',
    );
    assert.ok(
      found.some(it => it.rule === 'patterns/misread-word' && it.severity !== 'information'),
      JSON.stringify(found),
    );
  });

  it("does not hide what is wrong with its name and its references, which are log4net's", () => {
    const two = '<appender name="A" type="Acme.FaxAppender2, Acme"/>'.repeat(2);
    assert.ok(
      find(two).some(it => it.rule.startsWith('references/') && it.severity !== 'information'),
      JSON.stringify(find(two)),
    );
  });
});

describe('a class without an assembly', () => {
  const about = (type: string): string => {
    const found = find(`<appender name="A" type="${type}">${layout}</appender>`).filter(it => it.rule === 'types/unknown-appender');
    return found.map(it => `${it.severity}: ${/Did you mean '(.*)'/.exec(it.message)?.[1] ?? 'no guess'}`).join();
  };

  it("is an error in one of log4net's namespaces, or in one written nearly so, with what was probably meant", () => {
    assert.equal(about('log4net.Appender.UdpApender'), 'error: log4net.Appender.UdpAppender');
    assert.equal(about('log4net.Appenders.RolingFileAppender'), 'error: log4net.Appender.RollingFileAppender');
    assert.equal(about('log4net.UdpAppender'), 'error: log4net.Appender.UdpAppender');
    assert.equal(about('log4net.Appender.FaxAppender'), 'error: no guess');
  });

  it("is somebody's own in any other namespace, also below log4net's, and whatever it ends with", () => {
    assert.equal(about('Acme.Logging.ListAppender'), 'warning: no guess');
    assert.equal(about('log4net.Json.Test.UI.Appender.TestAppender'), 'warning: no guess');
  });

  it('is like another by what makes up its name, not by what all of its kind end with', () => {
    assert.equal(about('log4net.Appender.TestAppender'), 'error: no guess');
    assert.equal(about('log4net.Appender.TelnettAppender'), 'error: log4net.Appender.TelnetAppender');
  });
});
