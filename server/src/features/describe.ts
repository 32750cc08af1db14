/** A fact in words (markdown); hover and completion say the same. */
import type { AttributeFact, Catalogue, ElementFact, LevelFact, PropertyFact, TypeFact, VersionRange, WordFact } from '../catalogue/types';

/** What a description is about, as data that can travel to a client and back. */
export type About =
  | { readonly kind: 'element'; readonly name: string; readonly parent?: string }
  | { readonly kind: 'attribute'; readonly element: string; readonly parent?: string; readonly name: string }
  | { readonly kind: 'type'; readonly type: string }
  | { readonly kind: 'property'; readonly type: string; readonly name: string }
  | { readonly kind: 'word'; readonly language: 'layout' | 'string'; readonly name: string }
  | { readonly kind: 'level'; readonly name: string }
  | { readonly kind: 'enum'; readonly type: string; readonly name: string }
  | { readonly kind: 'text'; readonly markdown: string };

/** The description, or undefined where the catalogue (of this version) has no such thing. */
export function describe(about: About, catalogue: Catalogue): string | undefined {
  switch (about.kind) {
    case 'element':
      return present(catalogue.element(about.name, about.parent), describeElement);
    case 'attribute':
      return present(
        catalogue.element(about.element, about.parent)?.attributes.find(it => it.name === about.name),
        it => describeAttribute(it, catalogue),
      );
    case 'type':
      return present(catalogue.findType(about.type), it => describeType(it, catalogue));
    case 'property':
      return present(catalogue.findType(about.type), type =>
        present(catalogue.property(type, about.name), it => describeProperty(it, catalogue)),
      );
    case 'word':
      return present(catalogue.word(about.language, about.name), it => describeWord(about.name, it));
    case 'level':
      return present(catalogue.level(about.name), it => describeLevel(it, catalogue));
    case 'enum':
      return present(
        catalogue.enumOf(about.type)?.values.find(it => it.name === about.name),
        it => [`**${it.name}** = ${it.value}`, it.doc].filter(Boolean).join('\n\n'),
      );
    case 'text':
      return about.markdown;
  }
}

export function describeElement({ name, doc, deprecated }: ElementFact): string {
  return paragraphs(code(`<${name}>`), doc, deprecated && `**Outdated.** ${deprecated}`);
}

export function describeAttribute(fact: AttributeFact, catalogue: Catalogue): string {
  const facts = [
    fact.required && 'required',
    fact.values && `one of ${fact.values.map(code).join(', ')}`,
    fact.default !== undefined && `default ${code(fact.default)}`,
  ];
  return paragraphs(
    `${code(fact.name)}${listed(facts)}`,
    fact.doc,
    fact.deprecated && `**Outdated.** ${fact.deprecated}`,
    since(fact.versions, catalogue),
  );
}

export function describeType(type: TypeFact, catalogue: Catalogue): string {
  const needed = catalogue.properties(type).filter(it => it.required !== undefined && it.internal !== true);
  return paragraphs(
    `**${shortName(type.type)}** ${code(type.type)}`,
    type.doc,
    needed.length > 0 && `Needs ${needed.map(it => code(it.name)).join(', ')}.`,
    type.requiresLayout && 'Needs a layout; without one it drops every event.',
    type.obsolete && `**Outdated.** ${type.obsolete}`,
    type.assumption !== undefined && type.assumption !== 'documented' && `*Inferred, not documented (${type.assumption}).*`,
    since(type.versions, catalogue),
    type.platforms?.length === 1 && (type.platforms[0] === 'netfx' ? 'Only on .NET Framework.' : 'Only on .NET Core and later.'),
  );
}

export function describeProperty(fact: PropertyFact, catalogue: Catalogue): string {
  const kind = catalogue.value(fact.kind);
  const facts = [
    fact.kind === 'object' ? 'an object' : kind.accepts,
    fact.default !== undefined && fact.default !== '' && `default ${code(fact.default)}`,
    (fact.default === undefined || fact.default === '') && fact.defaultNote !== undefined && `default: ${fact.defaultNote}`,
  ];
  return paragraphs(
    `${code(fact.name)}${listed(facts)}`,
    fact.doc,
    fact.required === 'load' && '**Required.** Without it the appender is lost while log4net loads the file.',
    fact.required === 'run' && '**Required.** Without it nothing ever arrives.',
    fact.requiredWhen !== undefined && `Required ${fact.requiredWhen}.`,
    fact.noEffect && 'It may be written and does nothing.',
    badValue(kind.bad, fact),
    fact.deprecated && `**Outdated.** ${fact.deprecated}`,
    since(fact.versions, catalogue),
  );
}

export function describeWord(name: string, word: WordFact): string {
  const others = word.names.filter(it => it !== name).map(it => code(`%${it}`));
  const option =
    word.option &&
    `Option ${code(word.option.syntax)}${word.option.values ? `: ${word.option.values.map(code).join(', ')}` : ''}; without it: ${word.option.default ?? 'nothing special'}.`;
  return paragraphs(
    code(`%${name}`) + (others.length > 0 ? `, the same as ${others.join(', ')}` : ''),
    word.doc,
    option,
    word.slow && 'Slow: it walks the call stack or asks the system for each event.',
    word.platforms?.length === 1 && (word.platforms[0] === 'netfx' ? 'Only on .NET Framework.' : 'Only on .NET Core and later.'),
  );
}

export function describeLevel({ name, value, doc }: LevelFact, catalogue: Catalogue): string {
  const next = [...catalogue.levels].filter(it => it.usable && it.value > value).sort((a, b) => a.value - b.value)[0];
  return paragraphs(`**${name}** (${value})${next ? `, below ${next.name}` : ''}`, doc === name ? undefined : doc);
}

/** `UdpAppender` of `log4net.Appender.UdpAppender`; a nested class keeps its owner: `FileAppender+MinimalLock`. */
export function shortName(type: string): string {
  return type.split(',')[0]?.trim().split('.').at(-1) ?? type;
}

export function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

function badValue(bad: 'lost' | 'default' | 'none' | 'run', { kind }: PropertyFact): string | undefined {
  if (kind === 'object' || kind === 'unknown') return undefined;
  if (bad === 'lost') return 'Anything else loses the whole appender.';
  return bad === 'default' ? 'Anything else leaves the default, without a word outside log4net.' : undefined;
}

/** Which releases have it, where that is not all we know of. */
function since({ first, last }: VersionRange = { first: '', last: '' }, { version }: Catalogue): string | undefined {
  const oldest = first !== '' && first !== '1.2.10';
  const gone = last !== '' && !last.startsWith('3.3');
  if (!oldest && !gone) return undefined;
  return `*${oldest && gone ? `log4net ${first} to ${last}` : oldest ? `Since log4net ${first}` : `Up to log4net ${last}`}; judged for ${version}.*`;
}

function listed(facts: readonly (string | false | undefined)[]): string {
  const present = facts.filter(it => it !== false && it !== undefined && it !== '');
  return present.length === 0 ? '' : ` — ${present.join('; ')}`;
}

function paragraphs(...parts: readonly (string | false | undefined)[]): string {
  return parts.filter(it => it !== undefined && it !== false && it !== '').join('\n\n');
}

function present<T>(fact: T | undefined, words: (fact: T) => string | undefined): string | undefined {
  return fact === undefined ? undefined : words(fact);
}
