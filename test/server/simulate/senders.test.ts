import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { sampleMachine } from '../../../server/src/features/samples';
import { type SenderFacts, senders } from '../../../server/src/simulate/senders';
import { analysed } from '../../support/analysed';

const template = readFileSync('templates/task-failed.xml', 'utf8').replaceAll('\r\n', '\n');

function sendersOf(text: string, path: readonly string[] = ['LocalLogConfig.xml', 'Scheduler']): readonly SenderFacts[] {
  const { config, catalogue } = analysed(text);
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length;
  return senders({ text, config, catalogue, path, machine: sampleMachine, lineOf });
}

const only = (text: string, path?: readonly string[]): SenderFacts => sendersOf(text, path)[0] ?? assert.fail('nobody sends');

const qlik = (filter: string, logger = 'System.Scheduler.Scheduler.Master.Task.TaskSession'): string => `<configuration>
  <appender name="Udp" type="log4net.Appender.UdpAppender">
    ${filter}
    <param name="remoteAddress" value="10.20.30.5" />
    <param name="remotePort" value="9998" />
    <param name="encoding" value="utf-8" />
    <layout type="log4net.Layout.PatternLayout"><param name="conversionpattern" value="%message" /></layout>
  </appender>
  ${logger === '' ? '' : `<logger name="${logger}"><appender-ref ref="Udp" /></logger>`}
</configuration>`;

const textFilter = (text: string): string =>
  `<filter type="log4net.Filter.StringMatchFilter"><param name="stringToMatch" value="${text}" /></filter>
    <filter type="log4net.Filter.DenyAllFilter" />`;

test('a template sends a row that is known, to the address that stands in it', () => {
  const sender = only(template);
  assert.deepEqual([sender.address, sender.port], ['127.0.0.1', 9998]);
  assert.equal(template.slice(sender.addressAt.start, sender.addressAt.end), '127.0.0.1');
  assert.equal(template.split('\n')[sender.addressAt.line - 1]?.includes('127.0.0.1'), true);
  assert.ok(sender.rows.kind === 'passes' && sender.rows.level === 'INFO', JSON.stringify(sender.rows));
  assert.deepEqual(sender.unseenTexts, []);
});

test('the service that reads the file is known by the folder, or by the loggers', () => {
  const byFolder = only(template).service;
  assert.equal(byFolder?.title, 'Qlik Sense Scheduler');
  assert.ok(byFolder.validates && byFolder.nodes.length === 1, 'of its nodes only the one these loggers are for');
  assert.match(byFolder.systemLog, /Scheduler\\Trace$/);
  assert.equal(only(template, []).service?.id, 'Scheduler');
  assert.equal(only('<log4net><appender name="U" type="log4net.Appender.UdpAppender" /></log4net>', []).service, undefined);
});

test('a text that newer releases of Qlik do not write lets nothing through, and what newer files ask for is told', () => {
  const sender = only(qlik(textFilter('Reload complete'), 'System.Scheduler.Scheduler.Slave.Tasks.ReloadTask'));
  assert.deepEqual(sender.rows.kind, 'filtered');
  const [unseen] = sender.unseenTexts;
  assert.equal(unseen?.text, 'Reload complete');
  assert.equal(unseen.newer?.text, 'Execution State Change to FinishedSuccess');
  assert.match(unseen.newer.note ?? '', /newer Qlik releases/);
});

test('a text that no row holds is told without a guess', () => {
  const sender = only(qlik(textFilter('Max retries raeched')));
  assert.equal(sender.rows.kind, 'filtered');
  assert.equal(sender.unseenTexts[0]?.newer, undefined);
  assert.equal(sender.unseenTexts[0]?.line, 3);
});

test('a threshold above every row is what stops it, not the filter', () => {
  const { rows } = only(qlik('<param name="threshold" value="FATAL" />'));
  assert.ok(rows.kind === 'stopped', JSON.stringify(rows));
  assert.match(rows.reason, /threshold|FATAL/i);
});

test('a logger that is switched off is what stops it', () => {
  const off = qlik('').replace('<appender-ref', '<level value="OFF" /><appender-ref');
  const { rows } = only(off);
  assert.ok(rows.kind === 'stopped', JSON.stringify(rows));
  assert.match(rows.reason, /OFF|level/i);
});

test('an appender that is lost for its address is stopped with the reason', () => {
  const { rows, address } = only(qlik('').replace('10.20.30.5', '999.1.1.1'));
  assert.equal(address, '999.1.1.1');
  assert.ok(rows.kind === 'stopped' && rows.reason.length > 20, JSON.stringify(rows));
});

test('an appender without a logger, and loggers nothing is known of, are told apart', () => {
  assert.equal(only(qlik('', '')).rows.kind, 'no-logger');
  assert.equal(only(qlik('', 'Some.Logger.Of.Mine')).rows.kind, 'unknown');
});

test('a log that is off until its level is raised in the QMC is named', () => {
  assert.deepEqual(only(qlik('', 'QixPerformance.Engine'), ['LocalLogConfig.xml', 'Engine']).service?.offByDefault, ['QIX performance']);
  assert.deepEqual(only(template).service?.offByDefault, []);
});

test('a port that cannot be is none', () => {
  assert.equal(only(qlik('').replace('9998', '70000')).port, undefined);
});
