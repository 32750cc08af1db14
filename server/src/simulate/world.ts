/** What every part of one simulation shares. */
import type { Catalogue } from '../catalogue/types';
import type { Machine } from '../pattern/event';
import type { XmlAttribute } from '../syntax/tree';
import type { Journal } from './journal';
import type { LevelTable } from './level';
import type { SimulationInput } from './types';

export interface World {
  readonly catalogue: Catalogue;
  readonly machine: Machine;
  readonly journal: Journal;
  readonly levels: LevelTable;
  readonly smtp: NonNullable<SimulationInput['smtp']>;
  /** An attribute's value as the reader in use hands it on. */
  readonly valueOf: (attribute: XmlAttribute) => string;
}
