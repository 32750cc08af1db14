import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeDelimited, readDelimited } from '../../../server/src/wire/delimited';
import type { Judgement } from '../../../server/src/wire/event';
import { createHistory, judge } from '../../../server/src/wire/judge';
import { format, receivers } from '../../../server/src/wire/receivers';
import { sampleEvents } from '../../support/sample-events';

const samples = sampleEvents();

/** Judges all samples as one receiver would, one after the other. */
function verdictsOf(receiver: string, portOf: (defaultPort: number) => number): ReadonlyMap<string, Judgement> {
  const history = createHistory();
  return new Map(
    samples.map(sample => {
      const delimited = readDelimited(sample.datagram);
      const judgement = judge(
        receiver,
        {
          text: sample.datagram,
          bytes: Buffer.byteLength(sample.datagram),
          port: portOf((sample.contract === null ? undefined : format(sample.contract)?.defaultPort) ?? 0),
          at: Date.parse(sample.timestamp),
          id: sample.id,
          decoded: delimited === undefined ? { format: 'plain', fields: {} } : decodeDelimited(delimited),
          ...(delimited === undefined ? {} : { delimited }),
        },
        history,
      );
      return [sample.id, judgement];
    }),
  );
}

for (const [where, portOf] of [
  ['on its default port', (port: number) => port],
  ['on a port nobody knows', () => 40_123],
] as const) {
  for (const receiver of receivers.map(it => it.id)) {
    const expected = samples.flatMap(sample =>
      sample.verdicts.filter(it => it.receiver === receiver).map(verdict => ({ sample, verdict })),
    );
    if (expected.length === 0) continue;
    const verdicts = verdictsOf(receiver, portOf);
    for (const { sample, verdict } of expected) {
      test(`${receiver} judges ${sample.id} ${where}`, () => {
        const judgement = verdicts.get(sample.id);
        assert.ok(judgement);
        assert.equal(judgement.verdict, verdict.verdict);
        assert.equal(judgement.code, verdict.code);
        assert.deepEqual(judgement.altered ?? [], verdict.altered ?? []);
        assert.equal(judgement.duplicateOf, verdict.duplicateOf);
        assert.deepEqual(judgement.notes ?? [], verdict.notes);
        for (const said of Object.values(verdict.detail ?? {})) {
          if (said !== 'exact' && said !== 'minimum')
            assert.ok(judgement.reason?.includes(String(said)), `${judgement.reason ?? ''} does not say ${said}`);
        }
      });
    }
  }
}
