import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checklist, conclusion, type Heard } from '../../../../client/src/listener/checklist';
import type { NodeCount } from '../../../../client/src/listener/nodes';
import { check, fine, titles, withSender } from './support';

const none: Heard = { ports: new Map(), nodes: [] };

const node = (name: string, lastSeen: string): NodeCount => ({
  ...{ node: name, count: 2, lastSeen },
  byType: new Map([['task-failed', { count: 2, lastSeen }]]),
});

test('Last event: one since the listener was started is fine', () => {
  const found = check('Last event', {});
  assert.equal(found.state, 'ok');
  assert.match(found.message, /Events arrive: the last one was task failed of qs-node-1 on port 9998, 60 s ago/);
});

test('Last event: one from before leaves the question open, and says since when', () => {
  const last = { at: '2026-03-10T09:31:04Z', node: 'qs-node-1', event: 'task failed', port: 9998 };
  const found = check('Last event', { heard: { ...none, last } });
  assert.equal(found.state, 'unknown');
  assert.match(found.message, /No event at all in the 30 min since the listener was started; .* 2 days ago/);
});

test('Last event: none ever, and what a test event has shown', () => {
  const found = check('Last event', { heard: { ...none, lastTest: '2026-03-12T09:30:59Z' } });
  assert.equal(found.state, 'unknown');
  assert.match(found.message, /No event has come from a service yet.*A test event arrived 5 s ago/);
});

test('Nodes: one that went quiet while others are heard is named with what it used to send', () => {
  const nodes = [node('qs-node-1', '2026-03-12T09:30:04Z'), node('qs-node-2', '2026-03-09T09:30:04Z')];
  const found = check('Nodes', { heard: { ...none, nodes } });
  assert.equal(found.state, 'problem');
  assert.match(found.message, /qs-node-2 \(3 days ago: task failed\)/);
  assert.ok(found.wayOut);
});

test('Nodes: all heard within a day are fine', () => {
  const nodes = [node('qs-node-1', '2026-03-12T09:30:04Z'), node('qs-node-2', '2026-03-12T01:30:04Z')];
  assert.equal(check('Nodes', { heard: { ...none, nodes } }).state, 'ok');
});

test('Nodes: with one node, or with all of them quiet, there is nothing to compare', () => {
  assert.ok(!titles({ heard: { ...none, nodes: [node('a', '2026-03-12T09:30:04Z')] } }).includes('Nodes'));
  assert.ok(
    !titles({ heard: { ...none, nodes: [node('a', '2026-03-02T09:30:04Z'), node('b', '2026-03-02T09:30:04Z')] } }).includes('Nodes'),
  );
});

test('the conclusion counts what is wrong and what cannot be told, and gives no false comfort', () => {
  assert.equal(conclusion(checklist(fine)), 'Nothing is in the way.');
  assert.equal(
    conclusion(checklist({ ...fine, sockets: [], holders: [] })),
    '2 things may keep events from arriving; 1 thing cannot be tested from here.',
  );
  assert.match(conclusion(checklist({ ...fine, files: withSender({ address: '10.9.9.9' }) })), /^One thing may keep/);
  assert.match(conclusion(checklist({ ...fine, holders: undefined })), /^Nothing that can be tested from here is in the way; 1 thing/);
});
