/** Classes where another kind of thing is wanted. */
import type { Catalogue, TypeFact, TypeKind, ValueKind } from '../catalogue/types';
import { attributeOf } from '../model/element';
import { replacement } from './edits';
import { everyObject, isConverterByAttributes, settingsOfKind, typedSettings } from './objects';
import { isOfOthers, lastPart } from './others';
import type { Rule } from './rule';

const textForNumber: Rule = {
  id: 'types/pattern-string-here',
  severity: 'error',
  why: 'A pattern string gives text. Where a number, a level or an address is wanted log4net cannot use it, reports that, and reads the pattern itself as the value.',
  *check({ config, catalogue }) {
    const strings = catalogue.typesOfKind('pattern-string');
    for (const { setting } of typedSettings(config)) {
      const { fact, value, via } = setting;
      if (
        via?.type === undefined ||
        value === undefined ||
        fact === undefined ||
        !strings.includes(via.type) ||
        !NO_TEXT.includes(fact.kind)
      )
        continue;
      yield {
        span: via.span,
        severity: value.text.includes('%') ? 'error' : 'warning',
        message: `${fact.name} does not take a pattern string: log4net reads the pattern itself as the value${value.text.includes('%') ? ', cannot make anything of it, and drops the whole appender' : ' and complains'}. Write the value without a type.`,
      };
    }
  },
};

const textForObject: Rule = {
  id: 'types/text-for-object',
  severity: 'warning',
  why: 'Layouts, filters, evaluators and other parts are objects: an element that names its class. log4net cannot make one out of a text; it says so in its internal log only and goes on without the part.',
  *check({ config, catalogue }) {
    for (const { setting } of settingsOfKind(config, 'object')) {
      const { fact, value, via, name, element } = setting;
      if (value === undefined || via !== undefined || fact?.text !== undefined) continue;
      const attribute = attributeOf(element, 'value');
      const isClass = attribute !== undefined && catalogue.findType(value.text) !== undefined && attributeOf(element, 'type') === undefined;
      yield {
        span: value.span,
        message: `${name} is no text: log4net cannot make anything of '${value.text}' and leaves ${name} as it was. Write <${fact?.name ?? name} type="…"> with its settings inside.`,
        ...(isClass && { fixes: [replacement('Make it the type', attribute.nameSpan, 'type', true)] }),
      };
    }
  },
};

/** Kinds of value that text has to be converted to. */
const NO_TEXT: readonly ValueKind[] = ['int', 'long', 'short', 'byte', 'bool', 'port', 'level', 'enum', 'address', 'encoding', 'type'];

const wrongKind: Rule = {
  id: 'types/wrong-kind',
  severity: 'error',
  why: 'A class can be used only where its kind is wanted: a filter is no layout. log4net then goes on without the part, or loses the appender.',
  *check({ config, catalogue }) {
    for (const { object, setting, appender, owner } of everyObject(config)) {
      const { type, typeSpan, typeText } = object;
      if (type === undefined || typeSpan === undefined || typeText === undefined) continue;
      // That is structure/converter-attributes'.
      if (isConverterByAttributes(object)) continue;
      const isAppender = setting === undefined && appender !== undefined;
      const accepted = isAppender ? (['appender'] as const) : setting?.fact?.accepts;
      if (type.abstract === true || type.constructible === false) {
        yield {
          span: typeSpan,
          message: `'${lastPart(type.type)}' cannot be created from a file: ${isAppender ? 'the appender is lost' : `<${setting?.name ?? ''}> is left out`}. Name a class that can.`,
        };
      } else if (accepted !== undefined && accepted.length > 0 && !accepted.includes(type.kind) && !converts(catalogue, type, accepted)) {
        yield {
          span: typeSpan,
          ...(owner !== undefined && isOfOthers(owner.object) ? { severity: 'information' } : {}),
          message: `'${lastPart(type.type)}' is no ${accepted.map(readable).join(' or ')}, so log4net cannot use it here: ${isAppender ? 'the appender is lost' : `<${setting?.name ?? ''}> is left out`}.`,
        };
      }
    }
  },
};

export const typeKindRules: readonly Rule[] = [textForNumber, textForObject, wrongKind];

/** A layout stands where a raw layout is wanted: log4net wraps it. A pattern string becomes plain text. */
function converts(catalogue: Catalogue, type: TypeFact, accepted: readonly TypeKind[]): boolean {
  return (accepted.includes('raw-layout') && type.kind === 'layout') || catalogue.typesOfKind('pattern-string').includes(type);
}

function readable(kind: TypeKind): string {
  return kind.replaceAll('-', ' ');
}
