import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { knownLoggers, propertiesFor, samplesFor, serviceNamed, serviceOfLogger, services } from '../../../server/src/catalogue/services';

interface Format {
  readonly id: string;
  readonly status: string;
  readonly loggers: readonly string[];
  readonly filters: readonly { readonly stringToMatch: string | null; readonly until: string | null }[];
  readonly pattern: string;
}
const { formats } = JSON.parse(readFileSync('schemas/receivers/formats.json', 'utf8')) as { readonly formats: readonly Format[] };
const samples = services().flatMap(service => service.samples);

describe('the services', () => {
  it('are found by folder name in any case', () => {
    assert.equal(serviceNamed('scheduler')?.id, 'Scheduler');
    assert.equal(serviceNamed('Butler'), undefined);
  });

  it('are told by a logger name, unless it belongs to several', () => {
    assert.equal(serviceOfLogger('AuditActivity.Proxy')?.id, 'Proxy');
    assert.equal(serviceOfLogger('System.Scheduler.Scheduler.Master.Task.TaskSession')?.id, 'Scheduler');
    assert.equal(serviceOfLogger('System'), undefined);
    assert.equal(serviceOfLogger('System.Prox'), undefined);
  });

  it('know each logger once, with a level and a folder', () => {
    const names = knownLoggers().map(({ name }) => name);
    assert.ok(names.length > 250);
    assert.equal(new Set(names).size, names.length);
    assert.ok(knownLoggers().every(({ levels, folders }) => levels.length > 0 && folders.length > 0));
    assert.ok(knownLoggers('proxy').length < names.length);
  });

  it('name only loggers in mainLoggers that exist', () => {
    for (const service of services()) {
      for (const name of service.mainLoggers)
        assert.ok(
          service.loggers.some(each => each.name === name || each.name.startsWith(`${name}.`)),
          name,
        );
    }
  });
});

describe('sample events', () => {
  it('reach a logger from everything at or below it', () => {
    const session = samplesFor('System.Scheduler.Scheduler.Master.Task.TaskSession').map(({ id }) => id);
    assert.ok(session.includes('task-failed') && session.includes('task-aborted'));
    assert.ok(!session.includes('distribute'));
    assert.ok(samplesFor('AuditActivity.Proxy').length >= 8);
    assert.equal(samplesFor('AuditActivity.Prox').length, 0);
    assert.equal(samplesFor('').length, samples.length);
  });

  it('have ids of their own and loggers that were seen', () => {
    assert.equal(new Set(samples.map(({ id }) => id)).size, samples.length);
    const known = new Set(knownLoggers().map(({ name }) => name));
    for (const { id, event } of samples) assert.ok(known.has(event.logger), id);
  });

  it('of a message format pass its logger and one of its filters, and fill every property its pattern prints', () => {
    for (const { id, contract, event } of samples) {
      if (contract === undefined) continue;
      const format = formats.find(each => each.id === contract);
      assert.ok(format, `${id} names an unknown format`);
      assert.ok(
        format.loggers.some(logger => event.logger === logger || event.logger.startsWith(`${logger}.`)),
        `${id} has a logger its format does not use`,
      );
      const texts = format.filters
        .filter(({ until, stringToMatch }) => until === null && stringToMatch !== null)
        .map(({ stringToMatch }) => stringToMatch ?? '');
      assert.ok(texts.length === 0 || texts.some(text => event.message.includes(text)), `${id} passes no filter of its format`);
      for (const [, property] of format.pattern.matchAll(/%property\{([^}]*)\}/g))
        assert.ok(property !== undefined && property in event.properties, `${id} lacks ${String(property)}`);
    }
  });

  it('exist for each message format in use, at least two of each', () => {
    for (const format of formats.filter(({ status, id }) => status === 'current' && id !== 'qs-log-scanner-generic')) {
      assert.ok(samples.filter(({ contract }) => contract === format.id).length >= 2, format.id);
    }
  });
});

describe('properties of a log', () => {
  it('are offered for the logger they belong to', () => {
    assert.ok(propertiesFor('System.Scheduler.Scheduler.Master.Task.TaskSession').some(({ name }) => name === 'ExecutionId'));
    assert.ok(propertiesFor('AuditActivity.Proxy').some(({ name }) => name === 'Command'));
    assert.deepEqual(propertiesFor('License.Repository'), []);
  });
});
