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
  readonly service?: { readonly title: string; readonly validates: 'yes' | 'unknown' };
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

/** Undefined for a file that is none of Qlik's. */
export function loadVerdict({ dialect, path, service, failure, schema }: LoadInput): LoadVerdict | undefined {
  if (dialect !== 'qlik') return undefined;
  const [name] = path;
  const who = service ? `The ${service.title} service` : 'The service';
  if (failure?.code === 'not-well-formed') {
    return {
      loads: 'no',
      certainty: 'documented',
      message: `${who} would not load this file: ${clause(failure.message)}`,
      findings: [],
      span: failure.span,
    };
  }
  if (name !== undefined && name.toLowerCase() !== fileName.toLowerCase()) {
    return { loads: 'no', certainty: 'documented', message: `Qlik Sense reads only files called ${fileName}; this one is called ${name}.`, findings: schema };
  }
  const certainty = schema.some(it => it.certainty === 'documented') ? 'documented' : 'inferred';
  if (schema.length > 0) {
    const count = schema.length === 1 ? 'one thing' : `${schema.length} things`;
    if (service?.validates === 'unknown') {
      const message = `${who} may load this file: it has ${count} that the published schema does not have, and nobody says whether this service checks it.`;
      return { loads: 'doubtful', certainty: 'inferred', message, findings: schema };
    }
    const message = `${who} would not load this file: it has ${count} that the published schema does not have.`;
    return { loads: certainty === 'documented' ? 'no' : 'doubtful', certainty, message, findings: schema };
  }
  return { loads: 'yes', certainty: 'inferred', message: `${who} would load this file: nothing in it is against the published schema.`, findings: [] };
}

/** A sentence behind a colon. */
function clause(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
