/** What the rules need to know of receivers; whoever runs the rules hands it in, since the wire is none of their business. */

export interface ReceiverFacts {
  readonly receivers: readonly ReceiverFact[];
  readonly formats: readonly FormatFact[];
}

export interface ReceiverFact {
  readonly id: string;
  /** As on screen: `Butler 16`. */
  readonly title: string;
  readonly product: string;
  readonly current: boolean;
  readonly reads: string;
  readonly inputs: readonly {
    readonly port: number;
    readonly events: string;
    readonly open: boolean;
    readonly why?: string;
    readonly reads?: readonly ReadingFact[];
    /** Whatever comes is read. */
    readonly otherwise?: object;
  }[];
}

export interface ReadingFact {
  readonly formats?: readonly string[];
  readonly exactFields?: number;
  readonly minFields?: number;
  /** What it wants of single fields, by their names. */
  readonly fields?: Readonly<Record<string, { readonly check?: { readonly test: string; readonly otherwise: string } }>>;
}

export interface FormatFact {
  readonly id: string;
  readonly type: string;
  readonly product: string;
  readonly events: string;
  /** The first field, or null where the format begins with data. */
  readonly prefix: string | null;
  readonly status: string;
  readonly defaultPort: number | null;
  readonly delimiter: string;
  readonly pattern: string;
  readonly fields: readonly { readonly name: string; readonly source: string; readonly kind: string }[];
  /** Texts that the sender's filters look for. */
  readonly filters?: readonly { readonly stringToMatch: string | null; readonly until?: string | null }[];
}

/** The receiver reads the format on purpose, at an open port. */
export function readingOf(receiver: ReceiverFact, format: FormatFact): ReadingFact | undefined {
  for (const input of receiver.inputs) {
    const reading = input.open ? input.reads?.find(it => it.formats?.includes(format.id) === true) : undefined;
    if (reading !== undefined) return reading;
  }
  return undefined;
}

/** First fields the receiver recognises. */
export function prefixesOf(receiver: ReceiverFact, { formats }: ReceiverFacts): readonly string[] {
  return formats.flatMap(it => (it.prefix !== null && readingOf(receiver, it) !== undefined ? [it.prefix] : []));
}

/** It takes whatever comes, so that nothing can be unknown to it. */
export function readsAnything(receiver: ReceiverFact): boolean {
  return receiver.inputs.some(it => it.open && it.otherwise !== undefined);
}

/** A first field that was published by mistake and that nobody ever read. */
export function isDefect({ status }: FormatFact): boolean {
  return status === 'shipped-defect';
}
