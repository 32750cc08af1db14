/** Call hierarchy: who hands events to whom, from loggers to appenders and on to those they forward to. */
import type { Appender, Logger, Reference } from '../../model/types';
import { shortName } from '../describe';
import { holds, type Analysed } from '../analysed';
import type { Span } from '../../syntax/tree';

export interface Station {
  readonly kind: 'logger' | 'appender';
  readonly name: string;
  readonly detail: string;
  readonly span: Span;
  readonly nameSpan: Span;
}

export interface Handover {
  /** The other end. */
  readonly station: Station;
  /** The references that hand over, in the one that gives. */
  readonly references: readonly Span[];
}

/** The logger or appender whose tag or reference the offset lies in. */
export function stationAt({ config }: Analysed, offset: number): Station | undefined {
  const reference = config.references.find(it => holds(it.nameSpan, offset));
  if (reference?.target) return appenderStation(reference.target);
  const appender = config.appenders.find(it => holds(it.element.startTag, offset));
  if (appender) return appenderStation(appender);
  const logger = config.loggers.find(it => holds(it.element.startTag, offset));
  return logger && loggerStation(logger);
}

/** Where events go from the station at the offset. */
export function handsTo({ config }: Analysed, offset: number): readonly Handover[] {
  const giver = [...config.loggers, ...config.appenders].find(it => holds(it.element.startTag, offset));
  return grouped((giver?.references ?? []).flatMap(it => (it.target ? [{ station: appenderStation(it.target), reference: it }] : [])));
}

/** Where events come from that reach the appender at the offset. */
export function getsFrom({ config }: Analysed, offset: number): readonly Handover[] {
  const taker = config.appenders.find(it => holds(it.element.startTag, offset));
  const stations = new Map([
    ...config.loggers.map(it => [it.element, loggerStation(it)] as const),
    ...config.appenders.map(it => [it.element, appenderStation(it)] as const),
  ]);
  return grouped(
    (taker?.referencedBy ?? []).flatMap(reference => {
      const station = reference.owner && stations.get(reference.owner.element);
      return station ? [{ station, reference }] : [];
    }),
  );
}

function grouped(pairs: readonly { readonly station: Station; readonly reference: Reference }[]): readonly Handover[] {
  const handovers = new Map<number, { station: Station; references: Span[] }>();
  for (const { station, reference } of pairs) {
    const span = reference.nameSpan ?? reference.element.span;
    const known = handovers.get(station.span.start);
    if (known) known.references.push(span);
    else handovers.set(station.span.start, { station, references: [span] });
  }
  return [...handovers.values()];
}

function appenderStation({ name, nameSpan, element, typeText }: Appender): Station {
  return { kind: 'appender', name, detail: shortName(typeText ?? ''), span: element.span, nameSpan: nameSpan ?? element.nameSpan };
}

function loggerStation({ name, isRoot, nameSpan, element, level }: Logger): Station {
  return {
    kind: 'logger',
    name: isRoot ? 'root' : name,
    detail: level?.text ?? '',
    span: element.span,
    nameSpan: nameSpan ?? element.nameSpan,
  };
}
