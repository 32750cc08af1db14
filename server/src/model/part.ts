/** A configuration of which only some sections are looked at: the same objects as in the whole, none of them read twice. */
import type { XmlElement } from '../syntax/tree';
import { Beside } from './beside';
import type { Configuration } from './types';

/**
 * The part of `config` that lies in these of its sections. What is about the whole stays whole: the document, the body,
 * references, and who refers to whom.
 */
export function partOf(config: Configuration, sections: ReadonlySet<XmlElement>): Configuration {
  const { body, repository } = config;
  const sectionOf = (element: XmlElement): XmlElement => {
    let at = element;
    while (at.parent !== undefined && at.parent !== body) at = at.parent;
    return at;
  };
  const isInside = ({ element }: { readonly element: XmlElement }): boolean => sections.has(sectionOf(element));
  const part: Configuration = {
    ...config,
    sections: [...sections],
    appenders: config.appenders.filter(isInside),
    loggers: config.loggers.filter(isInside),
    repository: repository && { element: repository.element, type: repository.type, settings: repository.settings.filter(isInside) },
  };
  wholes.set(part, config);
  return part;
}

const wholes = new Beside<Configuration, Configuration>();

/** What a part was taken from; a whole is its own. */
export function wholeOf(config: Configuration): Configuration {
  return wholes.get(config) ?? config;
}
