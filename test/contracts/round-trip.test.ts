/** Each template through the engine: no finding, and each sample event of its formats becomes one datagram that its receiver accepts. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { catalogueFor } from '../../server/src/catalogue/index';
import { services } from '../../server/src/catalogue/services';
import { readText } from '../../server/src/model/read';
import type { Machine } from '../../server/src/pattern/event';
import { diagnose } from '../../server/src/rules/run';
import { simulate } from '../../server/src/simulate/index';
import { decode } from '../../server/src/wire/index';
import { createHistory, judge } from '../../server/src/wire/judge';

interface Template {
  readonly id: string;
  readonly file: string;
  readonly folder: string;
  readonly receivers: readonly string[];
  readonly parts: readonly { readonly format?: string; readonly mail?: string }[];
}

const { templates } = JSON.parse(readFileSync('templates/index.json', 'utf8')) as { readonly templates: readonly Template[] };
const catalogue = catalogueFor();
const machine: Machine = {
  hostName: 'qs-node-1',
  timeZone: 'Europe/Stockholm',
  serviceUser: 'LAB\\svc_qlik',
  processStart: '2026-03-12T00:00:00.000Z',
  processId: 4708,
  environment: {},
  globalProperties: {},
};
const samples = services().flatMap(service => service.samples);

for (const { id, file, folder, receivers, parts } of templates) {
  const text = readFileSync(`templates/${file}`, 'utf8');

  describe(`the template ${id}`, () => {
    it('lints without any finding', () => {
      for (const receiver of ['auto', ...receivers]) {
        const findings = diagnose(
          { config: readText(text, catalogue), catalogue, receiver, path: ['LocalLogConfig.xml', folder] },
          {},
          (rule, fault) => assert.fail(`${rule}: ${String(fault)}`),
        );
        assert.deepEqual(
          findings.map(({ rule, message }) => `${rule}: ${message}`),
          [],
        );
      }
    });

    for (const format of parts.flatMap(part => part.format ?? [])) {
      for (const { title, event } of samples.filter(each => each.contract === format)) {
        it(`turns "${title}" into one datagram of ${format} that is accepted`, () => {
          const { datagrams, messages } = simulate({ text, events: [event], machine }, catalogue);
          assert.deepEqual(messages, []);
          assert.equal(datagrams.length, 1);
          for (const receiver of receivers) {
            const payload = new Uint8Array(Buffer.from(datagrams[0]?.base64 ?? '', 'base64'));
            const port = datagrams[0]?.port ?? 0;
            const arrival = { ...decode(payload, port), bytes: payload.length, port, at: Date.parse(event.timestamp), id: 'only' };
            const verdict = judge(receiver, arrival, createHistory());
            assert.equal(verdict.verdict, 'accepted', `${receiver}: ${verdict.reason ?? ''}`);
          }
        });
      }
    }

    it('sends nothing for an event of another kind', () => {
      const others = samples.filter(({ contract }) => contract === undefined && !parts.some(({ format }) => format?.startsWith('sos-log')));
      assert.deepEqual(simulate({ text, events: others.map(({ event }) => event), machine }, catalogue).datagrams, []);
    });

    it('sends no mail until it is switched on, and then one for each event', () => {
      const mailed = parts.some(({ mail }) => mail !== undefined);
      const failed = samples.filter(({ contract }) => contract === 'butler-task-failed').map(({ event }) => event);
      assert.deepEqual(simulate({ text, events: failed, machine }, catalogue).mails, []);
      const on = text.replace('name="threshold" value="EMERGENCY"', 'name="threshold" value="ALL"');
      assert.equal(simulate({ text: on, events: failed, machine }, catalogue).mails.length, mailed ? failed.length : 0);
    });
  });
}
