/** The account of each sink, in words and as JSON: for the terminal's last lines and for the export. */
import type { DeadLetter, Ledger, SinkState } from './contract';

export interface ForwardingReport {
  readonly sinks: readonly SinkReport[];
}

interface SinkReport {
  readonly id: string;
  readonly kind: string;
  readonly label: string;
  readonly ledger: Ledger;
  /** The ledger as an equation: it holds at any moment. */
  readonly equation: string;
  readonly lastError?: string;
  readonly lastDeliveredAt?: string;
  /** What the sink refused for good, and why. */
  readonly refused: readonly { readonly event: string; readonly at: string; readonly reason: string }[];
}

export const forwardingReport = (states: readonly SinkState[], letters: readonly DeadLetter[]): ForwardingReport => ({
  sinks: states.map(({ id, kind, label, ledger, lastError, lastDeliveredAt }) => ({
    ...{ id, kind, label, ledger },
    equation: equation(ledger),
    ...(lastError !== undefined && { lastError }),
    ...(lastDeliveredAt !== undefined && { lastDeliveredAt }),
    refused: letters.filter(it => it.sink === id).map(({ event, at, reason }) => ({ event: event.id, at, reason })),
  })),
});

/** `received 3 = delivered 2 + queued 0 + held 1 + rejected 0 + dropped 0; 4 were not meant for it`. */
export const equation = ({ received, delivered, queued, held, rejected, dropped, filtered }: Ledger): string =>
  `received ${received} = delivered ${delivered} + queued ${queued} + held ${held} + rejected ${rejected} + dropped ${dropped}${filtered > 0 ? `; ${filtered} were not meant for it` : ''}`;
