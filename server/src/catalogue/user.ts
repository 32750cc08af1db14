/** Other people's classes: what a workspace's `.log4net-appenders.json` adds (schemas/log4net-appenders.schema.json). */
import bases from '../../../schemas/catalogue/bases.json';
import { knownVersions } from './versions';
import type { PropertyFact, TypeFact, TypeKind, ValueKind, VersionRange } from './types';

export const userCatalogueFile = '.log4net-appenders.json';

export interface UserTypes {
  readonly types: readonly TypeFact[];
  /** What could not be used, each a sentence; the rest is used all the same. */
  readonly complaints: readonly string[];
}

/** Total: any text gives the types that can be read out of it, for `catalogueFor`'s second argument. */
export function readUserTypes(text: string): UserTypes {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return {
      types: [],
      complaints: [
        `${userCatalogueFile} is not valid JSON, so none of its types is known: ${error instanceof Error ? error.message : 'unreadable'}.`,
      ],
    };
  }
  const entries = isRecord(data) ? data['types'] : undefined;
  if (!Array.isArray(entries))
    return { types: [], complaints: [`${userCatalogueFile} needs a list called "types"; without it nothing is added.`] };
  const complaints: string[] = [];
  const types = entries.flatMap((entry: unknown, index) => readType(entry, index + 1, complaints));
  return { types, complaints };
}

const everyVersion: VersionRange = { first: knownVersions[0] ?? '1.2.10', last: knownVersions.at(-1) ?? '1.2.10' };

const kinds: ReadonlySet<string> = new Set<TypeKind>([
  'appender',
  'layout',
  'raw-layout',
  'filter',
  'evaluator',
  'pattern-converter',
  'pattern-string-converter',
  'pattern-string',
  'converter-info',
  'locking-model',
  'date-time-strategy',
  'level-mapping',
  'error-handler',
  'security-context',
  'object-renderer',
  'plugin',
  'date-formatter',
  'parameter',
  'property-entry',
  'level-entry',
  'logger',
  'repository',
  'other',
]);
const valueKinds: ReadonlySet<string> = new Set<ValueKind>([
  'string',
  'pattern',
  'pattern-string',
  'int',
  'long',
  'byte',
  'short',
  'bool',
  'port',
  'level',
  'encoding',
  'address',
  'enum',
  'type',
  'file-size',
  'time-span',
  'regex',
  'date-format',
  'file-path',
  'host',
  'mail-addresses',
  'object',
  'unknown',
]);

/** What a class of a kind derives from when nobody says: it could not be used there otherwise. */
const usualBases: Readonly<Partial<Record<TypeKind, string>>> = bases.usualBases;

function readType(entry: unknown, position: number, complaints: string[]): readonly TypeFact[] {
  const where = `Type ${position} in ${userCatalogueFile}`;
  if (!isRecord(entry) || typeof entry['type'] !== 'string' || entry['type'].trim() === '') {
    complaints.push(`${where} has no "type" with the full name of its class, so it is left out.`);
    return [];
  }
  const type = entry['type'].trim();
  const kind = entry['kind'];
  if (!isTypeKind(kind)) {
    complaints.push(`${where} (${type}) needs a "kind" such as appender, layout or filter, so it is left out.`);
    return [];
  }
  const base = textOf(entry['base']) ?? usualBases[kind];
  const behaviour = textOf(entry['behaviour']);
  const listed = Array.isArray(entry['properties']) ? (entry['properties'] as readonly unknown[]) : [];
  return [
    {
      type,
      kind,
      ...(base === undefined ? {} : { base }),
      ...(behaviour === undefined ? {} : { behaviour }),
      versions: everyVersion,
      ...(entry['requiresLayout'] === true ? { requiresLayout: true } : {}),
      ...(entry['holdsAppenders'] === true ? { holdsAppenders: true } : {}),
      properties: listed.flatMap(each => readProperty(each, type, complaints)),
      doc: textOf(entry['doc']) ?? `A class of your own, from ${userCatalogueFile}.`,
      overlay: 'user',
    },
  ];
}

function readProperty(entry: unknown, type: string, complaints: string[]): readonly PropertyFact[] {
  if (!isRecord(entry) || typeof entry['name'] !== 'string' || !/^[A-Za-z_]\w*$/.test(entry['name']) || !isValueKind(entry['kind'])) {
    complaints.push(`A property of ${type} in ${userCatalogueFile} lacks a name or a kind that is known, so it is left out.`);
    return [];
  }
  const { name, kind } = { name: entry['name'], kind: entry['kind'] };
  const values = textsOf(entry['values']);
  const accepts = textsOf(entry['accepts']).filter(isTypeKind);
  const range = rangeOf(entry['range']);
  const fallback = typeof entry['default'] === 'string' ? entry['default'] : undefined;
  return [
    {
      name,
      // An enumeration nobody describes is a text with known values.
      kind: kind === 'enum' ? 'string' : kind,
      clrType: 'System.Object',
      ...(kind === 'object' ? { accepts: accepts.length > 0 ? accepts : (['other'] as const) } : {}),
      ...(fallback === undefined ? {} : { default: fallback }),
      ...(values.length === 0 ? {} : { values }),
      ...(range === undefined ? {} : { range }),
      ...(entry['required'] === true ? { required: 'run' as const } : {}),
      ...(entry['repeatable'] === true ? { repeatable: true as const } : {}),
      versions: everyVersion,
      doc: textOf(entry['doc']) ?? `A property of ${type}.`,
    },
  ];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTypeKind(value: unknown): value is TypeKind {
  return typeof value === 'string' && kinds.has(value);
}

function isValueKind(value: unknown): value is ValueKind {
  return typeof value === 'string' && valueKinds.has(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(each => typeof each === 'string') : [];
}

function rangeOf(value: unknown): readonly [number, number] | undefined {
  if (!Array.isArray(value)) return undefined;
  const [low, high] = value as readonly unknown[];
  return typeof low === 'number' && typeof high === 'number' ? [low, high] : undefined;
}
