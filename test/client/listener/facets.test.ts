import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { createIntake } from '../../../client/src/listener/intake';
import { isUserEvent, userOf } from '../../../client/src/listener/facets';
import type { CapturedEvent } from '../../../server/src/wire/event';
import { sampleEvents } from '../../support/sample-events';

const captured = (text: string, port: number): CapturedEvent =>
  createIntake({ uuid: randomUUID, now: Date.now }).take({
    payload: Buffer.from(text),
    port,
    from: { address: '10.20.30.5', port: 50_000 },
    receivedAt: Date.parse('2026-03-12T06:02:50Z'),
  });

const xml = (logger: string, data: Readonly<Record<string, string>>): string =>
  `<log4j:event logger="${logger}" timestamp="1773295321000" level="INFO" thread="1"><log4j:message>Start session</log4j:message><log4j:properties>${Object.entries(
    data,
  )
    .map(([name, value]) => `<log4j:data name="${name}" value="${value}" />`)
    .join('')}</log4j:properties></log4j:event>`;

const user = { UserDirectory: 'LAB', UserId: 'alice.smith' };

test('a user event is one in whatever format and on whatever port it comes', () => {
  for (const text of [
    xml('AuditActivity.Proxy', user),
    xml('auditactivity.proxy', {}),
    xml('AuditActivity.Proxy.Session', {}),
    xml('Elsewhere', user),
    JSON.stringify({ level: 'INFO', logger: 'AuditSecurity.Proxy', message: 'x' }),
    JSON.stringify({ level: 'INFO', message: 'x', ...user }),
    '<134>AuditActivity.Proxy: Start session for LAB\\alice.smith',
  ]) {
    assert.ok(isUserEvent(captured(text, 9998)), text);
  }
  assert.equal(userOf(captured(xml('Elsewhere', user), 9998)), 'LAB\\alice.smith');
});

test('what comes to the usual port of user events is one, unless it says that it is something else', () => {
  assert.ok(isUserEvent(captured('/our-own-session/;QS-CENTRAL;LAB;alice.smith', 9997)));
  assert.ok(isUserEvent(captured('alice.smith has come', 9997)));
  const task = sampleEvents().find(it => it.datagram.startsWith('/scheduler-task-failed/'));
  assert.ok(task);
  assert.equal(isUserEvent(captured(task.datagram, 9997)), false);
});

test('a task has a user and is no user event; nor is what names nobody', () => {
  for (const text of [
    xml('System.Scheduler.Scheduler.Master.Task.TaskSession', { ...user, TaskName: 'Nightly', TaskId: randomUUID() }),
    xml('AuditActivityProxy', {}),
    'hello',
    JSON.stringify({ level: 'INFO', logger: 'System.Proxy', message: 'x' }),
  ]) {
    assert.equal(isUserEvent(captured(text, 9998)), false, text);
  }
});
