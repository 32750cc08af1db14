/** Go to definition: from a reference to the appender it finds, from a conversion word to its converter. */
import type { Span } from '../../syntax/tree';
import type { Analysed } from '../analysed';
import { thingAt, type Declaration } from './names';

export interface Definition extends Declaration {
  /** What the jump starts from. */
  readonly origin: Span;
}

/** The declaration that counts: log4net takes the first appender of a name, and the last converter. */
export function definition(doc: Analysed, offset: number): Definition | undefined {
  const found = thingAt(doc, offset);
  const { declarations = [], kind } = found?.thing ?? {};
  const declaration = kind === 'converter' ? declarations.at(-1) : declarations[0];
  return found && declaration && { ...declaration, origin: found.span };
}
