/** Whether Qlik would load the file at all: a verdict of its own, apart from what log4net makes of it. */
import type { Span } from '../../syntax/tree';
import type { SimulationFailure } from '../types';

/** Said by Qlik, or concluded from its examples. */
export type Certainty = 'documented' | 'inferred';

/** Something about the file's structure that Qlik's schema does not have. */
export interface SchemaFinding {
  readonly span: Span;
  readonly message: string;
  readonly certainty: Certainty;
}

export interface LoadInput {
  readonly dialect: 'qlik' | 'log4net';
  /** File name and folders, nearest first; `[]` where it lies nowhere yet. */
  readonly path: readonly string[];
  /** The service whose folder it lies in: its name, and whether it checks the file. */
  readonly service?: { readonly title: string; readonly validates: 'yes' | 'unknown'; readonly systemLog: string };
  /** Of the text in UTF-16 units: no more bytes than that in any encoding such files have. */
  readonly size: number;
  readonly failure?: SimulationFailure;
  readonly schema: readonly SchemaFinding[];
}

export interface LoadVerdict {
  readonly loads: 'yes' | 'no' | 'doubtful';
  readonly certainty: Certainty;
  /** One sentence or two. */
  readonly message: string;
  readonly findings: readonly SchemaFinding[];
  readonly span?: Span;
}

const fileName = 'LocalLogConfig.xml';
const largest = 1_048_576;

/** Undefined for a file that is none of Qlik's. */
export function loadVerdict({ dialect, path, service, failure, size, schema }: LoadInput): LoadVerdict | undefined {
  if (dialect !== 'qlik') return undefined;
  const [name] = path;
  const who = service ? `The ${service.title} service` : 'The service';
  const where = service ? ` It would say so in ${service.systemLog}.` : " It would say so in the service's System log.";
  const no = { loads: 'no', certainty: 'documented', findings: [] } as const;
  if (failure?.code === 'not-well-formed')
    return { ...no, message: `${who} would not load this file: it is not well-formed XML.${where}`, span: failure.span };
  if (name !== undefined && name.toLowerCase() !== fileName.toLowerCase())
    return { ...no, message: `Qlik Sense reads only files called ${fileName}; this one is called ${name}.`, findings: schema };
  if (size > largest) return { ...no, message: `${who} would not load this file: it is larger than 1 MB.${where}` };
  if (schema.length === 0) {
    const message = `${who} would load this file: nothing in it is against the published schema.`;
    return { loads: 'yes', certainty: 'inferred', message, findings: [] };
  }
  const count = schema.length === 1 ? 'one thing' : `${schema.length} things`;
  if (service?.validates === 'unknown') {
    const message = `${who} may load this file: it has ${count} that the published schema does not have, and Qlik does not say whether this service checks it.`;
    return { loads: 'doubtful', certainty: 'inferred', message, findings: schema };
  }
  const certainty = schema.some(it => it.certainty === 'documented') ? 'documented' : 'inferred';
  const would = certainty === 'documented' ? 'would not load' : 'might not load';
  const message = `${who} ${would} this file: it has ${count} that the published schema does not have.${where}`;
  return { loads: certainty === 'documented' ? 'no' : 'doubtful', certainty, message, findings: schema };
}
