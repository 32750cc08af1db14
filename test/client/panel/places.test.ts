import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ListeningOn } from '../../../client/src/panel/protocol';
import { countWords, placesWords } from '../../../client/src/panel/ui/places';
import { english } from '../../../client/src/panel/words';

const on = (address: string, port: number, protocol?: ListeningOn['protocol']): ListeningOn => ({
  ...{ address, port, since: '2026-03-12T09:00:00Z', open: false },
  ...(protocol !== undefined && { protocol }),
});

test('each kind of source is named for what it is, in the order of sockets, mail, brokers', () => {
  const udp = [on('127.0.0.1', 9998), on('::1', 9997)];
  const mail = on('127.0.0.1', 2525, 'smtp');
  const broker = on('broker.lab', 1883, 'mqtt');
  const cases: readonly [readonly ListeningOn[], string][] = [
    [udp, 'Listening on 127.0.0.1:9998, [::1]:9997'],
    [[mail], 'Mail on 127.0.0.1:2525'],
    [[broker], 'MQTT from broker.lab:1883'],
    [[{ ...broker, isCut: true }], 'MQTT from broker.lab:1883 (no connection; trying again)'],
    [[broker, mail, ...udp], 'Listening on 127.0.0.1:9998, [::1]:9997 · Mail on 127.0.0.1:2525 · MQTT from broker.lab:1883'],
  ];
  for (const [places, text] of cases) assert.equal(placesWords(places, english), text);
});

test('one event is one event, of how many there are', () => {
  assert.equal(countWords(1, undefined, english), '1 event');
  assert.equal(countWords(0, undefined, english), '0 events');
  assert.equal(countWords(1_234, undefined, english), '1,234 events');
  assert.equal(countWords(0, 1, english), '0 of 1 event');
  assert.equal(countWords(1, 2, english), '1 of 2 events');
});
