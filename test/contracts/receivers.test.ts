import Ajv from 'ajv';
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { format, formats, receiver, receiverIds, receivers } from '../../server/src/wire/receivers';

const folder = path.join(process.cwd(), 'schemas/receivers');
const load = (file: string): object => JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as object;
const ajv = new Ajv({ allErrors: true, strict: false });
const isFormats = ajv.compile(load('formats.schema.json'));
const isReceiver = ajv.compile(load('receiver.schema.json'));

test('the formats follow their schema', () => {
  assert.equal(isFormats(load('formats.json')), true, JSON.stringify(isFormats.errors));
});

test('the schema refuses a format without fields', () => {
  assert.equal(isFormats({ formats: [{ ...formats[0], fields: [] }] }), false);
});

const files = readdirSync(folder).filter(it => it.endsWith('.json') && !it.includes('schema') && it !== 'formats.json');
for (const file of files) {
  test(`${file} follows its schema, is in the list and is called by its id`, () => {
    const data = load(file);
    assert.equal(isReceiver(data), true, JSON.stringify(isReceiver.errors));
    assert.deepEqual(receiver(path.basename(file, '.json')), data);
  });
}

test('the ids are those that other programs depend on', () => {
  assert.deepEqual(
    [...receiverIds].sort(),
    ['auto', 'butler-14', 'butler-16', 'butler-17', 'butler-4', 'butler-sos-15', 'butler-sos-6', 'log4j-xml', 'qs-log-scanner'].sort(),
  );
});

test('no two formats share an id, and no two of one first field a number of fields', () => {
  assert.equal(new Set(formats.map(it => it.id)).size, formats.length);
  const shapes = formats.filter(it => it.prefix !== null).map(it => `${it.prefix ?? ''} ${it.fields.length}`);
  assert.equal(new Set(shapes).size, shapes.length);
});

for (const it of formats) {
  test(`${it.id} lists its fields as its pattern has them`, () => {
    assert.deepEqual(
      it.pattern.split(it.delimiter),
      it.fields.map(field => field.source),
    );
    assert.equal(it.fields[0]?.kind === 'type', it.prefix !== null || it.prefixPattern !== undefined);
  });
}

for (const it of receivers) {
  test(`${it.id} names only formats and fields that exist`, () => {
    for (const input of it.inputs) {
      for (const reading of [...(input.reads ?? []), ...(input.otherwise === undefined ? [] : [input.otherwise])]) {
        for (const id of reading.formats ?? []) {
          const known = format(reading.as ?? id);
          assert.ok(known, id);
          const names = known.fields.map(field => field.name);
          for (const name of Object.keys(reading.fields ?? {})) assert.ok(name === '*' || names.includes(name), `${id}: ${name}`);
          if (reading.exactFields !== undefined) assert.equal(reading.exactFields, known.fields.length, id);
        }
        if (reading.as !== undefined) assert.ok(format(reading.as), reading.as);
      }
      for (const id of input.duplicate?.formats ?? []) {
        assert.equal(format(id)?.fields[input.duplicate?.index ?? -1]?.name, input.duplicate?.field, id);
      }
    }
  });
}

test('auto chooses among one released line per product', () => {
  const current = receivers.filter(it => it.current);
  assert.ok(current.every(it => it.released));
  assert.equal(new Set(current.map(it => it.product)).size, current.length);
  assert.deepEqual([...new Set(receivers.map(it => it.product))].sort(), current.map(it => it.product).sort());
});
