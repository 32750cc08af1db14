/** Properties of objects: unknown ones, missing ones, and those that get in each other's way. */
import type { PropertyFact } from '../catalogue/types';
import type { Setting } from '../model/types';
import { added, propertyElement, removal, replacement } from './edits';
import { isSaidElsewhere, namesOf, neededBy } from './needed';
import { nearest } from './nearest';
import { actsAs, effective, everyObject, objectsByType, settingsOf, textOf, unknownSettings, type PlacedObject } from './objects';
import type { Finding, Fix, Rule, RuleContext, Severity } from './rule';

const unknown: Rule = {
  id: 'properties/unknown',
  severity: 'warning',
  why: 'log4net looks for a property of that name, ignoring upper and lower case. It finds none, reports that to itself, and the setting has no effect.',
  *check({ config, catalogue }) {
    for (const { setting, owner } of unknownSettings(config)) {
      const { object } = owner;
      if (object.type === undefined || (owner.setting === undefined && owner.appender === undefined) || isSaidElsewhere(setting)) continue;
      const { name, nameSpan, element, form } = setting;
      const other = catalogue.propertyInOtherVersions(object.type, name);
      const needed = neededBy(object, catalogue).get(setting);
      const isAppender = owner.setting === undefined;
      const guess = needed?.name ?? nearest(name, namesOf(object.type, catalogue));
      yield {
        span: nameSpan,
        message:
          other !== undefined
            ? `${shortName(object.type.type)} has no '${name}' in log4net ${catalogue.version}, only in ${other.versions.first} to ${other.versions.last}: the setting has no effect.`
            : needed !== undefined
              ? `${shortName(object.type.type)} has no property '${name}', and ${missingMessage(needed, object.element.localName, isAppender, 'Write')}`
              : `${shortName(object.type.type)} has no property '${name}': log4net ignores it, and the setting has no effect.${guess === undefined ? '' : ` Did you mean '${guess}'?`}`,
        ...(needed !== undefined && { severity: severityOfMissing(needed, isAppender) }),
        ...(guess !== undefined && other === undefined && { fixes: [renamed(element, form, nameSpan, guess)] }),
      };
    }
  },
};

const missing: Rule = {
  id: 'properties/missing',
  severity: 'error',
  why: 'Some classes cannot work without a property: log4net then drops the whole object while loading, or keeps it and it never sends anything.',
  *check(context) {
    for (const [type, places] of objectsByType(context.config)) {
      const required = context.catalogue.properties(type).filter(it => it.required !== undefined);
      for (const place of required.length === 0 ? [] : places) yield* missingIn(context, place, required);
    }
  },
};

const missingLayout: Rule = {
  id: 'properties/missing-layout',
  severity: 'error',
  why: 'Most appenders drop every event when they have no layout, and say so only with internal debugging on.',
  *check({ config, catalogue }) {
    for (const appender of config.appenders) {
      const { type, element, typeSpan } = appender;
      if (type === undefined || !needsLayout(type, catalogue)) continue;
      if (appender.settings.some(it => it.name.toLowerCase() === 'layout')) continue;
      const pattern = catalogue.typesOfKind('layout').find(it => it.behaviour === 'pattern-layout');
      const layout =
        pattern === undefined
          ? undefined
          : `<layout type="${pattern.type}">${propertyElement({ ...appender, settings: appender.settings }, config.dialect === 'qlik', 'conversionPattern', '%date %level %logger - %message%newline')}</layout>`;
      yield {
        span: typeSpan ?? element.nameSpan,
        message: `<${element.localName}> has no layout: every event is dropped, without a word. Add a layout.`,
        ...(layout !== undefined && {
          fixes: [{ title: 'Add a pattern layout', edits: [added(config.document.text, element, layout)] }],
        }),
      };
    }
  },
};

const repeated: Rule = {
  id: 'properties/repeated',
  severity: 'warning',
  why: 'A property holds one value: when it is written twice the last one counts, and log4net does not say so. Several texts in one filter do not add up; each needs a filter of its own.',
  *check({ config }) {
    const { text } = config.document;
    for (const { object, setting: outer, appender } of everyObject(config)) {
      if (outer === undefined && appender === undefined) continue;
      if (!hasRepeats(object.settings)) continue;
      const last = new Map<string, Setting>();
      for (const setting of object.settings) {
        if (setting.fact !== undefined && setting.fact.repeatable !== true) last.set(setting.fact.name, setting);
      }
      for (const setting of object.settings) {
        const { fact, element } = setting;
        if (fact === undefined || fact.repeatable === true) continue;
        const counts = last.get(fact.name);
        if (counts === undefined || counts === setting) continue;
        const same = counts.value !== undefined && counts.value.text === setting.value?.text;
        yield {
          span: setting.nameSpan,
          ...(same && { severity: 'information' as const }),
          message: `${fact.name} is set again further down, and only the last one counts${same ? '' : ': this value is lost'}.${outer?.fact?.repeatable === true && !same ? ` To have both, write another <${outer.element.localName}>.` : ''}`,
          tags: ['unnecessary'],
          related: [{ span: counts.nameSpan, message: 'This one counts.' }],
          fixes:
            outer?.fact?.repeatable === true && !same ? [split(text, outer.element, element), drop(text, element)] : [drop(text, element)],
        };
      }
    }
  },
};

const deprecated: Rule = {
  id: 'properties/deprecated',
  severity: 'hint',
  why: 'Some properties are kept for old files only.',
  *check({ config }) {
    for (const { setting } of settingsOf(config, it => it.deprecated !== undefined)) {
      const { fact, nameSpan } = setting;
      if (fact?.deprecated === undefined) continue;
      yield { span: nameSpan, message: `${fact.name} is out of date. ${fact.deprecated.replace(/[^.!?]$/, '$&.')}`, tags: ['deprecated'] };
    }
  },
};

const noEffect: Rule = {
  id: 'properties/no-effect',
  severity: 'information',
  why: 'Some properties can be written and change nothing.',
  *check({ config }) {
    for (const { setting } of settingsOf(config, it => it.noEffect === true)) {
      if (setting.fact === undefined) continue;
      yield {
        span: setting.nameSpan,
        message: `${setting.fact.name} has no effect. ${setting.fact.doc}`,
        fixes: [{ title: 'Delete it', edits: [removal(config.document.text, setting.element)] }],
        tags: ['unnecessary'],
      };
    }
  },
};

const rolling: Rule = {
  id: 'properties/rolling',
  severity: 'warning',
  why: 'A rolling file rolls by size, by date, or once at the start. Settings for one way do nothing in another, and a size limit without backups empties the file.',
  *check({ config, catalogue }) {
    for (const appender of config.appenders) {
      const { type } = appender;
      if (type === undefined || !actsAs(catalogue, type, 'rolling-file') || catalogue.property(type, 'rollingStyle') === undefined)
        continue;
      const style = (textOf(appender, 'rollingstyle') ?? 'Composite').trim().toLowerCase();
      const useless = (name: string, reason: string): Finding | undefined => {
        const setting = effective(appender, name);
        return setting === undefined
          ? undefined
          : { span: setting.nameSpan, severity: 'information', message: `${setting.name} does nothing here: ${reason}` };
      };
      const [maximum, max] = [effective(appender, 'maximumfilesize'), effective(appender, 'maxfilesize')];
      if (maximum !== undefined && max !== undefined && style !== 'date') {
        const [earlier, later] = maximum.element.span.start < max.element.span.start ? [maximum, max] : [max, maximum];
        yield {
          span: earlier.nameSpan,
          message: `${earlier.name} and ${later.name} set the same limit, and the one further down counts. Keep one of them.`,
          related: [{ span: later.nameSpan, message: 'This one counts.' }],
          fixes: [drop(config.document.text, earlier.element)],
        };
      }
      if (style === 'size' || style === 'once') {
        const found = useless('datepattern', `with rollingStyle ${style === 'size' ? 'Size' : 'Once'} the file never rolls by date.`);
        if (found !== undefined) yield found;
      }
      if (style === 'date') {
        for (const name of ['maximumfilesize', 'maxfilesize', 'maxsizerollbackups', 'countdirection']) {
          const found = useless(name, 'with rollingStyle Date the file never rolls by size, and old files are never deleted.');
          if (found !== undefined) yield found;
        }
      }
    }
  },
};

export const propertyRules: readonly Rule[] = [unknown, missing, missingLayout, repeated, deprecated, noEffect, rolling];

function* missingIn(context: RuleContext, place: PlacedObject, required: readonly PropertyFact[]): Generator<Finding> {
  const { object, setting } = place;
  const isAppender = setting === undefined && place.appender !== undefined;
  const named = new Set(neededBy(object, context.catalogue).values());
  for (const fact of required) {
    if (object.settings.some(it => it.fact === fact || it.name.toLowerCase() === fact.name.toLowerCase())) continue;
    // Said by properties/unknown, with the name to write.
    if (named.has(fact)) continue;
    yield {
      span: object.typeSpan ?? object.element.nameSpan,
      message: missingMessage(fact, object.element.localName, isAppender),
      severity: severityOfMissing(fact, isAppender),
      fixes: insertion(context, place, fact),
    };
  }
}

const severityOfMissing = ({ required }: PropertyFact, isAppender: boolean): Severity =>
  required === 'run' && !isAppender ? 'warning' : 'error';

function needsLayout(type: NonNullable<PlacedObject['object']['type']>, catalogue: RuleContext['catalogue']): boolean {
  return type.requiresLayout === true && catalogue.property(type, 'layout') !== undefined;
}

/** Whether one property stands twice that may stand once; in most objects none does. */
function hasRepeats(settings: readonly Setting[]): boolean {
  for (let index = 1; index < settings.length; index++) {
    const fact = settings[index]?.fact;
    if (fact === undefined || fact.repeatable === true) continue;
    for (let before = 0; before < index && before < 40; before++) if (settings[before]?.fact === fact) return true;
    if (index >= 40) return true;
  }
  return false;
}

function missingMessage(
  { name, required, doc }: PropertyFact,
  element: string,
  isAppender: boolean,
  mend: 'Add' | 'Write' = 'Add',
): string {
  const what = `<${element}> has no ${name}`;
  if (required === 'load') {
    return isAppender
      ? `${what}: log4net drops the whole appender while it loads the file. ${mend} ${name}.`
      : `${what}: log4net cannot use it. ${mend} ${name}.`;
  }
  return isAppender
    ? `${what}: log4net loads it without a word, but it never sends anything. ${mend} ${name}.`
    : `${what}: it does nothing. ${doc}`;
}

const ADDRESS = '127.0.0.1';
const PORT = '9998';

function insertion({ config }: RuleContext, { object }: PlacedObject, fact: PropertyFact): readonly Fix[] {
  if (fact.kind === 'object') return [];
  const value = fact.kind === 'address' || fact.kind === 'host' ? ADDRESS : fact.kind === 'port' ? PORT : '';
  const title = value === '' ? `Add ${fact.name}` : `Add ${fact.name} ${value}`;
  return [
    {
      title,
      edits: [added(config.document.text, object.element, propertyElement(object, config.dialect === 'qlik', fact.name, value))],
    },
  ];
}

function renamed(element: Setting['element'], form: Setting['form'], nameSpan: Setting['nameSpan'], name: string): Fix {
  if (form === 'param' || element.endNameSpan === undefined) return replacement(`Write ${name}`, nameSpan, name, true);
  return { title: `Write ${name}`, edits: [nameSpan, element.endNameSpan].map(span => ({ span, text: name })), preferred: true };
}

function drop(text: string, element: Setting['element']): Fix {
  return { title: 'Delete this one', edits: [removal(text, element)] };
}

/** Moves one setting into a copy of its filter, in front of it. */
function split(text: string, outer: Setting['element'], element: Setting['element']): Fix {
  const moved = text.slice(element.span.start, element.span.end);
  const indent = /[ \t]*$/.exec(text.slice(0, outer.span.start))?.[0] ?? '';
  const start = text.slice(outer.startTag.start, outer.startTag.end);
  const copy = `${start}${moved}</${outer.name}>`;
  return {
    title: `Make it a <${outer.localName}> of its own`,
    edits: [
      { span: { start: outer.span.start, end: outer.span.start }, text: `${copy}${text.includes('\n') ? `\n${indent}` : ''}` },
      removal(text, element),
    ],
    preferred: true,
  };
}

function shortName(type: string): string {
  return type.slice(Math.max(type.lastIndexOf('.'), type.lastIndexOf('+')) + 1);
}
