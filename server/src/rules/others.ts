/** Classes that are not log4net's: what is known of them, if anything, their owners said. */
import type { Configuration, ConfiguredObject } from '../model/types';
import type { Span } from '../syntax/tree';
import { everyObject } from './objects';

/** Whether its class is somebody else's: one that a workspace describes, or an unknown one with an assembly that is not log4net's. */
export function isOfOthers({ type, typeText }: ConfiguredObject): boolean {
  if (type !== undefined) return type.overlay === 'user';
  const assembly = typeText === undefined ? undefined : assemblyOf(typeText);
  return assembly !== undefined && !isOwnAssembly(assembly);
}

/** What stands between the first comma and the next: `Acme.Fax, Acme, Version=1.0.0.0` → `Acme`. */
export function assemblyOf(typeText: string): string | undefined {
  const comma = typeText.indexOf(',');
  if (comma < 0) return undefined;
  const assembly = typeText
    .slice(comma + 1)
    .split(',')[0]
    ?.trim();
  return assembly === undefined || assembly === '' ? undefined : assembly;
}

/** The assembly that holds log4net's own classes is called as their namespace is. */
export const OWN_ASSEMBLY = 'log4net';

export function isOwnAssembly(assembly: string): boolean {
  return assembly.toLowerCase() === OWN_ASSEMBLY;
}

/**
 * Tells whether something lies in an object of somebody else's class, outside of any object of log4net's inside it.
 * @returns where it does, the end of that object's start tag: what comes before is about the object as a whole
 */
export function placesOfOthers(config: Configuration): (span: Span) => number | undefined {
  const objects = everyObject(config).map(it => it.object);
  if (!objects.some(isOfOthers)) return () => undefined;
  const innermost = innermostAt(objects);
  return span => {
    const object = innermost(span);
    return object !== undefined && isOfOthers(object) ? object.element.startTag.end : undefined;
  };
}

/** Finds the object whose element holds a stretch, and no object inside it does. */
function innermostAt(objects: readonly ConfiguredObject[]): (span: Span) => ConfiguredObject | undefined {
  const places = objects.map(object => ({ object, ...object.element.span })).sort((a, b) => a.start - b.start || b.end - a.end);
  // Elements lie beside or inside each other: the nearest before that reaches as far is the one around.
  const around: number[] = [];
  for (const [index, { end }] of places.entries()) {
    let outer = index - 1;
    while (outer >= 0 && (places[outer]?.end ?? 0) < end) outer = around[outer] ?? -1;
    around.push(outer);
  }
  return span => {
    let low = 0;
    let high = places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((places[middle]?.start ?? 0) <= span.start) low = middle + 1;
      else high = middle;
    }
    let at = low - 1;
    while (at >= 0 && (places[at]?.end ?? 0) < span.end) at = around[at] ?? -1;
    return places[at]?.object;
  };
}

/** The name of a class without its namespace, as a person says it. */
export function lastPart(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('.'), name.lastIndexOf('+')) + 1);
}
