/** What is known of the Qlik Sense services: folders, nodes, loggers, properties, and sample events for "Send Test Event". */
import engine from '../../../schemas/services/engine.json';
import printing from '../../../schemas/services/printing.json';
import proxy from '../../../schemas/services/proxy.json';
import repository from '../../../schemas/services/repository.json';
import scheduler from '../../../schemas/services/scheduler.json';

/** How sure a statement is: said by Qlik or the project concerned, or concluded from what was seen. */
export type Certainty = 'documented' | 'inferred';

export type NodeRole =
  'scheduler-manager' | 'scheduler-worker' | 'every-scheduler' | 'every-proxy' | 'every-repository' | 'every-engine' | 'any';

export interface ServiceFact {
  /** `Scheduler`: also the name of its folder. */
  readonly id: string;
  readonly title: string;
  /** Where its LocalLogConfig.xml lies. */
  readonly folder: string;
  /** Whether it checks the file against Qlik's XML schema when it loads it. */
  readonly validates: 'yes' | 'unknown';
  /** Where it complains about a file it does not accept. */
  readonly systemLog: string;
  readonly nodes: readonly {
    readonly role: NodeRole;
    readonly certainty: Certainty;
    readonly loggers: readonly string[];
    readonly doc: string;
  }[];
  /** Sentences a person should have read before relying on it. */
  readonly mustKnow: readonly string[];
  /** The loggers one would normally write, most useful first. */
  readonly mainLoggers: readonly string[];
  readonly logs: readonly LogFact[];
  readonly loggers: readonly LoggerFact[];
  readonly samples: readonly SampleEvent[];
}

/** One kind of row with the properties it carries. */
export interface LogFact {
  readonly id: string;
  readonly title: string;
  /** Logger names, each with all below it. */
  readonly loggers: readonly string[];
  readonly properties: readonly { readonly name: string; readonly certainty: Certainty; readonly doc: string }[];
  /** Nothing is written until somebody raises its level in the QMC. */
  readonly offByDefault?: boolean;
}

/** A logger seen on a real server. */
export interface LoggerFact {
  readonly name: string;
  readonly levels: readonly string[];
  /** Service folders through whose file its rows came. */
  readonly folders: readonly string[];
}

export interface SampleEvent {
  readonly id: string;
  readonly title: string;
  readonly service: string;
  /** The message format (`schemas/receivers/formats.json`) it is a case of. */
  readonly contract?: string;
  /** The form of `pattern/event`'s LogEvent. */
  readonly event: {
    readonly logger: string;
    readonly level: string;
    readonly message: string;
    readonly exception: { readonly text: string; readonly type: string; readonly message: string } | null;
    readonly thread: string;
    /** ISO 8601, UTC. */
    readonly timestamp: string;
    readonly domain: string;
    readonly user: string;
    readonly identity: string;
    readonly properties: Readonly<Record<string, string | number>>;
  };
}

// test/contracts checks each file against its JSON Schema.
const all = [scheduler, proxy, repository, engine, printing] as readonly unknown[] as readonly ServiceFact[];

/** The services in the order people look for them. */
export function services(): readonly ServiceFact[] {
  return all;
}

/** By id or folder name, in any case. */
export function serviceNamed(name: string): ServiceFact | undefined {
  return all.find(service => service.id.toLowerCase() === name.toLowerCase());
}

/** The service whose loggers lie at, below or above a name (`AuditActivity.Proxy` → Proxy); undefined where none or several do. */
export function serviceOfLogger(loggerName: string): ServiceFact | undefined {
  const found = all.filter(service => service.loggers.some(({ name }) => isAtOrBelow(name, loggerName) || isAtOrBelow(loggerName, name)));
  return found.length === 1 ? found[0] : undefined;
}

/** Every logger seen, those of all services, or of one. */
export function knownLoggers(service?: string): readonly LoggerFact[] {
  return all.filter(({ id }) => service === undefined || id.toLowerCase() === service.toLowerCase()).flatMap(({ loggers }) => loggers);
}

/** Sample events a `<logger name>` receives: those of the logger itself and of all below it; `''` is the root. */
export function samplesFor(loggerName: string): readonly SampleEvent[] {
  return all.flatMap(({ samples }) => samples).filter(({ event }) => isAtOrBelow(event.logger, loggerName));
}

/** The properties that rows of a logger carry, as `%property{…}` can name them. */
export function propertiesFor(loggerName: string): LogFact['properties'] {
  const byName = new Map<string, LogFact['properties'][number]>();
  for (const service of all) {
    for (const log of service.logs) {
      if (!log.loggers.some(each => isAtOrBelow(each, loggerName) || isAtOrBelow(loggerName, each))) continue;
      for (const property of log.properties) if (!byName.has(property.name)) byName.set(property.name, property);
    }
  }
  return [...byName.values()];
}

/** As log4net's hierarchy sees it: `A.B` is above `A.B.C`, not above `A.BC`; the empty name is the root. */
export function isAtOrBelow(name: string, ancestor: string): boolean {
  return ancestor === '' || name === ancestor || name.startsWith(`${ancestor}.`);
}
