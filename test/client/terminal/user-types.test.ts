/** The catalogue file of the current folder counts for every command that reads a configuration. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { builtCli } from '../../support/built-cli';

const folder = mkdtempSync(path.join(tmpdir(), 'user-types-'));
after(() => rmSync(folder, { recursive: true }));
const cli = builtCli();
const write = (name: string, content: string): void => writeFileSync(path.join(folder, name), content);

/** A datagram appender, and beside it one of a class that only the catalogue file knows. */
write(
  'log4net.config',
  `<log4net>
  <appender name="Fax" type="Acme.FaxAppender, Acme"><layout type="log4net.Layout.SimpleLayout" /></appender>
  <appender name="Udp" type="log4net.Appender.UdpAppender">
    <remoteAddress value="127.0.0.1" /><remotePort value="9998" /><encoding value="utf-8" />
    <filter type="Acme.QuietFilter, Acme" />
    <layout type="log4net.Layout.PatternLayout"><conversionPattern value="%level;%message" /></layout>
  </appender>
  <root><appender-ref ref="Fax" /><appender-ref ref="Udp" /></root>
</log4net>
`,
);
const event = { logger: 'A', level: 'INFO', message: 'done', timestamp: '2026-03-09T08:07:06.045Z' };
write('event.json', JSON.stringify(event));
write('events.json', JSON.stringify([event]));
const catalogue = (text: string): void => write('.log4net-appenders.json', text);
const known = JSON.stringify({
  types: [
    { type: 'Acme.FaxAppender', kind: 'appender' },
    { type: 'Acme.QuietFilter', kind: 'filter' },
  ],
});

const run = (...argv: readonly string[]): { readonly status: number | null; readonly out: string; readonly err: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...argv], { cwd: folder, encoding: 'utf8', timeout: 30_000 });
  return { status, out: stdout, err: stderr };
};

describe('a class of the catalogue file', () => {
  const simulate = ['simulate', 'log4net.config', '--events', 'events.json'] as const;

  it('is lost to simulate without the file, and known with it', () => {
    rmSync(path.join(folder, '.log4net-appenders.json'), { force: true });
    assert.match(run(...simulate).out, /Acme\.FaxAppender/);
    catalogue(known);
    const { messages } = JSON.parse(run(...simulate).out) as { readonly messages: readonly { readonly message: string }[] };
    assert.deepEqual(
      messages.filter(it => it.message.includes('Acme')),
      [],
    );
  });

  for (const argv of [simulate, ['check', 'log4net.config'], ['send', 'log4net.config', '--event', 'event.json', '--to', '127.0.0.1:9']]) {
    it(`${argv[0]} reads the file, and says what is wrong with it`, () => {
      catalogue('{');
      assert.match(run(...argv).err, /^\.log4net-appenders\.json is not valid JSON/);
      catalogue(known);
      assert.doesNotMatch(run(...argv).err, /log4net-appenders\.json/);
    });
  }
});
