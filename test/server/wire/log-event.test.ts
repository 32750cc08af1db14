import assert from 'node:assert/strict';
import test from 'node:test';
import { services } from '../../../server/src/catalogue/services';
import { decode } from '../../../server/src/wire/index';
import { restoreEvent } from '../../../server/src/wire/log-event';
import { formats } from '../../../server/src/wire/receivers';
import { createService } from '../../../server/src/service';
import { fromBase64 } from '../../../server/src/wire/payload';

test('what a configuration sent comes back as the event that was logged, as far as it was sent', () => {
  const service = createService();
  let count = 0;
  for (const { event, contract } of services().flatMap(it => it.samples)) {
    const format = formats.find(it => it.id === contract);
    // An exception needs a converter of Qlik's in the layout; here the plain pattern goes round.
    if (!format || event.exception !== null) continue;
    const text = `<configuration><appender name="A" type="log4net.Appender.UdpAppender"><param name="remoteAddress" value="127.0.0.1"/><param name="remotePort" value="9998"/><param name="encoding" value="utf-8"/><layout type="log4net.Layout.PatternLayout"><converter><param name="name" value="hostname"/><param name="type" value="Qlik.Sense.Logging.log4net.Layout.Pattern.HostNamePatternConverter"/></converter><param name="conversionpattern" value="${format.pattern}"/></layout></appender><root><appender-ref ref="A"/></root></configuration>`;
    const machine = {
      hostName: 'NODE-7',
      timeZone: 'UTC',
      serviceUser: 'LAB\\svc',
      processStart: '2026-01-01T00:00:00Z',
      processId: 1,
      environment: {},
      globalProperties: {},
    };
    const [datagram] = service.simulate({ text, events: [event], machine }).datagrams;
    assert.ok(datagram, contract);
    const { decoded, delimited } = decode(fromBase64(datagram.base64), 9998);
    if (!delimited || delimited.format.id !== format.id) continue;
    const { event: restored, machine: where } = restoreEvent({ ...decoded, type: format.type, receivedAt: '2026-03-12T06:00:00.000Z' });
    count++;
    for (const [name, value] of Object.entries(restored.properties ?? {}))
      if (event.properties[name] !== undefined) assert.equal(value, String(event.properties[name]), `${contract}: ${name}`);
    if (format.fields.some(it => it.kind === 'level')) assert.equal(restored.level, event.level, contract);
    if (format.fields.some(it => it.source === '%message')) assert.equal(restored.message, event.message, contract);
    if (format.fields.some(it => it.kind === 'host' && it.source === '%hostname')) assert.equal(where.hostName, 'NODE-7', contract);
    for (const { source } of format.fields) {
      const property = /^%property\{(\w+)\}$/.exec(source)?.[1];
      if (property !== undefined) assert.ok(restored.properties && property in restored.properties, `${contract}: ${property}`);
    }
  }
  assert.ok(count >= 8, `${count} formats went round`);
});

test('an event of no known format gives its fields as properties, its words as what they are', () => {
  const { event, machine } = restoreEvent({
    fields: { TaskName: 'a', hostname: 'NODE', level: 'WARN', message: 'm', username: 'LAB\\x' },
    level: 'WARN',
    message: 'm',
    receivedAt: '2026-03-12T06:00:00.000Z',
  });
  assert.deepEqual(event.properties, { TaskName: 'a' });
  assert.deepEqual([event.level, event.message, event.user, event.timestamp], ['WARN', 'm', 'LAB\\x', '2026-03-12T06:00:00.000Z']);
  assert.deepEqual(machine, { hostName: 'NODE' });
  assert.deepEqual(restoreEvent({ fields: {}, receivedAt: '2026-03-12T06:00:00.000Z' }).event.properties, {});
});
