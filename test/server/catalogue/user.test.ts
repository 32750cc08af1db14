import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import Ajv from 'ajv';
import fc from 'fast-check';
import { catalogueFor } from '../../../server/src/catalogue/index';
import { readUserTypes } from '../../../server/src/catalogue/user';

const good = {
  types: [
    {
      type: 'Acme.Logging.FaxAppender',
      kind: 'appender',
      requiresLayout: true,
      doc: 'Sends each event by fax.',
      properties: [
        { name: 'number', kind: 'string', required: true, doc: 'Fax number.' },
        { name: 'quality', kind: 'enum', values: ['Fine', 'Coarse'], default: 'Fine' },
        { name: 'cover', kind: 'object', accepts: ['layout'] },
        { name: 'retries', kind: 'int', range: [0, 9] },
      ],
    },
  ],
};

describe("a workspace's own types", () => {
  it('become part of the catalogue, with what their base gives them', () => {
    const { types, complaints } = readUserTypes(JSON.stringify(good));
    assert.deepEqual(complaints, []);
    const catalogue = catalogueFor('2.0', types);
    const fax = catalogue.findType('acme.logging.faxappender, Acme.Logging');
    assert.ok(fax);
    assert.equal(fax.overlay, 'user');
    assert.equal(catalogue.property(fax, 'NUMBER')?.required, 'run');
    assert.deepEqual(catalogue.property(fax, 'quality')?.values, ['Fine', 'Coarse']);
    assert.deepEqual(catalogue.property(fax, 'cover')?.accepts, ['layout']);
    assert.deepEqual(catalogue.property(fax, 'retries')?.range, [0, 9]);
    assert.equal(catalogue.property(fax, 'threshold')?.kind, 'level');
  });

  it('fit their JSON Schema, which finds what the reader complains about', () => {
    const validate = new Ajv({ strict: true, strictTypes: false }).compile(
      JSON.parse(readFileSync('schemas/log4net-appenders.schema.json', 'utf8')) as object,
    );
    assert.ok(validate(good), JSON.stringify(validate.errors));
    for (const bad of [
      {},
      { types: [{ kind: 'appender' }] },
      { types: [{ type: 'A.B', kind: 'fax' }] },
      { types: [{ type: 'A.B', kind: 'appender', properties: [{ name: 'x' }] }] },
    ]) {
      assert.equal(validate(bad), false, JSON.stringify(bad));
      assert.equal(readUserTypes(JSON.stringify(bad)).complaints.length, 1, JSON.stringify(bad));
    }
  });

  it('are documented by an example that fits the JSON Schema and is used whole', () => {
    const page = readFileSync('docs/catalogue-file.md', 'utf8');
    const example = /```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    const schema = JSON.parse(readFileSync('schemas/log4net-appenders.schema.json', 'utf8')) as object;
    const validate = new Ajv({ strict: true, strictTypes: false }).compile(schema);
    assert.ok(validate(JSON.parse(example)), JSON.stringify(validate.errors));
    const { types, complaints } = readUserTypes(example);
    assert.deepEqual(complaints, []);
    assert.deepEqual(
      types.map(({ type, properties }) => [type, properties.length]),
      [['Acme.Logging.FaxAppender', 4]],
    );
  });

  it('are used as far as they can be read', () => {
    const { types, complaints } = readUserTypes(
      JSON.stringify({
        types: [
          5,
          ...good.types,
          {
            type: 'A.B',
            kind: 'filter',
            properties: [
              { name: '1x', kind: 'int' },
              { name: 'ok', kind: 'int' },
            ],
          },
        ],
      }),
    );
    assert.deepEqual(
      types.map(({ type, properties }) => [type, properties.length]),
      [
        ['Acme.Logging.FaxAppender', 4],
        ['A.B', 1],
      ],
    );
    assert.equal(complaints.length, 2);
  });

  it('derive from classes that exist when they do not say from what', () => {
    const { usualBases } = JSON.parse(readFileSync('schemas/catalogue/bases.json', 'utf8')) as {
      readonly usualBases: Readonly<Record<string, string>>;
    };
    for (const [kind, base] of Object.entries(usualBases)) assert.ok(catalogueFor('1.2.10').findType(base)?.abstract, `${kind}: ${base}`);
  });

  it('say what is wrong in a sentence when the file is no JSON', () => {
    assert.match(readUserTypes('{').complaints[0] ?? '', /^\.log4net-appenders\.json is not valid JSON/);
  });

  it('never fail, whatever the file holds', () => {
    fc.assert(
      fc.property(fc.json(), text => {
        const { types } = readUserTypes(text);
        catalogueFor('2.0', types);
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});
