/** Values that stand in the file as log4net gets them, and what is lost with a bad one. */
import type { PropertyFact, ValueKind } from '../catalogue/types';
import type { Span } from '../syntax/tree';
import { hasVariable, settingsOfKind, type PlacedSetting } from './objects';
import type { RuleContext } from './rule';

/** A setting with a value that stands in the file as log4net gets it. */
export interface Plain {
  readonly text: string;
  readonly span: Span;
  readonly fact: PropertyFact;
  readonly place: PlacedSetting;
}

export function* plainValues({ config }: RuleContext, kinds: readonly ValueKind[]): Generator<Plain> {
  for (const kind of kinds) {
    for (const place of settingsOfKind(config, kind)) {
      const { fact, value, via } = place.setting;
      // What goes through a type of its own, or through a variable, is known on the server only; a raw blank is syntax/placeholder's.
      if (fact === undefined || value === undefined || via !== undefined || hasVariable(value.text)) continue;
      if (kind === 'mail-addresses' ? /^\s*<[^@]*>\s*$/.test(value.text) : kind !== 'regex' && /<[^<>]*>/.test(value.text)) continue;
      yield { text: value.text, span: value.span, fact, place };
    }
  }
}

/** What is lost when a value cannot be read: outside an appender the whole run of the configurator ends. */
export function lost({ owner }: PlacedSetting): string {
  return owner.appender === undefined ? 'configuration' : 'appender';
}
