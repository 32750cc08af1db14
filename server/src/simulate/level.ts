/** Levels of a running repository: the built-in ones and those the file adds while it is read. */
import type { Catalogue } from '../catalogue/types';

export interface Level {
  readonly name: string;
  readonly value: number;
  /** What `%level` prints. */
  readonly displayName: string;
}

/** Grows while the configuration is read: a level must be defined above its first use. */
export class LevelTable {
  readonly #byName = new Map<string, Level>();

  constructor(catalogue: Catalogue) {
    for (const { name, value, usable } of catalogue.levels) if (usable) this.add({ name, value, displayName: name });
  }

  /** By name without regard to case; blanks count. */
  find(name: string): Level | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  add(level: Level): void {
    this.#byName.set(level.name.toLowerCase(), level);
  }
}
