/** Classes by name: unknown ones, and which known one was meant. */
import type { Catalogue, TypeFact, TypeKind } from '../catalogue/types';
import { replacement } from './edits';
import { nearest } from './nearest';
import { everyObject, type PlacedObject } from './objects';
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

export const typeRules: readonly Rule[] = [unknownAppender, unknownType];

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

function consequence({ setting }: PlacedObject): string {
  return `<${setting?.name ?? 'this part'}> is left out, as if it were not there`;
}

function assemblyOf(typeText: string): string | undefined {
  const comma = typeText.indexOf(',');
  if (comma < 0) return undefined;
  const assembly = typeText
    .slice(comma + 1)
    .split(',')[0]
    ?.trim();
  return assembly === undefined || assembly === '' ? undefined : assembly;
}

/** The assembly that holds log4net's own classes is called as their namespace is. */
function isOwnAssembly(assembly: string): boolean {
  return assembly.toLowerCase() === 'log4net';
}

/** Whether the name lies in a namespace that known classes come from. */
function isOwnName(name: string, catalogue: Catalogue): boolean {
  const first = name.slice(0, name.indexOf('.') + 1).toLowerCase();
  if (first === '') return false;
  for (const { type, overlay } of catalogue.types.values()) if (overlay === undefined && type.toLowerCase().startsWith(first)) return true;
  return false;
}

/** The known class that was meant: by its whole name, or by the part behind the last dot or plus. */
function nearestType(typeText: string, kinds: readonly TypeKind[], catalogue: Catalogue): TypeFact | undefined {
  const name = (typeText.split(',')[0] ?? '').trim();
  const candidates = (kinds.length === 0 ? [...catalogue.types.values()] : kinds.flatMap(it => catalogue.typesOfKind(it))).filter(
    it => it.abstract !== true && it.constructible !== false,
  );
  const whole = nearest(
    name,
    candidates.map(it => it.type),
  );
  if (whole !== undefined) return candidates.find(it => it.type === whole);
  const short = lastPart(name);
  const exact = candidates.filter(it => lastPart(it.type).toLowerCase() === short.toLowerCase());
  // Another namespace may well have a class of the same name: only a bare name, or log4net's own namespace, is a slip.
  if (name.includes('.') && !isOwnName(name, catalogue)) return undefined;
  if (exact.length > 0) return exact[0];
  const guess = nearest(
    short,
    candidates.map(it => lastPart(it.type)),
  );
  return candidates.find(it => lastPart(it.type) === guess);
}

function lastPart(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('.'), name.lastIndexOf('+')) + 1);
}
