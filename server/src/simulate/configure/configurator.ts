/**
 * Reads a configuration as log4net does, element by element in the order of the document, mistakes and their consequences
 * included. Follows `XmlHierarchyConfigurator`; the order of complaints is log4net's.
 */
import type { TypeFact } from '../../catalogue/types';
import { childElements, descendants } from '../../model/element';
import type { XmlElement } from '../../syntax/tree';
import type { Hierarchy, Logger } from '../hierarchy';
import { NetFailure, ProcessDeath } from '../net/failure';
import { parseBoolean, parseEnum } from '../net/numbers';
import type { Appender } from '../run/appender';
import { Attached } from '../run/forwarding';
import type { World } from '../world';
import { activateAppender } from './activate';
import { classNamed, isConstructible } from './classes';
import { NetObject } from './net-object';
import { attributeText, setParameter } from './parameters';
import { appenderProperties, loggerProperties, repositoryProperties } from './targets';

const notSet = 'null';
const overwrite = 1;
const updateModes = {
  values: [
    { name: 'Merge', value: 0 },
    { name: 'Overwrite', value: overwrite },
  ],
} as const;

export class Configurator {
  readonly #world: World;
  readonly #hierarchy: Hierarchy;
  readonly #body: XmlElement;
  /** Appenders by name, each remembered only when it is complete. */
  readonly #appenders = new Map<string, Appender>();
  #definitions: ReadonlyMap<string, XmlElement> | undefined;
  /** Names of appenders that are being built: a reference to one of them never ends. */
  readonly #building: string[] = [];

  constructor(body: XmlElement, hierarchy: Hierarchy, world: World) {
    this.#body = body;
    this.#hierarchy = hierarchy;
    this.#world = world;
  }

  /** Throws a `NetFailure` where one escapes from log4net: what was configured up to then stays in force. */
  configure(): void {
    const { journal, levels } = this.#world;
    const span = this.#body.startTag;
    if (this.#overwrites()) this.#hierarchy.reset();

    for (const element of childElements(this.#body)) this.#readTopLevel(element);

    const threshold = this.#text(this.#body, 'threshold');
    if (threshold === '' || threshold === notSet) return;
    const level = levels.find(threshold);
    if (level) this.#hierarchy.threshold = level;
    else {
      journal.say('level-unknown', { value: threshold }, span);
      journal.say('threshold-not-set', { value: threshold }, span);
    }
  }

  #overwrites(): boolean {
    const update = this.#text(this.#body, 'update');
    if (update === '') return false;
    try {
      return parseEnum(update, updateModes) === overwrite;
    } catch (failure) {
      if (!(failure instanceof NetFailure)) throw failure;
      this.#world.journal.say('update-mode', { value: update }, this.#body.startTag);
      return false;
    }
  }

  /** The appender of that name, built now if no logger has asked for it; `undefined` where it is none or lost. */
  appenderNamed(name: string): Appender | undefined {
    const known = this.#appenders.get(name);
    if (known) return known;
    const element = this.#elementNamed(name);
    return element && this.#build(element, name);
  }

  #readTopLevel(element: XmlElement): void {
    switch (element.localName) {
      case 'logger':
      case 'category':
        this.#readLogger(element);
        return;
      case 'root':
        this.#readLoggerParts(element, this.#hierarchy.root);
        return;
      case 'renderer':
        this.#readRenderer(element);
        return;
      case 'appender':
        // Only a definition: it is built at the first reference to it.
        return;
      default: {
        const type = this.#typeOf('repository');
        if (type) setParameter(element, repositoryProperties(type, this.#hierarchy, this.#world), this.#world);
      }
    }
  }

  #readLogger(element: XmlElement): void {
    const logger = this.#hierarchy.logger(this.#text(element, 'name'));
    logger.additive = this.#boolean(element, 'additivity');
    this.#readLoggerParts(element, logger);
  }

  #readLoggerParts(element: XmlElement, logger: Logger): void {
    logger.span = element.startTag;
    logger.attached.closeAll();
    for (const child of childElements(element)) {
      switch (child.localName) {
        case 'appender-ref':
          this.#attach(child, logger);
          break;
        case 'level':
        case 'priority':
          this.#readLevel(child, logger);
          break;
        default: {
          const type = logger.isRoot ? this.#rootType() : this.#typeOf('logger');
          if (type) setParameter(child, loggerProperties(type, logger), this.#world);
        }
      }
    }
  }

  #attach(reference: XmlElement, logger: Logger): void {
    const name = this.#text(reference, 'ref');
    const appender = this.#find(reference);
    if (appender) logger.attached.add(appender);
    else this.#world.journal.say('appender-missing', { name }, reference.startTag);
  }

  #readLevel(element: XmlElement, logger: Logger): void {
    const { journal, levels } = this.#world;
    const value = this.#text(element, 'value');
    const span = element.startTag;
    if (value === 'inherited') {
      if (logger.isRoot) journal.say('root-inherited', {}, span);
      else logger.level = undefined;
      return;
    }
    const level = levels.find(value);
    if (level || !logger.isRoot) logger.level = level;
    if (level) return;
    if (logger.isRoot) journal.say('root-level-null', { value }, span);
    else journal.say('logger-level-unknown', { value, logger: logger.name }, span);
  }

  #find(reference: XmlElement): Appender | undefined {
    const name = this.#text(reference, 'ref');
    const known = this.#appenders.get(name);
    if (known) return known;
    const element = this.#elementNamed(name);
    if (!element) {
      this.#world.journal.say('appender-unknown', { name }, reference.startTag);
      return undefined;
    }
    if (this.#building.includes(name)) {
      const ring = [...this.#building.slice(this.#building.indexOf(name)), name].join(' → ');
      throw new ProcessDeath(
        `The appenders refer to each other in a ring (${ring}). log4net builds them without end, and the process dies.`,
        reference.startTag,
      );
    }
    return this.#build(element, name);
  }

  /** The first of that name at any depth; an empty name finds nothing. */
  #elementNamed(name: string): XmlElement | undefined {
    this.#definitions ??= this.#findDefinitions();
    return name === '' ? undefined : this.#definitions.get(name);
  }

  #findDefinitions(): ReadonlyMap<string, XmlElement> {
    const found = new Map<string, XmlElement>();
    for (const element of descendants(this.#body)) {
      if (element.name !== 'appender') continue;
      const name = this.#text(element, 'name');
      if (!found.has(name)) found.set(name, element);
    }
    return found;
  }

  #build(element: XmlElement, name: string): Appender | undefined {
    const typeText = this.#text(element, 'type');
    this.#building.push(name);
    try {
      const appender = this.#create(element, name, typeText);
      this.#appenders.set(name, appender);
      return appender;
    } catch (failure) {
      if (!(failure instanceof NetFailure)) throw failure;
      this.#world.journal.say('appender-lost', { name, type: typeText, reason: failure.message }, failure.span ?? element.startTag);
      return undefined;
    } finally {
      this.#building.pop();
    }
  }

  #create(element: XmlElement, name: string, typeText: string): Appender {
    const { journal, catalogue } = this.#world;
    const { type, className } = classNamed(typeText, catalogue);
    if (type?.kind !== 'appender') throw new NetFailure(`${className} is no appender`, element.startTag);
    if (!isConstructible(type)) throw new NetFailure(`${className} is only a base for others`, element.startTag);
    const object = new NetObject(type, element, catalogue);
    const nameFact = catalogue.property(type, 'name');
    if (nameFact) object.set(nameFact, { value: { kind: 'text', text: name }, span: element.startTag });
    const children = new Attached();
    for (const child of childElements(element)) {
      if (child.localName !== 'appender-ref') setParameter(child, appenderProperties(object, children), this.#world);
      else if (type.holdsAppenders) {
        const referenced = this.#find(child);
        if (referenced) children.add(referenced);
      } else journal.say('cannot-attach', { name: this.#text(child, 'ref'), appender: name }, child.startTag);
    }
    return activateAppender(object, this.#world, children);
  }

  #readRenderer(element: XmlElement): void {
    const { journal, catalogue } = this.#world;
    const rendering = this.#text(element, 'renderingClass');
    const rendered = this.#text(element, 'renderedClass');
    const span = element.startTag;
    try {
      const { type } = classNamed(rendering, catalogue);
      if (type?.kind !== 'object-renderer') {
        journal.say('class-not-assignable', { type: rendering, wanted: '' }, span);
        journal.say('renderer-lost', { type: rendering }, span);
        return;
      }
    } catch (failure) {
      if (!(failure instanceof NetFailure)) throw failure;
      journal.say('class-not-created', { type: rendering }, span);
      journal.say('renderer-lost', { type: rendering }, span);
      return;
    }
    try {
      classNamed(rendered, catalogue);
    } catch (failure) {
      if (!(failure instanceof NetFailure)) throw failure;
      journal.say('rendered-class-unknown', { type: rendered }, span);
    }
  }

  #boolean(element: XmlElement, name: string): boolean {
    const text = this.#text(element, name);
    if (text === '') return true;
    try {
      return parseBoolean(text);
    } catch (failure) {
      if (!(failure instanceof NetFailure)) throw failure;
      this.#world.journal.say('not-boolean', { value: text }, element.startTag);
      return true;
    }
  }

  #typeOf(kind: 'logger' | 'repository'): TypeFact | undefined {
    const types = this.#world.catalogue.typesOfKind(kind);
    // The class in use is one that no other derives from, or for loggers the plain one.
    return kind === 'logger' ? types.find(it => it.base === undefined) : (types.find(it => it.base !== undefined) ?? types[0]);
  }

  #rootType(): TypeFact | undefined {
    return this.#world.catalogue.typesOfKind('logger').find(it => it.base !== undefined) ?? this.#typeOf('logger');
  }

  /** An attribute as it stands, without variables put in; empty where it is missing. */
  #text(element: XmlElement, name: string): string {
    return attributeText(element, name, this.#world) ?? '';
  }
}
