/** The measured cases: what goes into the real log4net, and what came out of it. See README.md. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { LogEvent, Machine } from '../../server/src/pattern/event';
import type { EventIndex, SimulationInput } from '../../server/src/simulate/types';

export interface ConformanceCase {
  readonly id: string;
  readonly group: string;
  readonly description: string;
  readonly tags?: readonly string[];
  readonly load: NonNullable<SimulationInput['load']>;
  readonly timeZone: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly globalProperties?: Readonly<Record<string, string>>;
  readonly smtp?: NonNullable<SimulationInput['smtp']>;
  readonly config: string;
  readonly events: readonly LogEvent[];
  readonly expected: {
    readonly datagrams: readonly SentDatagram[];
    readonly datagramsIn2017?: readonly SentDatagram[];
    readonly mails?: readonly SentMail[];
    readonly mailsIn2017?: readonly SentMail[];
    readonly internalMessages?: readonly InternalMessage[];
    readonly configureException?: { readonly type: string; readonly message: string };
  };
}

export interface SentDatagram {
  readonly event: EventIndex;
  readonly port: number;
  readonly address?: string;
  readonly base64: string;
}

export interface SentMail {
  readonly event: EventIndex;
  readonly port: number;
  readonly from: string;
  readonly to: readonly string[];
  readonly cc?: readonly string[];
  readonly bcc?: readonly string[];
  readonly replyTo?: readonly string[];
  readonly subject: string;
  readonly priority: string;
  readonly contentType: string;
  readonly charset: string;
  readonly body: string;
  readonly auth?: { readonly user: string; readonly password: string };
}

export interface InternalMessage {
  readonly prefix: string;
  readonly source: string;
  readonly message: string;
  readonly event?: EventIndex;
  readonly shownByDefault: boolean;
}

const folder = path.join('test', 'conformance');

/** The cases of this folder, or of the files that are named. */
export function readCases(files: readonly string[] = casesFiles()): readonly ConformanceCase[] {
  return files.flatMap(file => JSON.parse(readFileSync(file, 'utf8')) as ConformanceCase[]);
}

function casesFiles(): readonly string[] {
  return readdirSync(folder)
    .filter(it => it.endsWith('.json') && it !== 'guilty.json')
    .sort()
    .map(it => path.join(folder, it));
}

/** The machine the cases were measured on. */
export function machineOf({ timeZone, env, globalProperties }: ConformanceCase): Machine {
  return {
    hostName: 'SENSE01',
    timeZone,
    serviceUser: 'LAB\\qlikservice',
    processStart: '2024-01-01T00:00:00Z',
    processId: 4711,
    environment: env ?? {},
    globalProperties: globalProperties ?? {},
  };
}
