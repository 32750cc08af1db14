/** From a line of log4net's internal log back to the node that it is about. */
import type { Analysed } from '../features/analysed';
import { sampleEvents, sampleMachine } from '../features/samples';
import type { LogEvent } from '../pattern/event';
import type { FoundMessage } from '../protocol';
import { findLoggedMessage } from '../simulate/explain/find-message';
import { simulate } from '../simulate/index';
import type { RuntimeMessage } from '../simulate/types';

/** Each costs a simulation; no person's file has as many. */
const mostAppenders = 50;

/** Lets the file say everything that it can make log4net say, and looks for the line in that. */
export function findMessage(doc: Analysed, line: string): FoundMessage {
  const run = (events: readonly LogEvent[], onlyAppender?: string): readonly RuntimeMessage[] =>
    simulate(
      {
        text: doc.text,
        events,
        machine: sampleMachine,
        log4netVersion: doc.catalogue.version,
        ...(onlyAppender !== undefined && { onlyAppender }),
      },
      doc.catalogue,
    ).messages;
  // Some complaints come only with an event: one goes through each appender, whatever loggers lead there.
  const perAppender = doc.config.appenders
    .filter(it => it.name !== '' && it.shadowedBy === undefined)
    .slice(0, mostAppenders)
    .flatMap(appender => {
      for (const event of sampleEvents(doc, appender)) return run([event], appender.name);
      return [];
    });
  return findLoggedMessage(line, [...run([]), ...perAppender], doc.document);
}
