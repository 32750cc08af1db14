/** Class names of a configuration → the classes that are loaded in a Qlik Sense service. */
import type { Catalogue, PropertyFact, TypeFact } from '../../catalogue/types';
import { NetFailure } from '../net/failure';
import { netClass } from '../net/types';

export interface NetClass {
  /** In its proper spelling. */
  readonly className: string;
  /** What the catalogue says of it; absent for .NET's own classes. */
  readonly type: TypeFact | undefined;
}

/** The class of a name, without regard to case; throws a `NetFailure` as .NET does where it cannot be loaded. */
export function classNamed(text: string, catalogue: Catalogue): NetClass {
  if (text === '') throw new NetFailure('no type is written');
  const type = catalogue.findType(text);
  if (type && isLoadable(text, type)) return { className: type.type, type };
  const className = netClass(text);
  if (className !== undefined) return { className, type: undefined };
  throw new NetFailure(`there is no class "${text}"`);
}

/** Without an assembly every loaded one is searched; with one, log4net's own classes are in its own only. */
function isLoadable(text: string, type: TypeFact): boolean {
  const assembly = text.split(',')[1]?.trim().toLowerCase();
  return assembly === undefined || type.overlay !== undefined || assembly === 'log4net';
}

/** Whether an object of the class can be the value of the property as it is. */
export function isAssignable(found: NetClass, wanted: Pick<PropertyFact, 'clrType'>, catalogue: Catalogue): boolean {
  if (wanted.clrType === 'System.Object' || found.className === wanted.clrType) return true;
  return found.type !== undefined && catalogue.derivesFrom(found.type, wanted.clrType);
}

/** What log4net converts on the way: a pattern string into text, a layout into one that gives values. */
export function isConvertible(found: NetClass, wanted: Pick<PropertyFact, 'clrType' | 'accepts'>): boolean {
  if (found.type?.kind === 'pattern-string') return wanted.clrType === 'System.String';
  return found.type?.kind === 'layout' && wanted.accepts?.includes('raw-layout') === true;
}

/** Whether .NET can make one without being told anything. */
export function isConstructible(type: TypeFact): boolean {
  return type.abstract !== true && type.constructible !== false;
}
