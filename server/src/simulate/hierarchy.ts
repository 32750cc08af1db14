/** The running repository: loggers by name, their levels and appenders, and the way of an event through them. */
import type { Catalogue } from '../catalogue/types';
import { parentName } from '../model/loggers';
import type { Span } from '../syntax/tree';
import type { Level } from './level';
import { Attached } from './run/forwarding';
import type { LiveEvent } from './run/live-event';
import type { World } from './world';

export class Logger {
  /** Empty for root, and for a logger without a name. */
  readonly name: string;
  readonly isRoot: boolean;
  readonly attached = new Attached();
  additive = true;
  /** `undefined`: inherited. Root always has one. */
  level: Level | undefined;
  /** The element that spoke of it last. */
  span: Span | undefined;

  constructor(name: string, isRoot: boolean, level: Level | undefined) {
    this.name = name;
    this.isRoot = isRoot;
    this.level = level;
  }

  get shownName(): string {
    return this.isRoot ? 'root' : this.name;
  }
}

export class Hierarchy {
  readonly root: Logger;
  /** Everything below it is dropped; undefined: ALL. */
  threshold: Level | undefined;
  /** Until the configuration is read to its end, nothing is logged. */
  configured = false;
  readonly #loggers = new Map<string, Logger>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    this.root = new Logger('', true, defaultRootLevel(world.catalogue, world));
  }

  /** The logger of that name, made if need be. */
  logger(name: string): Logger {
    const known = this.#loggers.get(name);
    if (known) return known;
    const made = new Logger(name, false, undefined);
    this.#loggers.set(name, made);
    return made;
  }

  /** Back to the beginning, as `update="Overwrite"` wants it. */
  reset(): void {
    this.root.level = defaultRootLevel(this.#world.catalogue, this.#world);
    this.threshold = undefined;
    this.shutDown();
    for (const logger of this.#loggers.values()) {
      logger.level = undefined;
      logger.additive = true;
    }
  }

  log(event: LiveEvent): void {
    const logger = this.logger(event.source.logger);
    if (!this.#isEnabled(event, logger)) return;
    for (const stage of this.#chain(logger)) {
      if (stage.attached.appenders.length > 0) {
        const names = stage.attached.appenders.map(it => it.name || 'one without a name').join(', ');
        this.#step('logger', 'pass', `The logger ${stage.shownName} hands the event to ${names}.`, stage);
      }
      stage.attached.append(event);
      if (!stage.additive && !stage.isRoot)
        this.#step('additivity', 'drop', `additivity is false at ${stage.shownName}, so no logger above it sees the event.`, stage);
      if (!stage.additive) return;
    }
  }

  /** As an orderly end of the process does: forwarding appenders first, then all others, root's before the loggers'. */
  shutDown(): void {
    const loggers = [this.root, ...this.#loggers.values()];
    for (const logger of loggers) {
      for (const appender of logger.attached.appenders) if (appender.holdsAppenders) appender.close();
    }
    for (const logger of loggers) logger.attached.closeAll();
  }

  #isEnabled({ level }: LiveEvent, logger: Logger): boolean {
    if (!this.configured) {
      this.#step('logger', 'drop', 'The configuration was never read to its end, so nothing is logged.', this.root);
      return false;
    }
    if (this.threshold && level.value < this.threshold.value) {
      this.#step(
        'threshold',
        'deny',
        `The level ${level.name} is below the threshold ${this.threshold.name} of the whole configuration.`,
        this.root,
      );
      return false;
    }
    const from = this.#chain(logger).find(it => it.level);
    const effective = from?.level;
    if (!from || !effective) return false;
    const where = `${effective.name} at ${from.shownName}`;
    if (level.value < effective.value) {
      this.#step('level', 'deny', `The level ${level.name} is below ${where}.`, from);
      return false;
    }
    this.#step('level', 'pass', `The level ${level.name} reaches ${where}.`, from);
    return true;
  }

  /** The logger and those above it, by the dots of their names, root last. */
  #chain(logger: Logger): readonly Logger[] {
    if (logger.isRoot) return [logger];
    const chain: Logger[] = [logger];
    for (let name = parentName(logger.name); name !== undefined; name = parentName(name)) {
      const parent = this.#loggers.get(name);
      if (parent) chain.push(parent);
    }
    return [...chain, this.root];
  }

  #step(kind: 'logger' | 'level' | 'threshold' | 'additivity', outcome: 'pass' | 'deny' | 'drop', reason: string, logger: Logger): void {
    this.#world.journal.step({ kind, outcome, reason, logger: logger.shownName, ...(logger.span && { span: logger.span }) });
  }
}

function defaultRootLevel(catalogue: Catalogue, { levels }: World): Level | undefined {
  const root = catalogue
    .typesOfKind('logger')
    .find(it => it.properties.some(property => property.name === 'level' && property.default !== undefined));
  const name = root && catalogue.property(root, 'level')?.default;
  return name === undefined ? undefined : levels.find(name);
}
