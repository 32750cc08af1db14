/** Our own requests between client and server: each named once, with who sends it and why. */
import type { LogEvent } from '../pattern/event';
import type { Explanation } from '../simulate/explain/types';
import type { FieldSources, FieldSourcesInput, PortPattern } from '../simulate/field-sources';
import type { SenderFacts } from '../simulate/senders';
import type { SimulationResult } from '../simulate/types';

export type { SimulatedDatagram } from '../simulate/types';

/** A request's name with the types of what goes in and what comes back. */
export interface RequestName<P, R> {
  readonly method: string;
  readonly params?: P;
  readonly result?: R;
}

const request = <P, R>(method: string): RequestName<P, R> => ({ method });

export interface TestEventParams {
  readonly uri: string;
  /** The appender's name. */
  readonly appender: string;
  /** ISO 8601: the event's time. */
  readonly now: string;
  /** A fresh UUID, so that a second click is not a duplicate. */
  readonly executionId: string;
  readonly hostName: string;
  readonly timeZone: string;
}

export type TestEventResult =
  | {
      readonly ok: true;
      readonly event: LogEvent;
      readonly simulation: SimulationResult;
      /** `remoteAddress` and `remotePort` as configured; for the dialog before anything is sent there. */
      readonly configured: { readonly address: string; readonly port: number };
    }
  | { readonly ok: false; /** A sentence: why there is nothing to send, and the way out. */ readonly reason: string };

/** Client → server. Renders a sample event through one appender of an open document: the bytes log4net would send. */
export const TestEventRequest = request<TestEventParams, TestEventResult>('log4net/testEvent');

export interface PlaceholdersParams {
  readonly uri: string;
}

/** A `<…>` blank in a sample, such as `<IP of server …>`. */
export interface Placeholder {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** What it stands for, by the property it is the value of. */
  readonly wants: 'address' | 'port' | 'mail' | 'text';
}

/** Client → server. The blanks of an open document, for "Set the receiver's address everywhere". Offsets are UTF-16. */
export const PlaceholdersRequest = request<PlaceholdersParams, readonly Placeholder[]>('log4net/placeholders');

export interface StatusParams {
  readonly uri: string;
}

/** For the language status: what the server takes the file for. */
export interface Status {
  readonly dialect: 'qlik' | 'log4net';
  readonly log4netVersion: string;
  /** True where nobody said which version it is. */
  readonly versionAssumed: boolean;
  readonly receiver: string;
}

/** Client → server. */
export const StatusRequest = request<StatusParams, Status | undefined>('log4net/status');

export interface CloseTagParams {
  readonly uri: string;
  /** UTF-16, right behind the `>` or `/` that was just typed; the document's text has it already. */
  readonly offset: number;
}

/**
 * Client → server. The closing tag to put in at the offset, as plain text; undefined when nothing is to be closed. After
 * `>` the cursor stays in front of it. For clients that do not format on type.
 */
export const CloseTagRequest = request<CloseTagParams, string | undefined>('log4net/closeTag');

export type { Explanation, ExplainedLine, Mark, Tone } from '../simulate/explain/types';

export interface SamplesParams {
  readonly uri: string;
  /** The appender that is asked about: what reaches it comes first. */
  readonly appender?: string;
}

/** A sample event to start from. */
export interface SampleChoice {
  /** `Reload failed after its last attempt`. */
  readonly title: string;
  /** `here`: loggers of this file receive it; otherwise the title of the service that logs it. */
  readonly group: string;
  readonly event: LogEvent;
}

/** Client → server. Sample events for an open document, the likeliest first. Never empty. */
export const SamplesRequest = request<SamplesParams, readonly SampleChoice[]>('log4net/samples');

export interface ExplainParams {
  readonly uri: string;
  /** The document's version: an answer about another one would be drawn at the wrong places. */
  readonly version: number;
  /** The event as JSON, as a person may be writing it: a log event, and `machine` with `hostName` and `timeZone` where wanted. */
  readonly event: string;
  readonly appender?: string;
}

export type ExplainResult =
  | { readonly ok: true; readonly explanation: Explanation }
  | { readonly ok: false; /** A sentence: what is wrong with the event. */ readonly complaint: string };

/** Client → server. One event's way through an open document. Undefined where the document is of another version by now. */
export const ExplainRequest = request<ExplainParams, ExplainResult | undefined>('log4net/explain');

export interface PreviewMailParams {
  readonly uri: string;
  readonly appender: string;
}

/** Client → server. The mail that an appender would send for a sample event, or why there is none; lines of plain text. */
export const PreviewMailRequest = request<PreviewMailParams, readonly string[]>('log4net/previewMail');

export interface CheckFileParams {
  readonly uri: string;
}

/** What stands in the way before anything is sent. Offsets are UTF-16. */
export interface CheckedFile {
  readonly errors: number;
  readonly warnings: number;
  /** The first error, or the first warning where there are no errors; its line counts from 1. */
  readonly first?: { readonly start: number; readonly end: number; readonly line: number; readonly message: string };
  /** The appenders that send datagrams, in document order. */
  readonly senders: readonly { readonly name: string; readonly start: number; readonly end: number; readonly line: number }[];
}

/** Client → server. Where the round trip of an open document begins: its findings in numbers, and who sends. */
export const CheckFileRequest = request<CheckFileParams, CheckedFile | undefined>('log4net/checkFile');

export type { FilterText, RowFacts, SenderFacts, SendingService } from '../simulate/senders';

export interface SendersParams {
  readonly uri: string;
}

/** Client → server. The appenders of an open document that send datagrams: where to, and what is known of the rows that reach them. */
export const SendersRequest = request<SendersParams, readonly SenderFacts[]>('log4net/senders');

export interface FindMessageParams {
  readonly uri: string;
  /** A line of log4net's internal log, with or without what stands in front of it. */
  readonly line: string;
}

export interface FoundMessage {
  /** `found`: this file makes log4net say it. `near`: it holds what the line speaks of. The others name no node. */
  readonly kind: 'found' | 'near' | 'elsewhere' | 'unknown';
  /** UTF-16 offsets. */
  readonly span?: { readonly start: number; readonly end: number };
  /** What the line means, in a sentence. */
  readonly message: string;
}

/** Client → server. The node of an open document that a message of log4net is about. */
export const FindMessageRequest = request<FindMessageParams, FoundMessage>('log4net/findMessage');

export interface SchemaCheckParams {
  readonly uri: string;
  /** `xerces` needs Java. */
  readonly engine: 'embedded' | 'xerces';
  /** After a save only a file in the folder of one of Qlik's services is checked: it is read from there. */
  readonly occasion: 'command' | 'save';
}

/** Offsets are UTF-16. */
export interface SchemaCheckFinding {
  readonly start: number;
  readonly end: number;
  readonly severity: 'error' | 'warning' | 'information';
  /** `xsd/…` */
  readonly code: string;
  readonly message: string;
}

export type SchemaCheckResult =
  | {
      readonly kind: 'checked';
      readonly schema: 'qlik' | 'log4net';
      /** Of the document that was checked. */
      readonly version: number;
      /** In document order; none for a file that fits. */
      readonly findings: readonly SchemaCheckFinding[];
    }
  /** `reason`: a sentence, with the way out. */
  | { readonly kind: 'not-checked'; readonly reason: string }
  /** Saved, but not in the folder of a service. */
  | { readonly kind: 'not-asked' };

/** Client → server. Strict validation of an open document against the XML schema of its dialect. */
export const SchemaCheckRequest = request<SchemaCheckParams, SchemaCheckResult>('log4net/checkSchema');

export type { FieldSources } from '../simulate/field-sources';

export interface FieldSourcesParams extends FieldSourcesInput {
  readonly uri: string;
}

/** Client → server. Which words of an open document wrote the fields of a datagram; undefined where it sends nothing to that port. */
export const FieldSourcesRequest = request<FieldSourcesParams, FieldSources | undefined>('log4net/fieldSources');

export type { PortPattern } from '../simulate/field-sources';

export interface PortPatternsParams {
  readonly uri: string;
}

/** Client → server. The conversion patterns of an open document with the ports they go to: the listener reads by them. */
export const PortPatternsRequest = request<PortPatternsParams, readonly PortPattern[]>('log4net/portPatterns');

export interface CopyAppenderParams {
  readonly uri: string;
  readonly appender: string;
  /** Where the copy sends. */
  readonly address: string;
}

/** What to put where; offsets are UTF-16. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Client → server. A second, temporary appender that sends the same to another address; undefined where there is nothing to copy. */
export const CopyAppenderRequest = request<CopyAppenderParams, readonly TextChange[] | undefined>('log4net/copyAppender');

export interface RemoveCopiesParams {
  readonly uri: string;
  /** Copies that send to one of these ports stay. */
  readonly keep: readonly number[];
}

/** Client → server. Takes out what `CopyAppenderRequest` put in, wherever its comment still stands; none where there is nothing. */
export const RemoveCopiesRequest = request<RemoveCopiesParams, readonly TextChange[]>('log4net/removeCopies');

export interface ReadTextParams {
  readonly uri: string;
  /** In bytes: a longer file is answered like one that is not there. */
  readonly most?: number;
}

/**
 * Server → client, where `initializationOptions.readsText` is true: the text of a file of the workspace, null where there
 * is none. The client reaches what lies on no disk of ours.
 */
export const ReadTextRequest = request<ReadTextParams, string | null>('log4net/readText');

export interface FindFilesParams {
  /** Relative to each folder of the workspace. */
  readonly include: string;
  /** Names of folders that are passed over, wherever they lie. */
  readonly exclude: readonly string[];
  /** How many are enough. */
  readonly most: number;
}

/**
 * Server → client, where `initializationOptions.findsFiles` is true: the URIs of the workspace's files of such a name. The
 * client knows what its user hides. Without it the server walks the folders itself, where it can.
 */
export const FindFilesRequest = request<FindFilesParams, readonly string[]>('log4net/findFiles');
