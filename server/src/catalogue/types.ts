/** The shape of what log4net and Qlik know, as `schemas/catalogue` holds it and `catalogue/index` serves it. */

/** A log4net release such as `1.2.10` or `2.0.8`. */
export type Version = string;

export interface VersionRange {
  readonly first: Version;
  readonly last: Version;
}

export type TypeKind =
  | 'appender'
  | 'layout'
  | 'raw-layout'
  | 'filter'
  | 'evaluator'
  | 'pattern-converter'
  | 'pattern-string-converter'
  | 'pattern-string'
  | 'converter-info'
  | 'locking-model'
  | 'date-time-strategy'
  | 'level-mapping'
  | 'error-handler'
  | 'security-context'
  | 'object-renderer'
  | 'plugin'
  | 'date-formatter'
  | 'parameter'
  | 'property-entry'
  | 'level-entry'
  | 'logger'
  | 'repository'
  | 'other';

/** How a value is written and what log4net does with a bad one; explained in `values.json`. */
export type ValueKind =
  | 'string'
  | 'pattern'
  | 'pattern-string'
  | 'int'
  | 'long'
  | 'byte'
  | 'short'
  | 'bool'
  | 'port'
  | 'level'
  | 'encoding'
  | 'address'
  | 'enum'
  | 'type'
  | 'file-size'
  | 'time-span'
  | 'regex'
  | 'date-format'
  | 'file-path'
  | 'host'
  | 'mail-addresses'
  | 'object'
  | 'unknown';

export interface PropertyFact {
  /** The spelling to offer, as an element or `param` name: `remotePort`. Matched without regard to case. */
  readonly name: string;
  readonly kind: ValueKind;
  /** The CLR type; for `enum` and `object` the key into `enums` or `types` (an interface stands for a TypeKind in `accepts`). */
  readonly clrType: string;
  /** For `object`: which kinds of type fit. */
  readonly accepts?: readonly TypeKind[];
  /** For `object`: the class that is created when no `type` is written. */
  readonly defaultType?: string;
  /** For `object`: plain text is taken as well, and read as this kind (a layout's text is its pattern). */
  readonly text?: ValueKind;
  /** As one writes it; absent when there is none. */
  readonly default?: string;
  /** What holds without it where that is worked out and no fixed text: "the machine's name". */
  readonly defaultNote?: string;
  /** The texts that mean something, where the property itself takes any. */
  readonly values?: readonly string[];
  /** Inclusive; a number outside leaves the default (and log4net says so only to itself). */
  readonly range?: readonly [number, number];
  /** Without it the object cannot work. `load`: the appender is lost while loading; `run`: nothing is ever sent or written. */
  readonly required?: 'load' | 'run';
  /** In words, what makes it needed: "when authentication is Basic". */
  readonly requiredWhen?: string;
  /** A child that may stand several times (`filter`, `mapping`, `converter` …): each adds one. */
  readonly repeatable?: true;
  /** log4net would set it, but it is its own business: never offered. */
  readonly internal?: true;
  /** It may be written and does nothing. */
  readonly noEffect?: true;
  /** Stands in place of the inherited property of the same name. */
  readonly override?: true;
  readonly versions: VersionRange;
  readonly deprecated?: string;
  /** One or two sentences for a tired administrator, with the trap where there is one. */
  readonly doc: string;
}

export interface TypeFact {
  /** The full CLR name as one writes it: `log4net.Appender.FileAppender+MinimalLock`. */
  readonly type: string;
  readonly kind: TypeKind;
  readonly base?: string;
  readonly interfaces?: readonly string[];
  readonly abstract?: true;
  /** False for what no configuration can create, though it has a name: no usable constructor, or set in code only. */
  readonly constructible?: false;
  /** Plain text is taken where an object of exactly this class is made, and read as this kind. */
  readonly text?: ValueKind;
  /** What the simulator and the rules do with it; a word, the same for types that act the same. See `behaviours.json`. */
  readonly behaviour?: string;
  readonly versions: VersionRange;
  readonly platforms?: readonly ('netfx' | 'netstandard')[];
  /** An appender that drops every event when it has no layout. */
  readonly requiresLayout?: true;
  /** `appender-ref` and nested appenders are allowed in it. */
  readonly holdsAppenders?: true;
  readonly obsolete?: string;
  /** Own properties only; `Catalogue.properties` adds the inherited ones. */
  readonly properties: readonly PropertyFact[];
  readonly doc: string;
  /** `documented`, or `assumed` with the name of the assumption, for what no source settles. */
  readonly assumption?: string;
  /** Which overlay brings it: absent for log4net itself, `qlik`, `butler`, or `user` for a workspace file. */
  readonly overlay?: string;
}

/** A conversion word of PatternLayout (`layout`) or PatternString (`string`). */
export interface WordFact {
  /** Every name, longest first as one would read them in documentation: `message`, `m`. */
  readonly names: readonly string[];
  readonly type: string;
  readonly language: 'layout' | 'string';
  readonly behaviour: string;
  readonly option?: {
    readonly syntax: string;
    readonly kind: string;
    readonly default?: string;
    readonly values?: readonly string[];
    /** Other texts that people write there. */
    readonly examples?: readonly string[];
    readonly enum?: string;
  };
  readonly handlesException?: true;
  /** Walks the stack or asks the system for each event. */
  readonly slow?: true;
  /** Widths such as `%-5` do nothing. */
  readonly ignoresModifiers?: true;
  readonly versions: VersionRange;
  readonly platforms?: readonly ('netfx' | 'netstandard')[];
  readonly doc: string;
}

export interface LevelFact {
  readonly name: string;
  readonly value: number;
  /** False for `log4net:DEBUG`, which no configuration can name. */
  readonly usable: boolean;
  readonly versions: VersionRange;
  readonly doc: string;
}

export interface EnumFact {
  readonly type: string;
  /** Several names may be joined by commas. */
  readonly flags: boolean;
  readonly versions?: VersionRange;
  readonly doc: string;
  readonly values: readonly { readonly name: string; readonly value: number; readonly doc?: string; readonly versions?: VersionRange }[];
}

export interface AttributeFact {
  readonly name: string;
  readonly kind: ValueKind | 'appender-name' | 'appender-ref' | 'logger-name' | 'property-name';
  readonly required?: true;
  readonly values?: readonly string[];
  readonly default?: string;
  readonly versions?: VersionRange;
  readonly deprecated?: string;
  readonly doc: string;
}

/** A structural element: `log4net`, `appender`, `logger`, `root`, `appender-ref`, `level`, `param`, `filter` … */
export interface ElementFact {
  readonly name: string;
  /** Names of the structural elements below which it has this meaning; `*`: anywhere. */
  readonly parents: readonly string[];
  readonly attributes: readonly AttributeFact[];
  readonly children: readonly string[];
  readonly repeatable: boolean;
  readonly deprecated?: string;
  readonly doc: string;
}

/** One frozen, indexed structure for one log4net version. Type names are looked up without regard to case. */
export interface Catalogue {
  readonly version: Version;
  /** By lower-case name, those of this version only. */
  readonly types: ReadonlyMap<string, TypeFact>;
  /** `text` as a configuration writes it: any case, with or without an assembly (`Name, log4net`). */
  findType(text: string): TypeFact | undefined;
  typesOfKind(kind: TypeKind): readonly TypeFact[];
  /** Own and inherited, own first, those of this version only. */
  properties(type: TypeFact): readonly PropertyFact[];
  /** As log4net finds it: without regard to case, `Add…` methods included. */
  property(type: TypeFact, name: string): PropertyFact | undefined;
  /** Whether `base`, a class or an interface, stands above `type`; a type derives from itself. */
  derivesFrom(type: TypeFact, base: string): boolean;
  /** Whether the type or one of its bases has this behaviour: `actsAs(type, 'buffering')`. */
  actsAs(type: TypeFact, behaviour: string): boolean;
  /** What the name means in other versions, for "removed in 3.0"; may be empty. */
  typesInOtherVersions(text: string): readonly TypeFact[];
  /** What the property is in other versions, own or inherited. */
  propertyInOtherVersions(type: TypeFact, name: string): PropertyFact | undefined;
  words(language: 'layout' | 'string'): readonly WordFact[];
  /** By exact name: conversion words are case-sensitive. */
  word(language: 'layout' | 'string', name: string): WordFact | undefined;
  /** The names people give converters that a layout must declare, with the class behind each: `hostname`. */
  readonly usualConverters: readonly { readonly name: string; readonly type: string }[];
  readonly levels: readonly LevelFact[];
  level(name: string): LevelFact | undefined;
  enumOf(clrType: string): EnumFact | undefined;
  readonly elements: readonly ElementFact[];
  /** The meaning of an element by its name and that of its parent. */
  element(name: string, parent: string | undefined): ElementFact | undefined;
  value(kind: ValueKind): ValueFact;
  behaviour(name: string): BehaviourFact | undefined;
}

/** What log4net makes of a value of one kind. */
export interface ValueFact {
  readonly kind: ValueKind;
  /** What is understood, in a phrase: `true or false in any case`. */
  readonly accepts: string;
  /** What a bad one does: `lost` the whole appender, `default` keeps the default and says so only to log4net's own log, `none`: there is no bad one. */
  readonly bad: 'lost' | 'default' | 'none' | 'run';
  readonly examples: readonly string[];
  readonly doc: string;
}

/** A word for what a type does, the same for all types that do the same. */
export interface BehaviourFact {
  readonly name: string;
  readonly of: 'appender' | 'layout' | 'filter' | 'evaluator' | 'word' | 'object';
  readonly doc: string;
}
