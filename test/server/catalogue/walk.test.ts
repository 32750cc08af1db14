/** Every type × property, in the oldest, the assumed and the newest version: offered exactly where it exists, explained on hover, checked. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { catalogueFor } from '../../../server/src/catalogue/index';
import type { PropertyFact, TypeFact, TypeKind } from '../../../server/src/catalogue/types';
import { complete } from '../../../server/src/features/completion/index';
import { hover } from '../../../server/src/features/hover';
import { diagnose } from '../../../server/src/rules/run';
import { analysed } from '../../support/analysed';

/** Where an object of a kind stands: `‹…›` is the object, an element with its type. Kinds without a place here cannot be written as an object. */
const places: Readonly<Partial<Record<TypeKind, (object: (element: string) => string, type: TypeFact) => string>>> = {
  appender: object => object('appender name="A"'),
  layout: object => within('UdpAppender', object('layout')),
  'raw-layout': object => within('AdoNetAppender', `<parameter>${object('layout')}</parameter>`),
  filter: object => within('UdpAppender', object('filter')),
  evaluator: object => within('BufferingForwardingAppender', object('evaluator')),
  'locking-model': object => within('FileAppender', object('lockingModel')),
  'date-time-strategy': object => within('RollingFileAppender', object('dateTimeStrategy')),
  'security-context': object => within('FileAppender', object('securityContext')),
  'error-handler': object => within('UdpAppender', object('errorHandler')),
  parameter: object => within('AdoNetAppender', object('parameter')),
  'converter-info': object => within('UdpAppender', `<layout type="log4net.Layout.PatternLayout">${object('converter')}</layout>`),
  'pattern-string': object => within('FileAppender', object('file')),
  'property-entry': object => object('property'),
  'level-entry': object => object('level'),
  'level-mapping': (object, type) => within(type.type.slice('log4net.Appender.'.length, type.type.indexOf('+')), object('mapping')),
};

function within(appender: string, inner: string): string {
  return `<appender name="A" type="log4net.Appender.${appender}">${inner}</appender>`;
}

/** A whole configuration with an object of a type that holds `inner`. */
function configuration(type: TypeFact, inner: string): string | undefined {
  const place = places[type.kind];
  if (!place || type.abstract || type.constructible === false) return undefined;
  return `<log4net>${place(element => `<${element} type="${type.type}">${inner}</${element.split(' ')[0] ?? ''}>`, type)}<root><appender-ref ref="A"/></root></log4net>`;
}

const offered = (text: string, version: string): readonly string[] => {
  const cursor = text.indexOf('‸');
  return complete(analysed(text.replace('‸', ''), ['log4net.config'], version), cursor).map(({ label }) => label);
};

/** A value that no property of the kind takes. */
const wrong: Readonly<Partial<Record<PropertyFact['kind'], string>>> = {
  int: 'many',
  long: '10MB',
  byte: 'x',
  short: 'x',
  bool: 'yes',
  port: '70000',
  level: 'LOUD',
  encoding: 'utf-9',
  address: '300.1.2.3',
  enum: 'NoSuchName',
  regex: '(',
  'file-size': 'big',
  type: 'No.Such.Class',
  pattern: '%nosuchword %message',
  'pattern-string': '%nosuchword',
  'mail-addresses': 'nobody at home',
  'date-format': 'YYYY-MM-DD',
  host: '',
  object: 'x',
};

for (const version of ['1.2.10', '2.0.8', '3.3.2']) {
  const catalogue = catalogueFor(version);
  const written = [...catalogue.types.values()].filter(type => configuration(type, '') !== undefined);

  describe(`in log4net ${version}`, () => {
    it('there are types to walk', () => assert.ok(written.length > 40, String(written.length)));

    it('completion offers each value as a param under exactly the types that have it', () => {
      for (const type of written) {
        const expected = catalogue
          .properties(type)
          .filter(property => isOffered(property) && property.kind !== 'object' && !isAttribute(type, property))
          .map(({ name }) => name);
        assert.deepEqual(
          [...offered(configuration(type, '<param name="‸" value=""/>') ?? '', version)].sort(),
          [...expected].sort(),
          type.type,
        );
      }
    });

    it('completion offers each object as an element under exactly the types that have it', () => {
      const every = new Set(
        written.flatMap(type => catalogue.properties(type)).flatMap(({ kind, name }) => (kind === 'object' ? [name] : [])),
      );
      for (const type of written) {
        const labels = offered(configuration(type, '<‸') ?? '', version).map(label => /[\w-]+/.exec(label)?.[0] ?? '');
        const expected = catalogue
          .properties(type)
          .flatMap(property => (isOffered(property) && property.kind === 'object' ? [property.name] : []));
        assert.deepEqual(
          [...new Set(labels.filter(label => every.has(label) && (catalogue.property(type, label)?.kind ?? 'object') === 'object'))].sort(),
          [...expected].sort(),
          type.type,
        );
      }
    });

    it('hover shows description, kind of value, default and versions', () => {
      for (const type of written) {
        for (const property of catalogue.properties(type).filter(each => isOffered(each))) {
          const text = configuration(type, `<param name="${property.name}" value="x"/>`) ?? '';
          const shown = hover(analysed(text, ['log4net.config'], version), text.indexOf(`"${property.name}"`) + 2)?.markdown ?? '';
          const where = `${type.type} ${property.name}: ${shown}`;
          assert.ok(plain(shown).includes(plain(property.doc)), where);
          if (property.default !== undefined && property.default !== '') assert.ok(shown.includes(property.default), `default of ${where}`);
          const kind = property.kind === 'object' ? 'an object' : catalogue.value(property.kind).accepts;
          assert.ok(plain(shown).includes(plain(kind)), `kind of ${where}`);
          if (!property.versions.last.startsWith('3.3')) assert.ok(shown.includes(property.versions.last), `versions of ${where}`);
          if (property.versions.first !== '1.2.10') assert.ok(shown.includes(property.versions.first), `versions of ${where}`);
        }
      }
    });

    it('a wrong value of its kind is found', () => {
      const missed: string[] = [];
      for (const type of written) {
        for (const property of catalogue.properties(type).filter(each => isOffered(each))) {
          // Any text is some file's name, some property's value, or a pattern where an object may be written as one.
          const value = property.kind === 'object' && property.text !== undefined ? undefined : wrong[property.kind];
          if (value === undefined) continue;
          const text = configuration(type, `<param name="${property.name}" value="${value}"/>`) ?? '';
          const start = text.indexOf(`<param name="${property.name}"`);
          const { config } = analysed(text, ['log4net.config'], version);
          const found = diagnose({ config, catalogue, receiver: 'auto', path: ['log4net.config'] }).filter(
            ({ span }) => span.start >= start && span.end <= text.indexOf('/>', start) + 2,
          );
          if (found.length === 0) missed.push(`${type.type} ${property.name}="${value}"`);
        }
      }
      assert.deepEqual(missed, []);
    });
  });
}

/** What is log4net's own business, and what does nothing, is not offered at all. */
function isOffered(property: PropertyFact): boolean {
  return property.internal !== true && property.noEffect !== true && property.kind !== 'unknown';
}

/** The name of an appender stands in its tag. */
function isAttribute(type: TypeFact, property: PropertyFact): boolean {
  return type.kind === 'appender' && property.name === 'name';
}

/** Without the signs that markdown adds. */
function plain(text: string): string {
  return text
    .replace(/[\\`*_]/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}
