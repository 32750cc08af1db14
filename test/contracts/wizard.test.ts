/** Every combination that "New Configuration…" can give: the file lints clean, sends where it was told to, and is accepted there. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { answerProblem, canSwitchOn, fillTemplate, readTemplates, type TemplateValue } from '../../client/src/vscode/commands/templates';
import { services } from '../../server/src/catalogue/services';
import { createService } from '../../server/src/service';
import type { Machine } from '../../server/src/pattern/event';
import { decode } from '../../server/src/wire/index';
import { createHistory, judge } from '../../server/src/wire/judge';

const index = readFileSync('templates/index.json', 'utf8');
const templates = readTemplates(index);
const facts = (
  JSON.parse(index) as {
    readonly templates: readonly {
      readonly receivers: readonly string[];
      readonly parts: readonly { readonly format?: string; readonly mail?: string }[];
    }[];
  }
).templates;
const samples = services().flatMap(service => service.samples);
const machine: Machine = {
  hostName: 'qs-node-1',
  timeZone: 'Europe/Stockholm',
  serviceUser: 'LAB\\svc_qlik',
  processStart: '2026-03-12T00:00:00.000Z',
  processId: 4708,
  environment: {},
  globalProperties: {},
};

/** What a person may answer, beside the default; each passes the wizard's own check. */
const answers: Readonly<Record<TemplateValue['kind'], readonly string[]>> = {
  address: ['10.20.30.5', 'butler.lab.example'],
  host: ['mail.lab.example'],
  port: ['1', '15000', '65535'],
  'mail-addresses': ['a@lab.example,b@lab.example', 'a@lab.example; b@lab.example', "o'hara+qlik@lab.example"],
  text: ['x'],
  switch: ['ALL'],
};

/** Those that the wizard takes for this value. */
const answersTo = (value: TemplateValue): readonly string[] => answers[value.kind].filter(it => answerProblem(value, it) === undefined);

it('a mail has one sender, and may go to several people', () => {
  const values = templates.find(({ id }) => id === 'task-failed-mail')?.values ?? [];
  const count = (param: string): number => values.filter(it => it.param === param).flatMap(answersTo).length;
  assert.deepEqual([count('from'), count('to')], [1, 3]);
});

/** Each answer of each value with each of the others. */
function combinations(values: readonly TemplateValue[]): readonly ReadonlyMap<string, string>[] {
  return values.reduce<readonly ReadonlyMap<string, string>[]>(
    (all, value) => all.flatMap(before => [value.default, ...answersTo(value)].map(it => new Map([...before, [value.id, it]]))),
    [new Map()],
  );
}

for (const [at, template] of templates.entries()) {
  describe(`the wizard's ${template.id}`, () => {
    const text = readFileSync(`templates/${template.file}`, 'utf8');
    const { receivers, parts } = facts[at] ?? { receivers: [], parts: [] };
    const formats = parts.flatMap(it => it.format ?? []);
    const all = combinations(template.values).filter(it => it.get('switchOn') !== 'ALL' || canSwitchOn(template, it));

    it(`lints clean with each of its ${all.length} combinations of answers, and sends what is accepted to where it was told`, () => {
      for (const values of all) {
        const said = JSON.stringify([...values]);
        const filled = fillTemplate(text, template, values);
        const service = createService({ onFault: (rule, fault) => assert.fail(`${rule}: ${String(fault)}`) });
        const doc = service.analyse(filled, ['LocalLogConfig.xml', template.folder]);
        const isLive = values.get('switchOn') === 'ALL';
        assert.deepEqual(
          service.diagnose(doc).map(it => `${it.rule}: ${it.message}`),
          [],
          said,
        );
        const sent = samples.filter(it => formats.includes(it.contract ?? ''));
        for (const { event, contract } of sent) {
          const { datagrams, mails, messages } = service.simulate({ text: filled, events: [event], machine });
          assert.deepEqual(messages, [], said);
          assert.equal(datagrams.length, 1, said);
          const [datagram] = datagrams;
          assert.equal(datagram?.port, Number(values.get('port')), said);
          assert.equal(datagram.address, values.get('address'), said);
          assert.equal(mails.length, isLive && contract === 'butler-task-failed' ? 1 : 0, said);
          const bytes = new Uint8Array(Buffer.from(datagram.base64, 'base64'));
          for (const receiver of receivers) {
            const arrival = {
              ...decode(bytes, datagram.port),
              bytes: bytes.length,
              port: datagram.port,
              at: Date.parse(event.timestamp),
              id: 'only',
            };
            const verdict = judge(receiver, arrival, createHistory());
            assert.equal(verdict.verdict, 'accepted', `${said} ${receiver}: ${verdict.reason ?? ''}`);
          }
        }
      }
    });
  });
}
