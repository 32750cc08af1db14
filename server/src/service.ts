/** What the server can do with a configuration. `Service` is the table of contents of this folder. */
import { catalogueFor } from './catalogue/index';
import { serviceNamed } from './catalogue/services';
import type { TypeFact } from './catalogue/types';
import { readUserTypes, userCatalogueFile, type UserTypes } from './catalogue/user';
import type { Analysed, Edit } from './features/analysed';
import { closeTag } from './features/auto-close';
import { codeActions, type CodeAction } from './features/code-actions';
import { copyAppender, removeCopies } from './features/copy-appender';
import { codeLenses, type Lens } from './features/code-lenses';
import { complete, resolveCompletion, type Completion } from './features/completion';
import { variables } from './features/completion/variables';
import { documentLinks, type Link } from './features/document-links';
import { folding, type Fold } from './features/folding';
import { format, type FormatOptions } from './features/formatting';
import { hover, type Hover } from './features/hover';
import { inlayHints, type InlayHint } from './features/inlay-hints';
import { linkedEditing } from './features/linked-editing';
import { getsFrom, handsTo, stationAt, type Handover, type Station } from './features/navigation/calls';
import { definition, type Definition } from './features/navigation/definition';
import { typeDefinition, type TypeDefinition } from './features/navigation/type-definition';
import { documentHighlights, references, type Highlight } from './features/navigation/references';
import { prepareRename, rename, type Renaming } from './features/navigation/rename';
import { placeholders } from './features/placeholders';
import { sampleChoices, sampleMachine } from './features/samples';
import { selectionRanges } from './features/selection-ranges';
import { semanticTokens, type SemanticToken } from './features/semantic-tokens';
import { signatureHelp, type Signature } from './features/signature-help';
import { findSymbols, symbols, type OutlineSymbol } from './features/symbols';
import { scopeOf } from './features/scope';
import { isApplicationFile } from './model/application-file';
import { Beside } from './model/beside';
import { readConfiguration } from './model/read';
import type {
  ExplainParams,
  ExplainResult,
  FoundMessage,
  CheckedFile,
  Placeholder,
  SampleChoice,
  Status,
  TestEventParams,
  TestEventResult,
  TextChange,
} from './protocol';
import { ruleFacts } from './rules';
import { diagnose } from './rules/run';
import type { Diagnosed, Severity } from './rules/rule';
import { SectionMemory } from './rules/sections';
import { type FieldSources, type FieldSourcesInput, fieldSources, type PortPattern, portPatterns } from './simulate/field-sources';
import { simulate } from './simulate/index';
import { senders, type SenderFacts } from './simulate/senders';
import type { SimulationInput, SimulationResult } from './simulate/types';
import { savedAs as savedAsBytes, type SavedAs } from './syntax/bytes';
import { parse } from './syntax/parse';
import type { Span } from './syntax/tree';
import { checkFile } from './trials/check-file';
import { checkSchema } from './trials/check-schema';
import { explainEvent } from './trials/explain-event';
import { findMessage } from './trials/find-message';
import { lineIn } from './trials/line-in';
import { previewMail } from './trials/preview-mail';
import { testEvent } from './trials/test-event';
import type { XsdEngine, XsdEngineName, XsdFinding, XsdOutcome } from './xsd/contract';
import { formats, receivers } from './wire/receivers';
import { readXmlBytes } from './wire/xml-bytes';

export type { Analysed, Edit, CodeAction, Completion, Definition, Diagnosed, Fold, FormatOptions, Highlight, Hover, InlayHint, Lens, Link };
export type { Handover, OutlineSymbol, Placeholder, Renaming, SemanticToken, Severity, Signature, Span, Station };
export type { TypeDefinition, TypeFact, UserTypes, XsdEngine, XsdEngineName, XsdFinding, XsdOutcome };
export type { SavedAs };
export { readUserTypes, readXmlBytes, ruleFacts, savedAsBytes as savedAs, userCatalogueFile };

export interface ServiceOptions {
  /** A release or a line (`2.0`); absent: assumed. */
  readonly log4netVersion?: string | undefined;
  /** Id of the receiver the files are judged for; absent: `auto`. */
  readonly receiver?: string;
  /** Classes that a workspace adds to log4net's own; `readUserTypes` gives them. */
  readonly userTypes?: readonly TypeFact[];
  /** Severity by rule id, in place of the rule's own. */
  readonly severities?: Readonly<Record<string, Severity | 'off'>>;
  /** Names of environment variables, for completion. */
  readonly environment?: readonly string[];
  /** Told about a rule that broke; the others go on. */
  readonly onFault?: (rule: string, fault: unknown) => void;
}

/** Offsets are UTF-16 everywhere. Nothing here fails, whatever the text; "nothing to say" is `undefined` or `[]`. */
export interface Service {
  /** Reads one version of a text. `path`: file name and the folders above it, nearest first. `saved`: what the file's bytes are. */
  analyse(text: string, path?: readonly string[], saved?: SavedAs): Analysed;
  /** Findings of every rule in document order, within the part that is log4net's. */
  diagnose(doc: Analysed): readonly Diagnosed[];

  /**
   * What may be written at an offset, `sort` says in which order; documentation comes with `resolveCompletion`. `typed`: the
   * character that made the editor ask, where no person did.
   */
  complete(doc: Analysed, offset: number, typed?: string): readonly Completion[];
  /** The documentation (markdown) of a completion. */
  resolveCompletion(about: NonNullable<Completion['about']>): string | undefined;
  hover(doc: Analysed, offset: number): Hover | undefined;
  /** The option of the conversion word around the offset. */
  signatureHelp(doc: Analysed, offset: number): Signature | undefined;
  inlayHints(doc: Analysed, range: Span): readonly InlayHint[];
  semanticTokens(doc: Analysed): readonly SemanticToken[];

  definition(doc: Analysed, offset: number): Definition | undefined;
  /** The class behind an appender, a reference to one, or a conversion word. */
  typeDefinition(doc: Analysed, offset: number): TypeDefinition | undefined;
  references(doc: Analysed, offset: number, withDeclaration: boolean): readonly Span[];
  documentHighlights(doc: Analysed, offset: number): readonly Highlight[];
  prepareRename(doc: Analysed, offset: number): { readonly span: Span; readonly name: string } | undefined;
  /** The edits, or the reason against them. What comes out refers to as much as before. */
  rename(doc: Analysed, offset: number, name: string): Renaming;
  /** The logger or appender at the offset; and for one, who hands events to it and whom it hands them to. */
  stationAt(doc: Analysed, offset: number): Station | undefined;
  getsFrom(doc: Analysed, offset: number): readonly Handover[];
  handsTo(doc: Analysed, offset: number): readonly Handover[];
  symbols(doc: Analysed): readonly OutlineSymbol[];
  findSymbols(doc: Analysed, query: string): readonly OutlineSymbol[];
  documentLinks(doc: Analysed): readonly Link[];

  folding(doc: Analysed): readonly Fold[];
  selectionRanges(doc: Analysed, offset: number): readonly Span[];
  linkedEditing(doc: Analysed, offset: number): readonly [Span, Span] | undefined;
  /** The closing tag to put in at the offset, right after `>` or `</` was typed; the cursor stays in front of it for `>`. */
  closeTag(doc: Analysed, offset: number): string | undefined;
  format(doc: Analysed, options: FormatOptions, range?: Span): readonly Edit[];
  codeActions(doc: Analysed, range: Span): readonly CodeAction<Diagnosed>[];
  codeLenses(doc: Analysed): readonly Lens[];

  /** The blanks of a sample that nobody filled in. */
  placeholders(doc: Analysed): readonly Placeholder[];
  /** A sample event through one appender: the datagrams log4net would send. */
  testEvent(doc: Analysed, params: TestEventParams): TestEventResult;
  /** Events through a whole configuration: what would leave, what log4net would say of itself, and each decision on the way. */
  simulate(input: SimulationInput): SimulationResult;
  /** Sample events to explain, the likeliest first; those that reach the appender, where one is named. */
  samples(doc: Analysed, appender?: string): readonly SampleChoice[];
  /** One event's way through the configuration, with everything that would leave. `event` is JSON. */
  explain(doc: Analysed, params: Pick<ExplainParams, 'event' | 'appender'>): ExplainResult;
  /** The mail an appender would send for its sample event, as lines of text; or why there is none. */
  previewMail(doc: Analysed, appender: string): readonly string[];
  /** Where the round trip begins: the findings in numbers, and the appenders that send datagrams. */
  checkFile(doc: Analysed): CheckedFile;
  /** The appenders that send datagrams: where to, and what is known of the rows that reach them. */
  senders(doc: Analysed): readonly SenderFacts[];
  /** The node that a line of log4net's internal log is about. */
  findMessage(doc: Analysed, line: string): FoundMessage;
  /** The conversion patterns that write datagrams, with the ports they go to. */
  portPatterns(doc: Analysed): readonly PortPattern[];
  /** A second, temporary appender that sends the same to another address; undefined where there is nothing to copy. */
  copyAppender(doc: Analysed, appender: string, address: string): readonly TextChange[] | undefined;
  /** Takes temporary copies out again, but for those that send to one of these ports. */
  removeCopies(doc: Analysed, keep: readonly number[]): readonly TextChange[];
  /** The words that wrote the fields of a datagram; undefined where nothing is sent to its port. */
  fieldSources(doc: Analysed, input: FieldSourcesInput): FieldSources | undefined;
  /** Strict validation by the schema of the file's dialect. Never rejects; what keeps it from being checked is an outcome. */
  checkSchema(doc: Analysed, engine: XsdEngine): Promise<XsdOutcome>;
  /** Whether the file lies in the folder of one of Qlik's services, which read it from there. */
  isInServiceFolder(doc: Analysed): boolean;
  status(doc: Analysed): Status;
}

/** Rules may not know the wire: what receivers accept is handed to them. */
const receiverFacts = { receivers, formats };

/** Wires the parts together. Options are those of the moment; a change of settings makes a new service. */
export function createService({
  log4netVersion,
  receiver = 'auto',
  userTypes = [],
  severities = {},
  environment = [],
  onFault,
}: ServiceOptions = {}): Service {
  const catalogue = catalogueFor(log4netVersion, userTypes);
  const analyse = (text: string, path: readonly string[] = [], saved?: SavedAs): Analysed => {
    const document = parse(text);
    const config = readConfiguration(document, catalogue);
    return { text, document, config, catalogue, path, savedAs: saved, scope: scopeOf(text, config, path) };
  };
  const judged = new Beside<Analysed, readonly Diagnosed[]>();
  const memory = new SectionMemory();
  /** Once for each version: editors ask for actions wherever the cursor goes. */
  const findings = (doc: Analysed): readonly Diagnosed[] => {
    const known = judged.get(doc);
    if (known) return known;
    const { config, path, savedAs, text } = doc;
    const nothingOurs = doc.scope.start === doc.scope.end && text !== '';
    const all = nothingOurs
      ? []
      : diagnose(
          { config, catalogue: doc.catalogue, receiver, path, savedAs, receivers: receiverFacts },
          severities,
          onFault,
          undefined,
          memory,
        ).filter(it => concernsUs(it, doc));
    judged.set(doc, all);
    return all;
  };
  return {
    analyse,
    diagnose: findings,
    complete: (doc, offset, typed) => variables(doc, offset, environment) ?? complete(doc, offset, typed),
    resolveCompletion: about => resolveCompletion(about, catalogue),
    hover,
    signatureHelp,
    inlayHints,
    semanticTokens,
    definition,
    typeDefinition,
    references,
    documentHighlights,
    prepareRename,
    rename: (doc, offset, name) => rename(doc, offset, name, text => analyse(text, doc.path)),
    stationAt,
    getsFrom,
    handsTo,
    symbols,
    findSymbols,
    documentLinks,
    folding,
    selectionRanges,
    linkedEditing,
    closeTag,
    format,
    codeActions: (doc, range) => codeActions(doc, range, findings(doc)),
    codeLenses,
    placeholders,
    testEvent,
    simulate: input => simulate(input, input.log4netVersion === undefined ? catalogue : catalogueFor(input.log4netVersion, userTypes)),
    samples: (doc, name) => sampleChoices(doc, name === undefined ? undefined : doc.config.appenderNamed(name)),
    explain: (doc, params) => explainEvent(doc, params, receiver),
    previewMail,
    checkFile: doc => checkFile(doc, findings(doc)),
    senders: ({ text, config, catalogue, path }) =>
      senders({ text, config, catalogue, path, machine: sampleMachine, lineOf: lineIn(text) }),
    findMessage,
    portPatterns: ({ config, catalogue }) => portPatterns(config, catalogue),
    copyAppender: (doc, appender, address) => copyAppender(doc, appender, address)?.map(asChange),
    removeCopies: (doc, keep) => removeCopies(doc, keep).map(asChange),
    fieldSources: ({ config, catalogue }, input) => fieldSources(config, catalogue, input),
    checkSchema,
    isInServiceFolder: ({ path }) => serviceNamed(path[1] ?? '') !== undefined,
    status: ({ config }) => ({
      dialect: config.dialect,
      // What is assumed is a line, not one of its releases.
      log4netVersion: log4netVersion === undefined ? lineOf(catalogue.version) : catalogue.version,
      versionAssumed: log4netVersion === undefined,
      receiver,
    }),
  };
}

const asChange = ({ span: { start, end }, text }: Edit): TextChange => ({ start, end, text });

/**
 * An application's own file is for others, too, and other tools read it. What keeps it from being read at all keeps log4net
 * from being configured, wherever it stands.
 */
function concernsUs({ span, rule, severity }: Diagnosed, { scope, path }: Analysed): boolean {
  if (!isApplicationFile(path[0] ?? '') || !rule.startsWith('syntax/') || severity === 'error') return true;
  return span.start >= scope.start && span.end <= scope.end;
}

/** `2.0.8` → `2.0`. */
function lineOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}
