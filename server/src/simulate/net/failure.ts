/** What .NET throws: the simulated log4net catches it where the real one does. */
import type { Span } from '../../syntax/tree';

/** Thrown inside the simulation only; nothing of it leaves `simulate`. */
export class NetFailure extends Error {
  /** The node at fault, where it is narrower than the one being read. */
  readonly span: Span | undefined;

  /** `reason` is a clause for people, without a full stop: `"abc" is no whole number`. */
  constructor(reason: string, span?: Span) {
    super(reason);
    this.span = span;
  }
}

/** The process dies: no log4net code ever sees this one. */
export class ProcessDeath extends Error {
  readonly span: Span;

  constructor(reason: string, span: Span) {
    super(reason);
    this.span = span;
  }
}
