/** Classes by name: unknown ones, and which known one was meant. */
import type { Catalogue, TypeFact, TypeKind } from '../catalogue/types';
import { attributeOf } from '../model/element';
import { replacement } from './edits';
import { nearest } from './nearest';
import { elementsByName, everyObject, hasVariable, settingsOf, settingsOfKind, type PlacedObject } from './objects';
import { assemblyOf, isOwnAssembly, OWN_ASSEMBLY, lastPart } from './others';
import type { Finding, Rule, Severity } from './rule';

const unknownAppender: Rule = {
  id: 'types/unknown-appender',
  severity: 'error',
  why: 'log4net makes an appender by the full name of its class. A class that cannot be found loses the appender, and every reference to it fails.',
  *check({ config, catalogue }) {
    for (const { typeText, typeSpan, type } of config.appenders) {
      if (type !== undefined || typeText === undefined || typeSpan === undefined || typeText.trim() === '') continue;
      if (catalogue.typesInOtherVersions(typeText).length > 0) continue;
      yield {
        span: typeSpan,
        ...unknown(typeText, ['appender'], catalogue, 'the appender is lost, and with it every reference to it'),
        ...fixesFor(typeText, typeSpan, ['appender'], catalogue),
      };
    }
  },
};

const unknownType: Rule = {
  id: 'types/unknown',
  severity: 'error',
  why: 'log4net makes layouts, filters, evaluators and other parts by the full name of their class. A class that cannot be found leaves the part out.',
  *check({ config, catalogue }) {
    for (const place of everyObject(config)) {
      const { object, setting } = place;
      const { typeText, typeSpan, type } = object;
      if (setting === undefined || type !== undefined || typeText === undefined || typeSpan === undefined || typeText.trim() === '')
        continue;
      if (place.owner?.object.type === undefined && place.appender !== undefined) continue;
      if (catalogue.typesInOtherVersions(typeText).length > 0) continue;
      const kinds = setting.fact?.accepts ?? [];
      yield {
        span: typeSpan,
        ...unknown(typeText, kinds, catalogue, consequence(place)),
        ...fixesFor(typeText, typeSpan, kinds, catalogue),
      };
    }
  },
};

/** Of its own, since a schema may allow it: another logging library names the class by another attribute. */
const missing: Rule = {
  id: 'types/missing',
  severity: 'error',
  why: 'Of a filter, a layout or an evaluator log4net has to be told the class. Without a type it builds nothing and goes on without the part.',
  *check({ config }) {
    for (const { setting, owner } of settingsOf(config, it => it.kind === 'object')) {
      const { fact, object, element } = setting;
      if (fact?.kind !== 'object' || object === undefined || fact.defaultType !== undefined || element.localName === 'param') continue;
      if (object.typeText !== undefined && object.typeText.trim() !== '') continue;
      if (owner.object.type === undefined || fact.name === 'appender') continue;
      yield {
        span: setting.nameSpan,
        message: `<${element.localName}> has no type: log4net does not know which class is meant and goes on without it.`,
      };
    }
  },
};

const unknownValue: Rule = {
  id: 'types/unknown-value',
  severity: 'error',
  why: 'Some properties name a class, such as the one behind a converter. While log4net reads the value it looks for the class, and when there is none the whole appender is lost.',
  *check({ config, catalogue }) {
    for (const { setting } of settingsOfKind(config, 'type')) {
      const { value } = setting;
      if (value === undefined || value.text.trim() === '' || hasVariable(value.text)) continue;
      if (catalogue.findType(value.text) !== undefined || isFramework(value.text) || assemblyOf(value.text) !== undefined) continue;
      const kinds: readonly TypeKind[] = ['pattern-converter', 'pattern-string-converter'];
      yield {
        span: value.span,
        ...unknown(value.text, kinds, catalogue, 'the whole appender is lost'),
        ...fixesFor(value.text, value.span, kinds, catalogue),
      };
    }
  },
};

const renderer: Rule = {
  id: 'types/renderer',
  severity: 'warning',
  why: 'A renderer turns objects of one class into text. When either class cannot be found log4net reports that to itself and leaves the renderer out.',
  *check({ config, catalogue }) {
    for (const element of elementsByName(config).get('renderer') ?? []) {
      if (element.parent !== config.body) continue;
      for (const name of ['renderingClass', 'renderedClass']) {
        const { value, valueSpan } = attributeOf(element, name) ?? {};
        if (value === undefined || valueSpan === undefined || value.trim() === '') continue;
        if (catalogue.findType(value) !== undefined || isFramework(value) || assemblyOf(value) !== undefined) continue;
        yield {
          span: valueSpan,
          ...unknown(value, [], catalogue, 'the renderer is left out'),
          ...fixesFor(value, valueSpan, [], catalogue),
          severity: 'warning',
        };
      }
    }
  },
};

const assembly: Rule = {
  id: 'types/assembly',
  severity: 'error',
  why: 'Behind the comma stands the name of an assembly, which is that of its file without the ending. A class of log4net is found in log4net only; with another name the part, or the whole appender, is lost.',
  *check({ config }) {
    for (const { object, setting } of everyObject(config)) {
      const { type, typeText, typeSpan } = object;
      const named = typeText === undefined ? undefined : assemblyOf(typeText);
      if (type === undefined || type.overlay !== undefined || typeText === undefined || typeSpan === undefined || named === undefined)
        continue;
      if (isOwnAssembly(named)) continue;
      const slip = nearest(named.replace(/\.dll$/i, ''), [OWN_ASSEMBLY]) !== undefined;
      yield {
        span: typeSpan,
        ...(slip ? {} : { severity: 'information' as const }),
        message: slip
          ? `There is no assembly '${named}', the class is in ${OWN_ASSEMBLY}: ${setting === undefined ? 'the appender is lost' : `<${setting.name}> is left out`}.`
          : `The name is that of a class of log4net, but it is looked for in ${named}: if that is a mistake, the class is not found.`,
        fixes: [replacement(`Write ${OWN_ASSEMBLY}`, typeSpan, typeText.replace(named, OWN_ASSEMBLY), slip)],
      };
    }
  },
};

const otherVersion: Rule = {
  id: 'types/other-version',
  severity: 'error',
  why: 'Classes come and go between versions of log4net. One that the version in use does not have cannot be found.',
  *check({ config, catalogue }) {
    for (const { object, setting } of everyObject(config)) {
      const { type, typeText, typeSpan } = object;
      if (type !== undefined || typeText === undefined || typeSpan === undefined) continue;
      const [other] = catalogue.typesInOtherVersions(typeText);
      if (other === undefined) continue;
      const { first, last } = other.versions;
      yield {
        span: typeSpan,
        message: `log4net ${catalogue.version} has no '${lastPart(other.type)}'; versions ${first} to ${last} have. ${setting === undefined ? 'The appender is lost' : `<${setting.name}> is left out`}.`,
      };
    }
  },
};

const obsolete: Rule = {
  id: 'types/obsolete',
  severity: 'hint',
  why: 'Some classes are kept for old files only; a newer one does the same.',
  *check({ config }) {
    for (const { object } of everyObject(config)) {
      if (object.type?.obsolete === undefined || object.typeSpan === undefined) continue;
      yield {
        span: object.typeSpan,
        message: `'${lastPart(object.type.type)}' is out of date. ${sentence(object.type.obsolete)}`,
        tags: ['deprecated'],
      };
    }
  },
};

const blanks: Rule = {
  id: 'types/blanks',
  severity: 'warning',
  why: 'The name of a class is looked up as it stands between the quotes, blanks included; whether it is found then depends on the .NET in use.',
  *check({ config }) {
    for (const { object } of everyObject(config)) {
      const { typeText, typeSpan } = object;
      if (typeText === undefined || typeSpan === undefined || typeText.trim() === '' || typeText.trim() === typeText) continue;
      yield {
        span: typeSpan,
        message:
          'There are blanks around the name of the class inside the quotes: it may not be found, and the part is lost then. Delete them.',
        fixes: [replacement('Delete the blanks', typeSpan, typeText.trim(), true)],
      };
    }
  },
};

export const typeRules: readonly Rule[] = [
  unknownAppender,
  unknownType,
  missing,
  unknownValue,
  renderer,
  assembly,
  otherVersion,
  obsolete,
  blanks,
];

/** Whose the class is, as far as its name tells. */
function unknown(
  typeText: string,
  kinds: readonly TypeKind[],
  catalogue: Catalogue,
  consequences: string,
): { readonly message: string; readonly severity: Severity } {
  const name = typeText.split(',')[0]?.trim() ?? '';
  const assembly = assemblyOf(typeText);
  const guess = nearestType(typeText, kinds, catalogue);
  if (assembly !== undefined && !isOwnAssembly(assembly)) {
    return {
      severity: 'information',
      message: `'${name}' is a class of ${assembly}, which log4net must find at run time; what it does is not known here.`,
    };
  }
  const hint = guess === undefined ? '' : ` Did you mean '${guess.type}'?`;
  if (guess !== undefined || isOwnName(name, catalogue)) {
    return { severity: 'error', message: `log4net has no class '${name}': ${consequences}.${hint}` };
  }
  return {
    severity: 'warning',
    message: `'${name}' is no class of log4net. If it is one of your own, name its assembly behind a comma; otherwise log4net may not find it: ${consequences}.`,
  };
}

function fixesFor(
  typeText: string,
  span: NonNullable<Finding['span']>,
  kinds: readonly TypeKind[],
  catalogue: Catalogue,
): Pick<Finding, 'fixes'> {
  const assembly = assemblyOf(typeText);
  if (assembly !== undefined && !isOwnAssembly(assembly)) return {};
  const guess = nearestType(typeText, kinds, catalogue);
  if (guess === undefined) return {};
  const comma = typeText.indexOf(',');
  return { fixes: [replacement(`Use '${guess.type}'`, span, guess.type + (comma < 0 ? '' : typeText.slice(comma)), true)] };
}

/** Classes of .NET itself, which are always there. */
function isFramework(typeText: string): boolean {
  return /^\s*(System|Microsoft)\./i.test(typeText);
}

function consequence({ setting }: PlacedObject): string {
  return `<${setting?.name ?? 'this part'}> is left out, as if it were not there`;
}

/** Whether the name lies in a namespace that known classes come from, or in one that is nearly written like it. */
function isOwnName(name: string, catalogue: Catalogue): boolean {
  const space = namespaceOf(name);
  if (space === '') return false;
  const spaces = new Set<string>();
  for (const { type, overlay } of catalogue.types.values()) if (overlay === undefined) spaces.add(namespaceOf(type));
  return nearest(space, [...spaces, ...[...spaces].map(it => it.split('.')[0] ?? it)]) !== undefined;
}

const namespaceOf = (type: string): string => type.slice(0, Math.max(0, type.lastIndexOf('.')));

/** The known class that was meant: by its whole name, or by the part behind the last dot or plus. */
function nearestType(typeText: string, kinds: readonly TypeKind[], catalogue: Catalogue): TypeFact | undefined {
  const name = (typeText.split(',')[0] ?? '').trim();
  const candidates = (kinds.length === 0 ? [...catalogue.types.values()] : kinds.flatMap(it => catalogue.typesOfKind(it))).filter(
    it => it.abstract !== true && it.constructible !== false,
  );
  const short = lastPart(name).toLowerCase();
  const whole = nearest(
    name,
    candidates.map(it => it.type),
  );
  if (whole !== undefined && likeOneOf(short, [lastPart(whole)]) !== undefined) return candidates.find(it => it.type === whole);
  // Another namespace may well have a class of the same name: only a bare name, or a known namespace's first part, is a slip.
  const root = name.slice(0, name.indexOf('.') + 1).toLowerCase();
  const kin = candidates.filter(it => it.type.toLowerCase().startsWith(root));
  const like = likeOneOf(
    short,
    kin.map(it => lastPart(it.type)),
  );
  return kin.find(it => lastPart(it.type) === like);
}

/**
 * Which of the names a name is like. What all of a kind end with tells nothing: 'Test' is not like 'Telnet', however much
 * of both names is 'Appender'.
 */
function likeOneOf(name: string, names: readonly string[]): string | undefined {
  const ending = /(?:appender|filter|layout)$/.exec(name)?.[0] ?? '';
  const stemOf = (it: string): string => it.slice(0, it.length - ending.length).toLowerCase();
  const same = names.filter(it => it.toLowerCase().endsWith(ending));
  const stem = nearest(stemOf(name), same.map(stemOf));
  return same.find(it => stemOf(it) === stem);
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
