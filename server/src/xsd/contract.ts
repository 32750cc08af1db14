/** Strict schema validation: one question and one kind of answer, whichever engine gives it. */
import type { Span, XmlDocument, XmlElement } from '../syntax/tree';

/** `qlik`: schemas/qlik-local-log-config.xsd for a whole document; `log4net`: schemas/log4net.xsd for its `<log4net>` element. */
export type SchemaName = 'qlik' | 'log4net';

export type XsdEngineName = 'embedded' | 'xerces';

export interface XsdEngine {
  readonly name: XsdEngineName;
  /** Never rejects: what keeps the engine from answering is an outcome too. */
  validate(document: XmlDocument, schema: SchemaName): Promise<XsdOutcome>;
}

export type XsdOutcome =
  | { readonly kind: 'valid' }
  | { readonly kind: 'invalid'; /** In document order, causes without their consequences. */ readonly findings: readonly XsdFinding[] }
  /** The document is not one this schema speaks of, is not well-formed, or carries a DOCTYPE; `reason` is a sentence. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The engine itself does not work here; `reason` is a sentence that says what is missing. */
  | { readonly kind: 'unavailable'; readonly reason: string };

export type XsdCode =
  | 'unexpected-element'
  | 'missing-element'
  | 'unexpected-attribute'
  | 'missing-attribute'
  | 'bad-value'
  | 'unexpected-text'
  | 'unknown-root';

export interface XsdFinding {
  readonly code: XsdCode;
  /** The element it is about; for a missing one, the element that lacks it. */
  readonly element: XmlElement;
  /** For codes about attributes. */
  readonly attribute?: string;
  readonly span: Span;
  /** A sentence of our own; the engines' wording differs and follows the machine's language. */
  readonly message: string;
  /** What may stand there instead, where the engine says so; sorted. */
  readonly expected: readonly string[];
  /** Whether the rule it breaks is documented by Qlik or concluded from examples. */
  readonly certainty: 'documented' | 'inferred';
  readonly severity: 'error' | 'warning' | 'information';
}

/** What an engine says, before it is put into our words. */
export interface RawFinding {
  readonly code: XsdCode;
  readonly element: XmlElement;
  readonly attribute?: string;
  readonly expected?: readonly string[];
}
