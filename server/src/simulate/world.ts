/** What every part of one simulation shares. */
import type { Catalogue } from '../catalogue/types';
import type { Machine } from '../pattern/event';
import type { XmlAttribute, XmlCData, XmlText } from '../syntax/tree';
import type { Journal } from './journal';
import type { LevelTable } from './level';
import type { SimulationInput } from './types';

export interface Reader {
  readonly value: (attribute: XmlAttribute) => string;
  readonly content: (node: XmlText | XmlCData) => string;
}

export interface World {
  readonly catalogue: Catalogue;
  readonly machine: Machine;
  readonly journal: Journal;
  readonly levels: LevelTable;
  readonly smtp: NonNullable<SimulationInput['smtp']>;
  /** The reader in use: what it hands on of an attribute's value, and of text or CDATA. */
  readonly reader: Reader;
}
