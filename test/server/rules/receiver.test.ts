import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { formats } from '../../../server/src/wire/receivers';
import { applied, checkFindings, checkFix, findingsIn } from '../../support/findings';

const HOST =
  '<converter><param name="name" value="hostname" /><param name="type" value="Qlik.Sense.Logging.log4net.Layout.Pattern.HostNamePatternConverter" /></converter>';
const TAIL =
  '%hostname;%property{TaskName};%property{AppName};%property{User};%property{TaskId};%property{AppId};%date;%level;%property{ExecutionId};%message';

/** A Qlik file with one datagram appender of this pattern. */
const qlik = (pattern: string, port = '9998', more = ''): string =>
  `<configuration><appender name="Udp" type="log4net.Appender.UdpAppender">${more}<param name="remoteAddress" value="127.0.0.1" /><param name="remotePort" value="${port}" /><param name="encoding" value="utf-8" /><layout type="log4net.Layout.PatternLayout">${HOST}<param name="conversionPattern" value="${pattern}" /></layout></appender><logger name="System.Scheduler.Scheduler.Master.Task.TaskSession"><appender-ref ref="Udp" /></logger></configuration>`;

test('a current message is fine', () => {
  const found = findingsIn(qlik(`/scheduler-task-failed/;${TAIL}`));
  assert.deepEqual(
    found.map(it => `${it.rule} ${it.message}`),
    [],
  );
});

test('an old message that is still accepted is fine', () => {
  assert.deepEqual(findingsIn(qlik(`/scheduler-reload-failed/;${TAIL}`)), []);
});

test('a misspelt first field, with the nearest known one', () => {
  checkFindings(qlik(`⟦/scheduler-task-faild/⟧;${TAIL}`), 'receiver/unknown-prefix', {
    severity: 'warning',
    says: /Butler 16 does not know .* Did you mean '\/scheduler-task-failed\/'/,
  });
  checkFix(qlik(`/scheduler-task-faild/;${TAIL}`), 'receiver/unknown-prefix', qlik(`/scheduler-task-failed/;${TAIL}`));
});

test('the prefix that was published with two slashes', () => {
  checkFix(qlik(`/scheduler-task-success//;${TAIL}`), 'receiver/unknown-prefix', qlik(`/scheduler-task-success/;${TAIL}`));
});

test('a first field of someone else says nothing, unless a receiver is chosen', () => {
  checkFindings(qlik('%date;%message', '4711'), 'receiver/unknown-prefix');
  checkFindings(qlik('⟦%date⟧;%message', '4711'), 'receiver/unknown-prefix', { receiver: 'butler-16' });
});

test('a missing delimiter is found at its place and put in', () => {
  const broken = `/scheduler-task-failed/;${TAIL}`.replace('%level;', '%level');
  checkFindings(qlik(broken.replace('%level%property{ExecutionId}', '⟦%level%property{ExecutionId}⟧')), 'receiver/field-count', {
    says: /10 fields, 11 expected/,
  });
  checkFix(qlik(broken), 'receiver/field-count', qlik(`/scheduler-task-failed/;${TAIL}`));
});

test('a field too many', () => {
  checkFindings(qlik(`⟦/scheduler-task-failed/;${TAIL};%thread⟧`), 'receiver/field-count', { says: /12 fields, 11 expected/ });
});

test('fields in another order', () => {
  const swapped = TAIL.replace('%property{TaskId};%property{AppId}', '⟦%property{AppId}⟧;%property{TaskId}');
  checkFindings(qlik(`/scheduler-task-failed/;${swapped}`), 'receiver/field-order', { says: /takes field 6 for TaskId/ });
});

test('an appender with several mistakes is made valid at once, its comments kept', () => {
  const pattern = `/scheduler-task-failed/;${TAIL}`.replace('%property{TaskId};%property{AppId}', '%property{AppId};%property{TaskId}');
  const broken = qlik(pattern.replace('%level;', '%level'), '9998', '<!-- kept -->').replace('utf-8', 'windows-1252');
  const whole = findingsIn(broken)
    .flatMap(it => it.fixes ?? [])
    .find(it => it.title === "Make 'Udp' valid for Butler 16: the pattern of /scheduler-task-failed/ anew");
  assert.equal(applied(broken, whole?.edits ?? []), qlik(`/scheduler-task-failed/;${TAIL}`, '9998', '<!-- kept -->'));
});

test('another encoding', () => {
  checkFindings(qlik(`/scheduler-task-failed/;${TAIL}`).replace('utf-8', '⟦windows-1252⟧'), 'receiver/encoding');
});

test('a message of the old Butler is one finding, and one fix upgrades the appender', () => {
  const filter =
    '<!-- kept --><filter type="log4net.Filter.StringMatchFilter"><param name="stringToMatch" value="Message from ReloadProvider" /></filter><filter type="log4net.Filter.DenyAllFilter" />';
  const old = qlik('%hostname;%property{TaskName};%property{AppName};%property{UserId}', '9998', filter);
  const found = findingsIn(old, { receiver: 'butler-16' }).filter(it => it.rule.startsWith('receiver/'));
  assert.deepEqual(
    found.map(it => [it.rule, it.message]),
    [['receiver/other-generation', 'This appender is written for Butler 4; Butler 16 drops its datagrams.']],
  );
  const mended = applied(old, found[0]!.fixes![0]!.edits);
  assert.match(mended, /<!-- kept -->/);
  assert.match(mended, /value="Max retries reached"/);
  assert.deepEqual(findingsIn(mended, { receiver: 'butler-16' }), []);
});

test('user events of an old receiver are for another one now', () => {
  const old = qlik(
    '/proxy-session/;%hostname;%property{Command};%property{UserDirectory};%property{UserId};%property{Origin};%property{Context};%message',
    '9997',
  );
  const found = findingsIn(old).filter(it => it.rule === 'receiver/other-generation');
  assert.match(found[0]?.message ?? '', /Butler SOS 15 drops its datagrams/);
  assert.match(applied(old, found[0]!.fixes![0]!.edits), /\/qseow-proxy-session\//);
});

test('an XML layout for a receiver of delimited messages, when that is chosen', () => {
  const xml = qlik('x').replace(/<layout.*<\/layout>/, '<layout type="⟦log4net.Layout.XmlLayoutSchemaLog4j⟧"></layout>');
  checkFindings(xml.replaceAll(/[⟦⟧]/g, ''), 'receiver/layout');
  checkFindings(xml, 'receiver/layout', { receiver: 'butler-16' });
});

test("each current format's own pattern is fine for its own receiver", () => {
  for (const { id, pattern, status, defaultPort, product } of formats) {
    if (status !== 'current') continue;
    const found = findingsIn(qlik(pattern, String(defaultPort))).filter(it => it.rule.startsWith('receiver/'));
    assert.deepEqual(
      found.map(it => it.message),
      [],
      `${id} for ${product}`,
    );
  }
});

test('no template has any finding', () => {
  const folder = 'templates';
  const names = readdirSync(folder).filter(it => it.endsWith('.xml'));
  assert.ok(names.length > 5);
  for (const name of names) {
    const found = findingsIn(readFileSync(path.join(folder, name), 'utf8'), { path: [name] });
    assert.deepEqual(
      found.map(it => `${name}: ${it.rule}: ${it.message}`),
      [],
    );
  }
});

test('a first field without its last slash', () => {
  checkFix(qlik(`/scheduler-task-failed;${TAIL}`), 'receiver/unknown-prefix', qlik(`/scheduler-task-failed/;${TAIL}`));
});

test('fields separated by another sign, or the first one not at all', () => {
  const good = `/scheduler-task-failed/;${TAIL}`;
  for (const sign of [',', '|']) {
    checkFindings(qlik(`⟦${good.replaceAll(';', sign)}⟧`), 'receiver/field-count', { says: /separated by ';', not by '[,|]'/ });
    checkFix(qlik(good.replaceAll(';', sign)), 'receiver/field-count', qlik(good));
  }
  checkFix(qlik(good.replace('/;', '/')), 'receiver/field-count', qlik(good));
});

test('an id with anything beside it is no id', () => {
  const good = `/scheduler-task-failed/;${TAIL}`;
  const spaced = good.replace(';%property{TaskId}', ';⟦ %property{TaskId}⟧');
  checkFindings(qlik(spaced), 'receiver/guid', { severity: 'warning', says: /field 6, TaskId/ });
  checkFindings(qlik(good), 'receiver/guid');
  checkFix(qlik(spaced.replace(/[⟦⟧]/g, '')), 'receiver/guid', qlik(good));
  // Butler 4 looks at no ids.
  checkFindings(qlik(spaced.replace(/[⟦⟧]/g, '')), 'receiver/guid', { receiver: 'butler-4' });
});

test('a text that may hold a semicolon stands last, or is encoded', () => {
  const format = formats.find(it => it.id === 'sos-log-proxy');
  assert.ok(format);
  const converters = ['rownum', 'longIso8601date', 'user', 'encodedmessage', 'encodedexception'];
  const declared = (pattern: string): string =>
    qlik(pattern, '9996').replace(HOST, HOST + converters.map(it => HOST.replace('value="hostname"', `value="${it}"`)).join(''));
  checkFindings(declared(format.pattern), 'receiver/free-text');
  checkFindings(declared(format.pattern.replace('%encodedmessage', '⟦%message⟧')), 'receiver/free-text', { severity: 'warning' });
  checkFix(declared(format.pattern.replace('%encodedmessage', '%message')), 'receiver/free-text', declared(format.pattern));
  checkFindings(qlik(`/scheduler-task-failed/;${TAIL}`), 'receiver/free-text');
});

test('an appender of another generation is one finding, whatever else its fix makes up for, and comments stay', () => {
  const old = qlik(
    '/proxy-session/;%hostname;%property{Command};%property{UserDirectory};%property{UserId};%property{Origin};%property{Context};%message',
    '9997',
    '<!-- keep me -->',
  )
    .replace(HOST, '<!-- and me -->')
    .replace('System.Scheduler.Scheduler.Master.Task.TaskSession', 'AuditActivity.Proxy');
  const found = findingsIn(old);
  assert.deepEqual(
    found.map(it => it.rule),
    ['receiver/other-generation'],
  );
  const fixes = found.flatMap(it => it.fixes ?? []);
  assert.equal(fixes.length, 1);
  const upgraded = applied(old, fixes[0]?.edits ?? []);
  assert.deepEqual(findingsIn(upgraded), []);
  assert.ok(upgraded.includes('<!-- keep me -->') && upgraded.includes('<!-- and me -->'));
});

const scheduler = { path: ['LocalLogConfig.xml', 'Scheduler'] } as const;
const toButler = (pattern: string, port = 9998, converter = ''): string =>
  `<configuration><appender name="B" type="log4net.Appender.UdpAppender"><param name="remoteAddress" value="10.0.0.1"/><param name="remotePort" value="${port}"/><param name="encoding" value="utf-8"/><layout type="log4net.Layout.PatternLayout">${converter}<param name="conversionpattern" value="${pattern}"/></layout></appender><logger name="System.Scheduler.Scheduler.Master.Task.TaskSession"><appender-ref ref="B"/></logger></configuration>`;

test('what goes to the usual port of a receiver without a type that it knows is found, and the nearest type offered', () => {
  for (const [pattern, guess] of [
    ['⟦scheduler-task-failed⟧;%level;%property{TaskName}', '/scheduler-task-failed/'],
    ['⟦scheduler-task-failed/⟧;%level;%property{TaskName}', '/scheduler-task-failed/'],
    ['⟦%level⟧;%property{TaskName};%property{AppName};%property{User}', undefined],
  ] as const) {
    checkFindings(toButler(pattern), 'receiver/unknown-prefix', { ...scheduler, severity: 'warning', says: /Port 9998 is usually its/ });
    if (guess === undefined) continue;
    const before = toButler(pattern.replace(/[⟦⟧]/g, ''));
    checkFix(before, 'receiver/unknown-prefix', before.replace(/scheduler-task-failed\/?(?=;)/, guess), scheduler);
  }
});

test('what goes elsewhere, or is no row of fields, may be meant for anybody', () => {
  checkFindings(toButler('%level;%property{TaskName};%message', 12_345), 'receiver/unknown-prefix', scheduler);
  checkFindings(toButler('%level %message'), 'receiver/unknown-prefix', scheduler);
});

const failed = (fields: string, converter = ''): string =>
  toButler(
    `/scheduler-task-failed/;%hostname;%property{TaskName};%property{AppName};%property{User};${fields};%date;%level;%property{ExecutionId};%message`,
    9998,
    converter,
  );
const hostname =
  '<converter><param name="name" value="hostname" /><param name="type" value="Qlik.Sense.Logging.log4net.Layout.Pattern.HostNamePatternConverter" /></converter>';

test('two fields that have changed places change back', () => {
  checkFix(
    failed('%property{AppId};%property{TaskId}', hostname),
    'receiver/field-order',
    failed('%property{TaskId};%property{AppId}', hostname),
    { ...scheduler, title: /^Swap/ },
  );
});

test('an appender that is made valid declares a converter once, where it was declared by attributes', () => {
  const text = failed(
    '%property{AppId};%property{TaskId}',
    '<converter name="hostname" type="Qlik.Sense.Logging.log4net.Layout.Pattern.HostNamePatternConverter"/>',
  );
  const finding = findingsIn(text, scheduler).find(it => it.rule === 'receiver/field-order');
  const fix = finding?.fixes?.find(it => it.title.startsWith('Make'));
  assert.ok(fix);
  const made = [...fix.edits].reverse().reduce((it, { span, text: put }) => it.slice(0, span.start) + put + it.slice(span.end), text);
  assert.equal(made.match(/<converter/g)?.length, 1);
  assert.ok(!findingsIn(made, scheduler).some(it => it.severity === 'warning' || it.severity === 'error'), made);
});

test('a required property that is missing is what a part of its name means', () => {
  const text = (name: string): string =>
    `<log4net><appender name="B" type="log4net.Appender.UdpAppender"><remoteAddress value="10.0.0.1"/><${name} value="9000"/><layout type="log4net.Layout.SimpleLayout"/></appender><root><appender-ref ref="B"/></root></log4net>`;
  checkFix(text('port'), 'properties/unknown', text('remotePort'));
  const found = findingsIn(text('port')).filter(it => it.severity !== 'information');
  assert.deepEqual(
    found.map(({ rule, severity, message }) => `${severity} ${rule}: ${message}`),
    [
      "error properties/unknown: UdpAppender has no property 'port', and <appender> has no remotePort: log4net loads it without a word, but it never sends anything. Write remotePort.",
    ],
    'one cause, one finding',
  );
  checkFindings(text('remotPort'), 'properties/missing');
  checkFindings(text('x').replace('log4net.Appender.UdpAppender', '⟦log4net.Appender.UdpAppender⟧'), 'properties/missing');
});
