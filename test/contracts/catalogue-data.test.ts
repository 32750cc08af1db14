/** Each data file of the catalogue, the services and the templates against its JSON Schema, and what a schema cannot say. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import Ajv from 'ajv';
import { catalogueFor, catalogueVersions } from '../../server/src/catalogue/index';
import { compareVersions } from '../../server/src/catalogue/versions';
import type { TypeFact, ValueKind, WordFact } from '../../server/src/catalogue/types';

const read = (name: string): unknown => JSON.parse(readFileSync(name, 'utf8'));
const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
ajv.addSchema(read('schemas/catalogue/common.schema.json') as object);

const pairs: readonly (readonly [schema: string, files: readonly string[]])[] = [
  [
    'schemas/catalogue/types.schema.json',
    ['appenders', 'layouts', 'filters', 'evaluators', 'converters', 'objects', 'qlik'].map(name => `schemas/catalogue/${name}.json`),
  ],
  ...['bases', 'versions', 'levels', 'enums', 'elements', 'values', 'behaviours'].map(
    name => [`schemas/catalogue/${name}.schema.json`, [`schemas/catalogue/${name}.json`]] as const,
  ),
  [
    'schemas/services/service.schema.json',
    readdirSync('schemas/services')
      .filter(name => !name.includes('.schema.'))
      .map(name => `schemas/services/${name}`),
  ],
  ['schemas/templates.schema.json', ['templates/index.json']],
];

describe('data files fit their JSON Schema', () => {
  for (const [schema, files] of pairs) {
    const validate = ajv.compile(read(schema) as object);
    for (const file of files) {
      it(file, () => {
        assert.ok(validate(read(file)), ajv.errorsText(validate.errors, { separator: '\n' }));
      });
    }
  }

  it('and each says which', () => {
    for (const [schema, files] of pairs) {
      for (const file of files) {
        const named = (read(file) as { readonly $schema: string }).$schema;
        assert.ok(new URL(named, `file:///${file}`).pathname.endsWith(`/${schema}`), `${file} names ${named}`);
      }
    }
  });

  it('and a file with a word too many does not', () => {
    const validate = ajv.getSchema('https://log4net-appenders/schemas/catalogue/levels.schema.json');
    assert.ok(validate);
    assert.equal(
      validate({
        levels: [
          { name: 'X', value: 1, usable: true, versions: { first: '1.2.10', last: '3.3.2' }, doc: 'A level for tests.', colour: 'red' },
        ],
      }),
      false,
    );
  });
});

const versions = catalogueVersions();
const allTypes = [
  ...new Map(versions.flatMap(version => [...catalogueFor(version).types.values()]).map(type => [type.type, type])).values(),
];
const allWords = [
  ...new Set(versions.flatMap(version => [...catalogueFor(version).words('layout'), ...catalogueFor(version).words('string')])),
];

describe('what the catalogue names exists', () => {
  it('base classes, default types and the types behind words, in every version that has the one who names them', () => {
    for (const version of versions) {
      const catalogue = catalogueFor(version);
      for (const type of catalogue.types.values()) {
        if (type.base !== undefined && type.overlay === undefined)
          assert.ok(catalogue.findType(type.base) ?? isForeign(type.base), `${type.type} derives from ${type.base}, unknown in ${version}`);
        for (const property of type.properties) {
          if (property.defaultType !== undefined && compareVersions(version, '1.2.10') > 0)
            assert.ok(
              catalogue.findType(property.defaultType),
              `${type.type} ${property.name} makes ${property.defaultType}, unknown in ${version}`,
            );
        }
      }
      for (const word of [...catalogue.words('layout'), ...catalogue.words('string')])
        assert.equal(catalogue.findType(word.type)?.behaviour, word.behaviour, `%${word.names.join(', %')} in ${version}`);
      for (const { name, type } of catalogue.usualConverters) assert.ok(catalogue.findType(type), name);
    }
  });

  it('enumerations of properties, and the kinds an object may be', () => {
    const catalogue = catalogueFor('3.3.2');
    for (const type of allTypes) {
      for (const property of type.properties) {
        if (property.kind === 'enum') assert.ok(catalogue.enumOf(property.clrType), `${type.type} ${property.name}: ${property.clrType}`);
        if (property.kind === 'object')
          assert.ok(property.accepts && property.accepts.length > 0, `${type.type} ${property.name} accepts nothing`);
        // A number that no name stands for is a value too: 0 where nothing is chosen.
        if (property.kind === 'enum' && property.default !== undefined && property.default !== '0')
          assert.ok(
            catalogue.enumOf(property.clrType)?.values.some(({ name }) => name === property.default),
            `${type.type} ${property.name} defaults to ${property.default}`,
          );
        if (property.kind === 'level' && property.default !== undefined) assert.ok(catalogue.level(property.default), property.name);
      }
    }
  });

  it('behaviours, each explained and each used', () => {
    const catalogue = catalogueFor();
    const used = new Set([...allTypes, ...allWords].flatMap(({ behaviour }) => behaviour ?? []));
    for (const name of used) assert.ok(catalogue.behaviour(name), `${name} is not explained in behaviours.json`);
    const { behaviours } = read('schemas/catalogue/behaviours.json') as { readonly behaviours: readonly { readonly name: string }[] };
    for (const { name } of behaviours) assert.ok(used.has(name), `${name} is used by nothing`);
  });

  it('a value kind behind every property', () => {
    for (const kind of new Set<ValueKind>(allTypes.flatMap(({ properties }) => properties.map(property => property.kind))))
      assert.ok(catalogueFor().value(kind).doc.length > 0);
  });
});

describe('descriptions', () => {
  interface Described {
    readonly where: string;
    readonly name: string;
    readonly doc: string;
  }
  const catalogue = catalogueFor();
  const all: readonly Described[] = [
    ...allTypes.flatMap(type => [
      { where: type.type, name: shortName(type), doc: type.doc },
      ...type.properties.map(({ name, doc }) => ({ where: `${type.type} ${name}`, name, doc })),
    ]),
    ...allWords.map((word: WordFact) => ({
      where: `${word.language} %${String(word.names[0])}`,
      name: String(word.names[0]),
      doc: word.doc,
    })),
    ...catalogue.levels.map(({ name, doc }) => ({ where: `level ${name}`, name, doc })),
    ...catalogue.elements.flatMap(element => [
      { where: `<${element.name}> below ${element.parents.join(', ')}`, name: element.name, doc: element.doc },
      ...element.attributes.map(({ name, doc }) => ({ where: `<${element.name} ${name}> below ${element.parents.join(', ')}`, name, doc })),
    ]),
  ];

  it('are told apart: no two entries share a text', () => {
    const seen = new Map<string, string>();
    for (const { where, doc } of all) {
      assert.equal(seen.get(doc), undefined, `${where} has the text of ${String(seen.get(doc))}: ${doc}`);
      seen.set(doc, where);
    }
    assert.ok(all.length > 400);
  });

  it('say more than the name', () => {
    for (const { where, name, doc } of all) {
      const known = new Set(wordsOf(name));
      const rest = wordsOf(doc).filter(word => word.length > 2 && !known.has(word));
      assert.ok(rest.length >= 2, `${where}: ${doc}`);
    }
  });

  it('are short sentences without blanks at the ends', () => {
    for (const { where, doc } of all) {
      assert.equal(doc, doc.trim(), where);
      assert.match(doc, /^[\p{Lu}.%{0-9<]/u, `${where}: ${doc}`);
      assert.ok(!/ {2}|TODO|\bn\/a\b/.test(doc), where);
    }
  });
});

function shortName(type: TypeFact): string {
  return type.type.slice(type.type.lastIndexOf('.') + 1);
}

/** `remotePort` → remote, port. */
function wordsOf(text: string): readonly string[] {
  return text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(word => word !== '');
}

function isForeign(name: string): boolean {
  return name.startsWith('System.');
}
