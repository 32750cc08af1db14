/** Names: of appenders for a reference, of loggers for a logger. */
import { knownLoggers, serviceNamed, serviceOfLogger } from '../../catalogue/services';
import type { Span, XmlElement } from '../../syntax/tree';
import { escapeValue, type Analysed } from '../analysed';
import { shortName } from '../describe';
import { sorted, type Completion } from './item';
import { unique } from './values';

/** Appenders that the owner of the reference does not refer to yet, those that nobody uses first. */
export function appenderNames({ config }: Analysed, reference: XmlElement, span: Span): readonly Completion[] {
  const owner = reference.parent;
  const taken = new Set(config.references.filter(it => it.element !== reference && it.element.parent === owner).map(it => it.name));
  return unique(
    config.appenders
      .filter(it => it.name !== '' && !it.shadowedBy && it.element !== owner && !taken.has(it.name))
      .map(it => ({
        label: it.name,
        kind: 'reference',
        span,
        text: escapeValue(it.name),
        sort: sorted(it.referencedBy.length === 0 ? 0 : 1, it.name),
        detail: shortName(it.typeText ?? ''),
      })),
  );
}

/** Loggers of the services: those of the folder the file lies in first; without one, those of the service the file speaks of. */
export function loggerNames({ config, path }: Analysed, logger: XmlElement, span: Span): readonly Completion[] {
  const others = config.loggers.filter(it => it.element !== logger);
  const taken = new Set(others.map(it => it.name));
  const service =
    path.map(serviceNamed).find(it => it !== undefined) ?? others.map(it => serviceOfLogger(it.name)).find(it => it !== undefined);
  const main = service?.mainLoggers ?? [];
  const item = (name: string, rank: number, order: string, detail: string): Completion => ({
    label: name,
    kind: 'logger',
    span,
    text: name,
    sort: sorted(rank, order),
    detail,
  });
  const first = main.map((name, index) =>
    item(name, 0, String(index).padStart(2, '0'), `${service?.id ?? ''}: a logger that matters most`),
  );
  const rest = knownLoggers(service?.id).map(({ name, levels }) => item(name, 1, name, levels.join(', ')));
  return unique([...first, ...rest].filter(it => !taken.has(it.label)));
}
