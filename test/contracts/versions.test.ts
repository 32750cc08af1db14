/** One version setting, respected everywhere: what a release does not have is not offered, is said on hover, and is found. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { runLint } from '../../client/src/terminal/lint';
import { parseSettings } from '../../server/src/lsp/settings';
import { createService, type Service } from '../../server/src/service';
import { testTerminal } from '../support/terminal';

const serviceFor = (log4netVersion: string | undefined): Service => createService(parseSettings({ log4netVersion }).settings);
const offered = (service: Service, text: string): readonly string[] =>
  service.complete(service.analyse(text.replace('‸', ''), ['log4net.config']), text.indexOf('‸')).map(it => it.label);
const shown = (service: Service, text: string, word: string): string =>
  service.hover(service.analyse(text, ['log4net.config']), text.indexOf(word) + 1)?.markdown ?? '';

/** A configuration that sends to syslog, with a setting. */
const syslog = (setting: string): string =>
  `<log4net><appender name="A" type="log4net.Appender.RemoteSyslogAppender"><remoteAddress value="127.0.0.1"/>${setting}<layout type="log4net.Layout.SimpleLayout"/></appender><root><appender-ref ref="A"/></root></log4net>`;
const escapeLines = syslog('<newLineHandling value="Escape"/>');
const layout = (type: string): string => escapeLines.replace('log4net.Layout.SimpleLayout', type).replace(/<newLine.*?>/, '');

const folder = mkdtempSync(path.join(tmpdir(), 'log4net-versions-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** What came or went, by the releases around it. */
const cases: readonly (readonly [version: string | undefined, has: boolean])[] = [
  [undefined, false],
  ['2.0', false],
  ['2.0.17', false],
  ['3.2.0', false],
  ['3.3', true],
  ['3.3.0', true],
];

describe('a property that came with 3.3', () => {
  for (const [version, has] of cases) {
    const service = serviceFor(version);
    const name = version ?? 'the assumed version';

    it(`is ${has ? '' : 'not '}offered for ${name}`, () => {
      assert.equal(offered(service, syslog('<param name="‸" value=""/>')).includes('newLineHandling'), has);
      assert.equal(service.status(service.analyse('')).versionAssumed, version === undefined);
    });

    it(`is ${has ? 'explained' : 'said to be missing'} on hover for ${name}`, () => {
      assert.match(shown(service, escapeLines, 'newLineHandling'), has ? /3\.3\.0/ : /3\.3/);
    });

    it(`is ${has ? 'no' : 'a'} finding for ${name}, in the editor and in the terminal`, async () => {
      const found = service.diagnose(service.analyse(escapeLines, ['log4net.config']));
      assert.equal(found.length === 0, has, JSON.stringify(found));
      writeFileSync(path.join(folder, 'log4net.config'), escapeLines);
      const io = testTerminal({ cwd: folder });
      await runLint(['log4net.config', '--format', 'json', ...(version === undefined ? [] : ['--log4net', version])], io, { version: '0' });
      const said = JSON.parse(io.written.out) as readonly { readonly code: string }[];
      assert.deepEqual(
        said.map(each => each.code),
        found.map(each => each.rule),
      );
    });
  }
});

describe('a class that came or went with 3.0', () => {
  const type = 'log4net.Layout.XmlLayoutSchemaLog4J';
  for (const [version, has] of [
    ['2.0', true],
    ['3.3', false],
  ] as const) {
    const service = serviceFor(version);
    it(`${has ? 'is' : 'is not'} there in ${version}, when it went`, () => {
      const gone = 'log4net.Appender.NetSendAppender';
      assert.equal(
        offered(service, '<log4net><appender name="A" type="‸"/></log4net>').some(label => label.includes('NetSendAppender')),
        has,
      );
      const found = service.diagnose(
        service.analyse(`<log4net><appender name="A" type="${gone}"/><root><appender-ref ref="A"/></root></log4net>`, []),
      );
      assert.equal(
        found.some(each => each.rule === 'types/other-version'),
        !has,
        JSON.stringify(found),
      );
    });
  }
  it('is used by its new name in 3.3', () => {
    const service = serviceFor('3.3');
    assert.deepEqual(
      service.diagnose(service.analyse(layout(type), [])).filter(each => each.rule.startsWith('types/')),
      [],
    );
  });
});

describe('the simulator', () => {
  const text = escapeLines
    .replace('RemoteSyslogAppender', 'NetSendAppender')
    .replace(/<(remoteAddress|newLineHandling)[^>]*>/g, '<recipient value="x"/>');
  const event = { logger: 'x', level: 'INFO', message: 'm', thread: '1', timestamp: '2026-03-12T00:00:00.000Z', properties: {} };
  const machine = {
    hostName: 'h',
    timeZone: 'UTC',
    processStart: '2026-03-12T00:00:00.000Z',
    processId: 1,
    environment: {},
    globalProperties: {},
  };
  const codes = (service: Service, log4netVersion?: string): readonly string[] =>
    service
      .simulate({ text, events: [event], machine, ...(log4netVersion === undefined ? {} : { log4netVersion }) } as unknown as Parameters<
        Service['simulate']
      >[0])
      .messages.map(it => it.code);

  it('has the classes of the version of the settings, or of the one it is asked for', () => {
    assert.ok(!codes(serviceFor('2.0')).includes('appender-lost'));
    assert.ok(codes(serviceFor('3.3')).includes('appender-lost'));
    assert.ok(codes(serviceFor('2.0'), '3.3').includes('appender-lost'));
    assert.ok(!codes(serviceFor('3.3'), '2.0').includes('appender-lost'));
  });
});

describe('the version that is assumed', () => {
  it('is that of the default of the setting, and is said to be assumed', () => {
    const [assumed, chosen] = [serviceFor(undefined), serviceFor('2.0')].map(it => it.status(it.analyse('<log4net/>')));
    assert.deepEqual([assumed?.log4netVersion, assumed?.versionAssumed], ['2.0', true]);
    assert.deepEqual([chosen?.log4netVersion, chosen?.versionAssumed], ['2.0.8', false]);
    assert.equal(serviceFor(undefined).analyse('').catalogue.version, serviceFor('2.0').analyse('').catalogue.version);
  });
});
