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
  const foreign = everyObject(config).filter(it => isOfOthers(it.object));
  if (foreign.length === 0) return () => undefined;
  return span => {
    const within = ({ object }: (typeof foreign)[number]): boolean =>
      object.element.span.start <= span.start && span.end <= object.element.span.end;
    const innermost = foreign.findLast(within);
    if (innermost === undefined) return undefined;
    const { element } = innermost.object;
    const known = everyObject(config).some(it => it.object.element.span.start > element.span.start && within(it) && !isOfOthers(it.object));
    return known ? undefined : element.startTag.end;
  };
}

/** The name of a class without its namespace, as a person says it. */
export function lastPart(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('.'), name.lastIndexOf('+')) + 1);
}
