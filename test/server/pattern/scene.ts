import { catalogueFor } from '../../../server/src/catalogue';
import type { LogEvent, Machine } from '../../../server/src/pattern/event';
import type { DeclaredConverter, Vocabulary } from '../../../server/src/pattern/vocabulary';
import { vocabulary } from '../../../server/src/pattern/vocabulary';

export const machine: Machine = {
  hostName: 'SENSE01',
  timeZone: 'UTC',
  serviceUser: 'LAB\\qlikservice',
  processStart: '2024-01-01T00:00:00Z',
  processId: 4711,
  environment: { REGION: 'north' },
  globalProperties: {},
};

export const event: LogEvent = {
  logger: 'System.Scheduler.Master.TaskSession',
  level: 'INFO',
  message: 'Reload finished',
  exception: null,
  thread: '17',
  timestamp: '2024-03-09T08:07:06.045Z',
  domain: 'Scheduler.exe',
  user: 'LAB\\qlikservice',
  identity: 'LAB\\auditor',
  location: { class: 'Qlik.Task.TaskSession', method: 'Complete', file: 'C:\\agent\\TaskSession.cs', line: '214' },
  properties: { TaskName: 'Nightly sales', AppName: 'Sales EMEA' },
};

/** The built-in words, and those of Qlik's converters that are named, under these names. */
export function words(converters: Readonly<Record<string, string>> = {}): Vocabulary {
  const catalogue = catalogueFor('2.0.8');
  const declared = Object.entries(converters).map(([name, type]): DeclaredConverter => {
    const fact = catalogue.findType(type);
    const language = fact?.kind === 'pattern-string-converter' ? 'string' : 'layout';
    return { name, type, language, ...(fact?.behaviour === undefined ? {} : { behaviour: fact.behaviour }) };
  });
  return vocabulary(catalogue.words('layout'), declared);
}

const qlik = 'Qlik.Sense.Logging.log4net.Layout.Pattern';

/** Under the names that Qlik's examples use. */
export const qlikConverters: Readonly<Record<string, string>> = {
  hostname: `${qlik}.HostNamePatternConverter`,
  rownum: `${qlik}.CounterPatternConverter`,
  longIso8601date: `${qlik}.Iso8601TimeOffsetPatternConverter`,
  user: `${qlik}.ServiceUserNameCachedPatternConverter`,
  encodedmessage: `${qlik}.EncodedMessagePatternConverter`,
  encodedexception: `${qlik}.EncodedExceptionPatternConverter`,
};
