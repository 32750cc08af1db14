import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { portArgument, textArgument } from '../../../client/src/vscode/commands/arguments';
import { commandLine } from '../../../client/src/vscode/commands/command-line';
import { addressProblem, mailProblem, portProblem } from '../../../client/src/vscode/commands/input';
import { fillTemplate, readTemplates } from '../../../client/src/vscode/commands/templates';
import { panelHtml } from '../../../client/src/vscode/views/panel-html';
import { RateMeter } from '../../../client/src/vscode/views/rate';

test('arguments of any shape are read: a text is a text, a port a port', () => {
  for (const junk of [undefined, null, 1, 'x', [], {}, { uri: 1 }, { port: 0 }, { port: 65_536 }, { port: '9x' }, { port: 1.5 }]) {
    assert.equal(textArgument(junk, 'uri'), undefined);
    assert.equal(portArgument(junk, 'port'), undefined);
  }
  assert.equal(textArgument({ uri: 'file:///a' }, 'uri'), 'file:///a');
  assert.equal(textArgument({}, 'constructor'), undefined);
  assert.equal(portArgument({ port: 9998 }, 'port'), 9998);
  assert.equal(portArgument({ port: '9998' }, 'port'), 9998);
});

test('an address is an IP address or a host name, and never needs escaping', () => {
  for (const good of ['127.0.0.1', '10.20.30.5', 'qs-node-1', 'butler.example.com', '::1', 'fe80::1', '2001:db8::10.0.0.1', 'A_B'])
    assert.equal(addressProblem(` ${good} `), undefined, good);
  for (const bad of ['', ' ', '1.2.3', '256.1.1.1', '1.2.3.4.5', 'a b', '<IP of server>', 'a"b', 'a&b', 'http://x', '-a', 'a..b', ':x'])
    assert.match(addressProblem(bad) ?? '', /\.$/, bad);
});

test('a port is from 1 to 65535, mail addresses are parted by commas or semicolons', () => {
  for (const good of ['1', '9998', '65535', ' 25 ']) assert.equal(portProblem(good), undefined);
  for (const bad of ['', '0', '65536', '99999', '1e3', '-1', '1.5']) assert.notEqual(portProblem(bad), undefined, bad);
  for (const good of ['a@b', 'a@b.c; d@e.f', 'a@b,c@d,']) assert.equal(mailProblem(good), undefined);
  for (const bad of ['', 'a', 'a@b; c', 'a@b\nc@d x', '<a@b>']) assert.notEqual(mailProblem(bad), undefined, bad);
});

const templates = readTemplates(readFileSync('templates/index.json', 'utf8'));

test('a template with nothing changed is the template', () => {
  for (const template of templates) {
    const text = readFileSync(`templates/${template.file}`, 'utf8');
    const same = new Map(template.values.map(it => [it.id, it.default]));
    assert.equal(fillTemplate(text, template, same), text, template.id);
  }
});

test('every value that a template asks for arrives in the text, and nothing else changes', () => {
  for (const template of templates) {
    const text = readFileSync(`templates/${template.file}`, 'utf8');
    for (const { id, param, default: standard } of template.values) {
      const filled = fillTemplate(text, template, new Map([[id, 'a<&"b']]));
      assert.ok(filled.includes(`name="${param}" value="a&lt;&amp;&quot;b"`), `${template.id}: ${id}`);
      assert.equal(filled.replaceAll('a&lt;&amp;&quot;b', standard), text, `${template.id}: ${id} changes more than itself`);
    }
  }
});

test('a line for a POSIX shell gives the program exactly the arguments that were meant', () => {
  const script = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ unit: 'grapheme', maxLength: 12 }).filter(it => !it.includes('\0')),
        { maxLength: 4 },
      ),
      wanted => {
        const line = commandLine({
          platform: 'linux',
          runtime: process.execPath,
          isNode: true,
          program: '-e',
          arguments: [script, '--', ...wanted],
        });
        assert.deepEqual(JSON.parse(execFileSync('/bin/sh', ['-c', line], { encoding: 'utf8' })), wanted);
      },
    ),
    { seed: 20_260_312, numRuns: 15 },
  );
});

test("VS Code's own runtime is told to act as Node, in the words of each shell", () => {
  const code = {
    runtime: 'C:\\Program Files\\Microsoft VS Code\\Code.exe',
    isNode: false,
    program: 'C:\\x\\dist\\cli.js',
    arguments: ['lint', "D:\\it's\\LocalLogConfig.xml"],
  };
  assert.equal(
    commandLine({ platform: 'win32', ...code }),
    "$env:ELECTRON_RUN_AS_NODE=1; & 'C:\\Program Files\\Microsoft VS Code\\Code.exe' C:\\x\\dist\\cli.js lint 'D:\\it''s\\LocalLogConfig.xml'",
  );
  assert.equal(
    commandLine({
      platform: 'linux',
      runtime: '/usr/share/code/code',
      isNode: false,
      program: '/x/cli.js',
      arguments: ['lint', '**/LocalLogConfig.xml'],
    }),
    "ELECTRON_RUN_AS_NODE=1 /usr/share/code/code /x/cli.js lint '**/LocalLogConfig.xml'",
  );
});

test('the rate counts a minute and forgets', () => {
  const rate = new RateMeter();
  const start = 1_773_295_321_586;
  rate.count(3, start);
  rate.count(2, start + 30_000);
  assert.equal(rate.perMinute(start + 30_000), 5);
  assert.equal(rate.perMinute(start + 61_000), 2);
  assert.equal(rate.perMinute(start + 600_000), 0);
  rate.count(1, start - 3_600_000);
  assert.equal(rate.perMinute(start - 3_600_000), 1, 'a clock that is set back does no harm');
});

test('the page may load our script, styles and font, and nothing else', () => {
  const html = panelHtml({
    cspSource: 'https://x',
    nonce: 'abc',
    script: 'https://x/panel.js?a&b',
    style: 'https://x/p.css',
    title: '<t>',
  });
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? '';
  assert.match(policy, /^default-src 'none'; /);
  assert.doesNotMatch(policy, /unsafe|\*|data:|blob:|connect-src|img-src/);
  assert.deepEqual(
    [...html.matchAll(/<script[^>]*>/g)].map(it => it[0]),
    ['<script nonce="abc" src="https://x/panel.js?a&amp;b">'],
  );
  assert.doesNotMatch(html, /<style|style=|<t>| on\w+=/);
});
