/** The catalogue against facts measured from log4net's own sources and releases, item by item. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { catalogueFor, catalogueVersions } from '../../../server/src/catalogue/index';
import type { PropertyFact, TypeFact, ValueKind } from '../../../server/src/catalogue/types';

interface FactProperty {
  readonly name: string;
  readonly kind: string;
  readonly clrType: string;
  readonly default: string | number | boolean | null;
  readonly range?: readonly [number, number];
  readonly required?: true;
  readonly repeatable?: true;
  readonly internal?: true;
  readonly first: string;
  readonly last: string;
}
interface FactType {
  readonly type: string;
  readonly kind: string;
  readonly base: string | null;
  readonly abstract?: true;
  readonly requiresLayout?: true;
  readonly holdsAppenders?: true;
  readonly first: string;
  readonly last: string;
  readonly platforms: readonly string[];
  readonly properties: readonly FactProperty[];
}
interface Facts {
  readonly versions: readonly string[];
  readonly types: readonly FactType[];
  readonly words: readonly {
    readonly language: 'layout' | 'string';
    readonly names: readonly string[];
    readonly type: string;
    readonly option: string | null;
    readonly handlesException?: true;
    readonly first: string;
    readonly last: string;
    readonly platforms: readonly string[];
  }[];
  readonly levels: readonly {
    readonly name: string;
    readonly value: number;
    readonly usable: boolean;
    readonly first: string;
    readonly last: string;
  }[];
  readonly enums: readonly {
    readonly type: string;
    readonly flags: boolean;
    readonly values: readonly (readonly [string, number, string | null])[];
  }[];
  readonly elements: readonly {
    readonly name: string;
    readonly role: string;
    readonly attributes: readonly string[];
    readonly deprecated?: true;
  }[];
}
interface Difference {
  readonly type: string;
  readonly property: string;
  readonly reason: string;
}

const read = (name: string): unknown => JSON.parse(readFileSync(`test/corpus/${name}`, 'utf8'));
const facts = read('log4net-facts.json') as Facts;
const { differences } = read('log4net-differences.json') as { readonly differences: readonly Difference[] };

/** What kinds of ours a measured kind may be told apart into: a path is a string, a port an int. */
const finer: Readonly<Record<string, readonly ValueKind[]>> = {
  string: ['string', 'pattern', 'pattern-string', 'file-path', 'host', 'mail-addresses', 'regex', 'date-format', 'file-size'],
  int: ['int', 'short', 'byte', 'port'],
  long: ['long'],
  bool: ['bool'],
  enum: ['enum'],
  level: ['level'],
  encoding: ['encoding'],
  type: ['type'],
  ipaddress: ['address'],
  object: ['object'],
  layout: ['object'],
  filter: ['object'],
  evaluator: ['object'],
  securityContext: ['object'],
  'appender-ref': ['object'],
  other: ['unknown'],
};
const kinds: Readonly<Record<string, TypeFact['kind']>> = {
  rawLayout: 'raw-layout',
  levelMappingEntry: 'level-mapping',
  lockingModel: 'locking-model',
  dateFormatter: 'date-formatter',
  dateTimeStrategy: 'date-time-strategy',
  converterInfo: 'converter-info',
  securityContext: 'security-context',
  propertyEntry: 'property-entry',
  adoNetParameter: 'parameter',
  patternString: 'pattern-string',
  securityContextProvider: 'other',
  errorHandler: 'error-handler',
  objectRenderer: 'object-renderer',
  levelEntry: 'level-entry',
};

/** The fact as any version holds it. */
function ours(type: string): TypeFact {
  for (const version of [...catalogueVersions()].reverse()) {
    const found = catalogueFor(version).findType(type);
    if (found?.type === type) return found;
  }
  throw new Error(`${type} is in no version of the catalogue`);
}

describe('the catalogue agrees with what was measured', () => {
  it('on the releases there are', () => assert.deepEqual(catalogueVersions(), facts.versions));

  it('on every type: kind, base, versions, platforms, what it needs', () => {
    for (const fact of facts.types) {
      const type = ours(fact.type);
      const kind =
        fact.kind === 'patternConverter'
          ? fact.type.includes('.PatternStringConverters.')
            ? 'pattern-string-converter'
            : 'pattern-converter'
          : (kinds[fact.kind] ?? fact.kind);
      assert.deepEqual(
        [type.kind, type.base ?? null, type.abstract, type.requiresLayout, type.holdsAppenders, type.versions, type.platforms],
        [kind, fact.base, fact.abstract, fact.requiresLayout, fact.holdsAppenders, { first: fact.first, last: fact.last }, fact.platforms],
        fact.type,
      );
    }
  });

  it('on every property: name, kind, class, default, range, versions, whether it repeats or is required', () => {
    for (const fact of facts.types) {
      const own = new Map(ours(fact.type).properties.map(property => [property.name, property]));
      for (const expected of fact.properties) {
        const property = own.get(expected.name);
        assert.ok(property, `${fact.type} lacks ${expected.name}`);
        agree(property, expected, `${fact.type} ${expected.name}`);
        own.delete(expected.name);
      }
      for (const extra of own.keys())
        assert.ok(
          differences.some(each => each.type === fact.type && each.property === extra),
          `${fact.type} ${extra} was not measured and is not explained`,
        );
    }
  });

  it('on every conversion word', () => {
    for (const fact of facts.words) {
      for (const version of catalogueVersions()) {
        const inside =
          catalogueVersions().indexOf(fact.first) <= catalogueVersions().indexOf(version) &&
          catalogueVersions().indexOf(version) <= catalogueVersions().indexOf(fact.last);
        for (const name of fact.names) {
          const word = catalogueFor(version).word(fact.language, name);
          assert.equal(word?.type, inside ? fact.type : undefined, `%${name} in ${version}`);
        }
      }
      const word = catalogueFor('3.3.2').word(fact.language, fact.names[0] ?? '');
      assert.deepEqual([...(word?.names ?? [])].sort(), [...fact.names].sort());
      assert.deepEqual(
        [word?.option?.syntax ?? null, word?.handlesException, word?.platforms],
        [fact.option, fact.handlesException, fact.platforms],
        fact.names[0],
      );
    }
    assert.equal(catalogueFor('3.3.2').words('layout').length + catalogueFor('3.3.2').words('string').length, facts.words.length);
  });

  it('on every level and every enumeration', () => {
    const newest = catalogueFor('3.3.2');
    assert.deepEqual(
      newest.levels.map(({ name, value, usable, versions }) => ({ name, value, usable, ...versions })),
      facts.levels,
    );
    for (const fact of facts.enums) {
      const found = newest.enumOf(fact.type);
      assert.deepEqual(
        [found?.flags, found?.values.map(({ name, value, versions }) => [name, value, versions?.first ?? null])],
        [fact.flags, fact.values],
        fact.type,
      );
    }
  });

  it('on the structural elements and their attributes', () => {
    const catalogue = catalogueFor('3.3.2');
    for (const fact of facts.elements) {
      const parents =
        fact.name === 'log4net'
          ? undefined
          : fact.role.startsWith('custom') || fact.role.startsWith('repository')
            ? 'log4net'
            : fact.role === 'level'
              ? 'logger'
              : fact.name === 'param'
                ? 'appender'
                : fact.name === 'appender-ref'
                  ? 'logger'
                  : 'log4net';
      const element = catalogue.element(fact.name, parents);
      assert.ok(element, fact.name);
      const names = element.attributes.map(({ name }) => name);
      // A category has the attributes of a logger, a priority those of a level; the facts name them once.
      for (const name of fact.attributes) assert.ok(names.includes(name), `${fact.name} lacks ${name}`);
      assert.equal(element.deprecated !== undefined, fact.deprecated === true, fact.name);
    }
  });

  it('but for a few differences, each with its reason', () => {
    const compared =
      facts.types.length +
      facts.types.flatMap(({ properties }) => properties).length +
      facts.words.length +
      facts.levels.length +
      facts.enums.length;
    assert.ok(differences.length / compared < 0.03, `${differences.length} of ${compared}`);
    for (const { type, property, reason } of differences) {
      assert.ok(
        ours(type).properties.some(each => each.name === property && each.override),
        `${type} ${property} is no longer a difference`,
      );
      assert.ok(reason.length > 20);
    }
  });
});

function agree(property: PropertyFact, fact: FactProperty, where: string): void {
  assert.ok(finer[fact.kind]?.includes(property.kind), `${where}: ${fact.kind} became ${property.kind}`);
  assert.equal(property.clrType, fact.clrType, where);
  assert.equal(property.default ?? null, fact.default === null ? null : String(fact.default), `${where}: default`);
  assert.deepEqual(property.range, fact.range, `${where}: range`);
  assert.equal(property.repeatable, fact.repeatable, `${where}: repeatable`);
  assert.equal(property.internal, fact.internal, `${where}: internal`);
  assert.deepEqual(property.versions, { first: fact.first, last: fact.last }, `${where}: versions`);
  if (fact.required) assert.equal(property.required, 'load', `${where}: required`);
}
