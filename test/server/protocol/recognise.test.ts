import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { hasLog4netSection, headLength, isApplicationConfig, looksLikeLog4net } from '../../../server/src/protocol/recognise';

const qlik = '<configuration><appender name="A" type="log4net.Appender.UdpAppender">';

const cases: readonly [name: string, head: string, expected: boolean][] = [
  ['a log4net root', '<?xml version="1.0"?>\n<log4net>\n', true],
  ['a log4net root with attributes', '<log4net debug="true">', true],
  ['a log4net root that closes itself', '<log4net/>', true],
  ['a byte order mark and comments in front', `\ufeff<?xml version="1.0"?><!-- <a> -- ><b> --><!-- two -->${qlik}`, true],
  ['Qlik, an appender first', qlik, true],
  ['Qlik, a logger first', '<configuration><logger name="x"/><appender name="A" type="T"></appender>', true],
  ['Qlik, cut in the middle of the appender', '<configuration>\n <appender name="A"\n type="log4net', true],
  ['a document type in front', '<!DOCTYPE log4net [ <!ENTITY a "b"> ]><log4net>', true],
  ['a comment that never ends', '<!-- <log4net>', false],
  ['logback', '<configuration><appender name="A" class="ch.qos.logback.core.ConsoleAppender">', false],
  ['logback, a logger first', '<configuration><logger name="x"/><appender name="A" class="C">', false],
  ['a .NET application', '<configuration><appSettings><add key="type" value="appender"/></appSettings>', false],
  ['loggers without an appender in sight', '<configuration><logger name="x"/>', false],
  ['log4j', '<log4j:configuration><appender name="A" class="C">', false],
  ['another root that begins alike', '<log4netty>', false],
  ['a root that mentions log4net', '<project name="log4net">', false],
  ['no XML', '{ "log4net": 1 }', false],
  ['nothing', '', false],
];

for (const [name, head, expected] of cases) test(name, () => assert.equal(looksLikeLog4net(head), expected));

test('every template and sample is recognised by its beginning, whatever its name', () => {
  const files = readdirSync('templates', { recursive: true, encoding: 'utf8' }).filter(it => it.endsWith('.xml'));
  assert.ok(files.length > 10);
  for (const file of files) assert.ok(looksLikeLog4net(readFileSync(`templates/${file}`, 'utf8').slice(0, headLength)), file);
});

test('recognising takes no longer than the text is long', () => {
  const began = performance.now();
  for (const piece of ['<!--', '<!DOCTYPE ', '<?', '<configuration><logger ', '<!DOCTYPE x [', '<appender '])
    looksLikeLog4net(piece.repeat(headLength / 4));
  assert.ok(performance.now() - began < 5000);
});

test('application configurations are known by their names', () => {
  for (const name of ['/a/App.config', 'C:\\a\\web.config', '/a/Service.exe.config', '/a/My.Library.dll.config', 'Web.Config'])
    assert.ok(isApplicationConfig(name), name);
  for (const name of ['/a/log4net.config', '/a/myapp.config', '/a/app.config.xml', '/a/exe.config'])
    assert.ok(!isApplicationConfig(name), name);
  assert.ok(hasLog4netSection('<configuration>\n<log4net>'));
  assert.ok(!hasLog4netSection('<section name="log4net" type="T"/>'));
});
