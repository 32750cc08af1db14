/** An object as the configurator makes it: a class and the properties that were set on it. */
import type { Catalogue, PropertyFact, TypeFact } from '../../catalogue/types';
import { encoderFor, type TextEncoding } from '../../wire/encoding';
import type { Span, XmlElement } from '../../syntax/tree';
import type { Level } from '../level';
import { parseAddress, type IpAddress } from '../net/address';
import type { Appender } from '../run/appender';
import type { Evaluator } from '../run/evaluators';
import type { Filter } from '../run/filters';
import type { Layout } from '../run/layouts';

/** What a property can hold. */
export type Value =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'bool'; readonly bool: boolean }
  | { readonly kind: 'enum'; readonly number: number; readonly text: string }
  | { readonly kind: 'level'; readonly level: Level }
  | { readonly kind: 'encoding'; readonly encoding: TextEncoding | undefined; readonly name: string }
  | { readonly kind: 'address'; readonly address: IpAddress }
  | { readonly kind: 'class'; readonly className: string; readonly type: TypeFact | undefined }
  | { readonly kind: 'object'; readonly object: NetObject };

/** A value with the node that set it. */
export interface Setting {
  readonly value: Value;
  readonly span: Span;
}

/** What activation makes of an object: the thing that works. */
export type Built =
  | { readonly kind: 'layout'; readonly layout: Layout }
  | { readonly kind: 'filter'; readonly filter: Filter }
  | { readonly kind: 'evaluator'; readonly evaluator: Evaluator }
  | { readonly kind: 'appender'; readonly appender: Appender };

export class NetObject {
  /** Set once, by activation; absent for objects that only hold values, and for classes nobody described. */
  built: Built | undefined;
  readonly type: TypeFact;
  readonly element: XmlElement;
  readonly #catalogue: Catalogue;
  readonly #settings = new Map<string, Setting>();
  readonly #added = new Map<string, NetObject[]>();

  constructor(type: TypeFact, element: XmlElement, catalogue: Catalogue) {
    this.type = type;
    this.element = element;
    this.#catalogue = catalogue;
  }

  get behaviour(): string | undefined {
    return this.type.behaviour;
  }

  /** Its start tag: what a message about the whole object points at. */
  get span(): Span {
    return this.element.startTag;
  }

  set(fact: PropertyFact, setting: Setting): void {
    this.#settings.set(fact.name.toLowerCase(), setting);
  }

  add(fact: PropertyFact, object: NetObject): void {
    const name = fact.name.toLowerCase();
    const list = this.#added.get(name);
    if (list) list.push(object);
    else this.#added.set(name, [object]);
  }

  /** What was set, whatever it is; defaults do not count. */
  setting(name: string): Setting | undefined {
    return this.#settings.get(name.toLowerCase());
  }

  /** Objects given to a property that takes several, in order. */
  added(name: string): readonly NetObject[] {
    return this.#added.get(name.toLowerCase()) ?? [];
  }

  /** The node that set a property, or the object's own. */
  spanOf(name: string): Span {
    return this.setting(name)?.span ?? this.span;
  }

  /** Set or default text; `undefined` is .NET's null. */
  text(name: string): string | undefined {
    const value = this.setting(name)?.value;
    if (value) return value.kind === 'text' ? value.text : undefined;
    return this.#fact(name)?.default;
  }

  number(name: string): number {
    const value = this.setting(name)?.value;
    if (value?.kind === 'number' || value?.kind === 'enum') return value.number;
    const fact = this.#fact(name);
    const text = fact?.default ?? '0';
    if (fact?.kind !== 'enum') return Number(text);
    return this.#catalogue.enumOf(fact.clrType)?.values.find(it => it.name === text)?.value ?? 0;
  }

  /** The defined name of an enumeration's value; `undefined` for a number nobody defined. */
  enumName(name: string): string | undefined {
    const fact = this.#fact(name);
    const number = this.number(name);
    return fact && this.#catalogue.enumOf(fact.clrType)?.values.find(it => it.value === number)?.name;
  }

  flag(name: string): boolean {
    const value = this.setting(name)?.value;
    return value?.kind === 'bool' ? value.bool : this.#fact(name)?.default === 'true';
  }

  level(name: string): Level | undefined {
    const value = this.setting(name)?.value;
    if (value?.kind === 'level') return value.level;
    const fact = this.#fact(name)?.default;
    const level = fact === undefined ? undefined : this.#catalogue.level(fact);
    return level && { name: level.name, value: level.value, displayName: level.name };
  }

  object(name: string): NetObject | undefined {
    const value = this.setting(name)?.value;
    return value?.kind === 'object' ? value.object : undefined;
  }

  /** Set or default encoding; `undefined` where there is none, or none whose bytes can be shown. */
  encoding(name: string): TextEncoding | undefined {
    const value = this.setting(name)?.value;
    if (value) return value.kind === 'encoding' ? value.encoding : undefined;
    const fact = this.#fact(name)?.default;
    return fact === undefined ? undefined : encoderFor(fact);
  }

  address(name: string): IpAddress | undefined {
    const value = this.setting(name)?.value;
    if (value) return value.kind === 'address' ? value.address : undefined;
    const fact = this.#fact(name)?.default;
    return fact === undefined ? undefined : parseAddress(fact);
  }

  /** Names of the properties without which it cannot be loaded. */
  required(): readonly string[] {
    return this.#catalogue
      .properties(this.type)
      .filter(it => it.required === 'load')
      .map(it => it.name);
  }

  /** How .NET's `ToString` shows it in messages. */
  toString(): string {
    return this.type.type;
  }

  #fact(name: string): PropertyFact | undefined {
    return this.#catalogue.property(this.type, name);
  }
}
