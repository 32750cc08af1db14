/** A configuration of which only some sections are looked at: the same objects as in the whole, none of them read twice. */
import type { XmlElement } from '../syntax/tree';
import { Beside } from './beside';
import type { Appender, Configuration, Logger, Setting } from './types';

/**
 * The part of `config` that lies in these of its sections. What is about the whole stays whole: the document, the body,
 * references, and who refers to whom.
 */
export function partOf(config: Configuration, sections: readonly XmlElement[]): Configuration {
  const { repository } = config;
  const { appenders, loggers, settings } = contentsOf(config);
  const part: Configuration = {
    ...config,
    sections,
    appenders: sections.flatMap(it => appenders.get(it) ?? []),
    loggers: sections.flatMap(it => loggers.get(it) ?? []),
    repository: repository && {
      element: repository.element,
      type: repository.type,
      settings: sections.flatMap(it => settings.get(it) ?? []),
    },
  };
  wholes.set(part, config);
  return part;
}

/** What lies in which section, in document order. */
interface Contents {
  readonly appenders: ReadonlyMap<XmlElement, readonly Appender[]>;
  readonly loggers: ReadonlyMap<XmlElement, readonly Logger[]>;
  readonly settings: ReadonlyMap<XmlElement, readonly Setting[]>;
}

const contents = new Beside<Configuration, Contents>();

function contentsOf(config: Configuration): Contents {
  const known = contents.get(config);
  if (known !== undefined) return known;
  const { body, appenders, loggers, repository } = config;
  const bySection = <T extends { readonly element: XmlElement }>(all: readonly T[]): ReadonlyMap<XmlElement, readonly T[]> => {
    const lists = new Map<XmlElement, T[]>();
    for (const it of all) {
      let section = it.element;
      while (section.parent !== undefined && section.parent !== body) section = section.parent;
      const list = lists.get(section);
      if (list === undefined) lists.set(section, [it]);
      else list.push(it);
    }
    return lists;
  };
  const found = { appenders: bySection(appenders), loggers: bySection(loggers), settings: bySection(repository?.settings ?? []) };
  contents.set(config, found);
  return found;
}

const wholes = new Beside<Configuration, Configuration>();

/** What a part was taken from; a whole is its own. */
export function wholeOf(config: Configuration): Configuration {
  return wholes.get(config) ?? config;
}
