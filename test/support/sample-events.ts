/** The sample datagrams with the verdict of each receiver; file order is arrival order. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Alteration } from '../../server/src/wire/event';

export interface SampleVerdict {
  readonly receiver: string;
  readonly verdict: string;
  readonly code: string;
  readonly notes: readonly string[];
  readonly altered?: readonly Alteration[];
  readonly duplicateOf?: string;
  readonly detail?: { readonly expected?: number; readonly got?: number | string; readonly field?: string };
}

export interface SampleEvent {
  readonly id: string;
  /** The format it follows; null for hand-typed text. */
  readonly contract: string | null;
  readonly datagram: string;
  readonly timestamp: string;
  readonly logger?: string;
  readonly level?: string;
  readonly message?: string;
  readonly properties?: Readonly<Record<string, string>>;
  readonly verdicts: readonly SampleVerdict[];
}

export function sampleEvents(): readonly SampleEvent[] {
  return JSON.parse(readFileSync(path.join(process.cwd(), 'test/corpus/sample-events.json'), 'utf8')) as readonly SampleEvent[];
}
