/** Twenty-one planted secrets in every place a secret can stand; peers that quote them back; and every place a person or a file may see. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { Forwarder } from '../../../client/src/delivery/forwarder';
import { openFileOutbox } from '../../../client/src/delivery/outbox/file';
import { parsePlans } from '../../../client/src/delivery/plans';
import { redactor } from '../../../client/src/delivery/redact';
import { forwardingReport } from '../../../client/src/delivery/report';
import { sinkKinds } from '../../../client/src/sinks';
import { openForwarding } from '../../../client/src/terminal/forward';
import { captured } from '../../support/events';
import { canary, needles, plant, quotingPeers, search, written } from '../../support/planted-secrets';
import { testTerminal } from '../../support/terminal';

test('the search itself finds a secret in each spelling', () => {
  assert.equal(needles.length, 21);
  for (const needle of needles)
    for (const spelling of written(needle)) assert.deepEqual(search(new Map([['x', `${canary} ${spelling}`]])), [`x holds ${needle}`]);
});

async function readAll(folder: string): Promise<string> {
  const names = await readdir(folder);
  return (await Promise.all(names.map(async name => `${name}\n${await readFile(path.join(folder, name), 'utf8')}`))).join('\n');
}

test('no secret is in a log, a state the panel shows, a preview, the journal, the dead-letter list or an error', () =>
  quotingPeers(async (http, smtp, tcp) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'secrets-'));
    try {
      const { sinks, values } = plant(http, smtp, tcp);
      const log: string[] = [];
      const { plans, complaints, secrets } = parsePlans(sinks, {
        kinds: sinkKinds,
        secret: () => undefined,
        env: name => values.get(name),
        filter: () => ({ ok: true, matches: () => true }),
        isUserEvent: () => false,
        includeTests: true,
        plainSecrets: 'accept',
        dryRun: () => undefined,
      });
      assert.deepEqual(complaints, []);
      assert.equal(plans.length, 21);
      const redact = redactor(secrets);
      const outbox = await openFileOutbox({ folder, owner: canary, pid: process.pid, log: line => log.push(redact(line)) });
      assert.ok(outbox.ok);
      const forwarder = new Forwarder({
        plans,
        outbox: outbox.outbox,
        ports: {
          log: line => log.push(redact(line)),
          redact,
          instance: canary,
          listener: canary,
          uuid: () => crypto.randomUUID(),
          now: Date.now,
          random: () => 1,
          after: (ms, callback) => {
            const timer = setTimeout(callback, ms);
            return () => clearTimeout(timer);
          },
        },
      });
      const event = captured({ text: canary, fields: { TaskName: canary } });
      await forwarder.accept([event]);
      for (let tries = 0; tries < 400 && forwarder.states().some(it => it.lastError === undefined); tries++)
        await new Promise(resolve => setTimeout(resolve, 25));
      const states = forwarder.states();
      assert.deepEqual(
        states.filter(it => it.lastError === undefined).map(it => it.id),
        [],
        'every sink has failed',
      );
      const dead = await forwarder.deadLetters();
      assert.ok(dead.length >= 12, `${dead.length} refused`);
      const previews = plans.map(({ sink }) => sink.preview({ deliveryId: 'd', event, attempt: 1, listener: canary }, canary));
      log.push(canary);
      const places = new Map([
        ['the states', JSON.stringify(states)],
        ['the errors', states.map(it => `${it.label} ${it.lastError ?? ''}`).join('\n')],
        ['the labels', plans.map(it => it.sink.label).join('\n')],
        ['the previews', JSON.stringify(previews)],
        ['the dead letters', JSON.stringify(dead)],
        ['the export', redact(`${JSON.stringify(event)}\n${JSON.stringify(forwardingReport(states, dead))}`)],
        ['what the panel says of the event', JSON.stringify(forwarder.traces(event.id))],
        ['the journal', await readAll(folder)],
        ['the log', log.join('\n')],
      ]);
      await forwarder.close();
      assert.deepEqual(search(places), []);
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    }
  }));

test('no secret is in what the command line prints or keeps', () =>
  quotingPeers(async (http, smtp, tcp) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'secrets-'));
    try {
      const { sinks, values } = plant(http, smtp, tcp);
      await writeFile(path.join(folder, 'sinks.json'), JSON.stringify({ sinks }));
      const io = testTerminal({ cwd: folder, env: Object.fromEntries(values) });
      const opened = await openForwarding({ file: 'sinks.json', stateDir: 'state' }, io);
      assert.ok(opened.ok, opened.ok ? '' : opened.message);
      await opened.forwarding.accept([captured({ text: canary, fields: { TaskName: canary } })]);
      await new Promise(resolve => setTimeout(resolve, 1_500));
      await opened.forwarding.close(3_000);
      assert.deepEqual(
        search(
          new Map([
            ['standard error', io.written.err],
            ['the state folder', await readAll(path.join(folder, 'state'))],
          ]),
        ),
        [],
      );
      assert.match(io.written.err, /received 1 = /);
      assert.equal(
        io.written.err.match(/^Sink '[^']*': "(url|password|webhookUrl)" holds a secret in the open\. \{ "env": "NAME" \} in its place/gm)
          ?.length,
        4,
      );
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    }
  }));

test('the editor takes no secret that stands in the settings, and its refusal does not repeat it', () => {
  const { sinks } = plant(1, 2, 3);
  const { plans, complaints } = parsePlans(sinks.slice(-4), {
    kinds: sinkKinds,
    secret: () => undefined,
    env: () => undefined,
    filter: () => ({ ok: true, matches: () => true }),
    isUserEvent: () => false,
    includeTests: true,
    plainSecrets: 'refuse',
    dryRun: () => undefined,
  });
  assert.deepEqual(plans, []);
  assert.equal(complaints.length, 4);
  for (const complaint of complaints)
    assert.match(complaint, /holds a secret in the open. Delete it there, and enter it with "Set Up Forwarding…"/);
  assert.deepEqual(search(new Map([['the complaints', complaints.join('\n')]])), []);
});
