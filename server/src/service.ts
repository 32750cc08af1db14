/** What the server can do with a configuration. `Service` is the table of contents of this folder. */
import { catalogueFor } from './catalogue/index';
import type { Analysed, Edit } from './features/analysed';
import { closeTag } from './features/auto-close';
import { codeActions, type CodeAction } from './features/code-actions';
import { codeLenses, type Lens } from './features/code-lenses';
import { complete, resolveCompletion, type Completion } from './features/completion';
import { documentLinks, type Link } from './features/document-links';
import { folding, type Fold } from './features/folding';
import { format, type FormatOptions } from './features/formatting';
import { hover, type Hover } from './features/hover';
import { inlayHints, type InlayHint } from './features/inlay-hints';
import { linkedEditing } from './features/linked-editing';
import { getsFrom, handsTo, stationAt, type Handover, type Station } from './features/navigation/calls';
import { definition, type Definition } from './features/navigation/definition';
import { documentHighlights, references, type Highlight } from './features/navigation/references';
import { prepareRename, rename, type Renaming } from './features/navigation/rename';
import { placeholders } from './features/placeholders';
import { sampleEvents, sampleMachine } from './features/samples';
import { selectionRanges } from './features/selection-ranges';
import { semanticTokens, type SemanticToken } from './features/semantic-tokens';
import { signatureHelp, type Signature } from './features/signature-help';
import { findSymbols, symbols, type OutlineSymbol } from './features/symbols';
import { scopeOf } from './features/scope';
import { readConfiguration } from './model/read';
import type { LogEvent } from './pattern/event';
import type { Placeholder, Status, TestEventParams, TestEventResult } from './protocol';
import { diagnose } from './rules/run';
import type { Diagnosed, Severity } from './rules/rule';
import { simulate } from './simulate/index';
import type { SimulationInput, SimulationResult } from './simulate/types';
import { parse } from './syntax/parse';
import type { Span } from './syntax/tree';

export type { Analysed, Edit, CodeAction, Completion, Definition, Diagnosed, Fold, FormatOptions, Highlight, Hover, InlayHint, Lens, Link };
export type { Handover, OutlineSymbol, Placeholder, Renaming, SemanticToken, Severity, Signature, Span, Station };

export interface ServiceOptions {
  /** A release or a line (`2.0`); absent: assumed. */
  readonly log4netVersion?: string | undefined;
  /** Id of the receiver the files are judged for; absent: `auto`. */
  readonly receiver?: string;
  /** Severity by rule id, in place of the rule's own. */
  readonly severities?: Readonly<Record<string, Severity | 'off'>>;
  /** Told about a rule that broke; the others go on. */
  readonly onFault?: (rule: string, fault: unknown) => void;
}

/** Offsets are UTF-16 everywhere. Nothing here fails, whatever the text; "nothing to say" is `undefined` or `[]`. */
export interface Service {
  /** Reads one version of a text. `path`: file name and the folders above it, nearest first. */
  analyse(text: string, path?: readonly string[]): Analysed;
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
  status(doc: Analysed): Status;
}

/** Wires the parts together. Options are those of the moment; a change of settings makes a new service. */
export function createService({ log4netVersion, receiver = 'auto', severities = {}, onFault }: ServiceOptions = {}): Service {
  const catalogue = catalogueFor(log4netVersion);
  const analyse = (text: string, path: readonly string[] = []): Analysed => {
    const document = parse(text);
    const config = readConfiguration(document, catalogue);
    return { text, document, config, catalogue, path, scope: scopeOf(text, config, path) };
  };
  const judged = new WeakMap<Analysed, readonly Diagnosed[]>();
  /** Once for each version: editors ask for actions wherever the cursor goes. */
  const findings = (doc: Analysed): readonly Diagnosed[] => {
    const known = judged.get(doc);
    if (known) return known;
    const { config, path, scope, text } = doc;
    const nothingOurs = scope.start === scope.end && text !== '';
    const all = nothingOurs ? [] : diagnose({ config, catalogue: doc.catalogue, receiver, path }, severities, onFault);
    const found = all.filter(it => it.span.start >= scope.start && it.span.end <= scope.end);
    judged.set(doc, found);
    return found;
  };
  return {
    analyse,
    diagnose: findings,
    complete,
    resolveCompletion: about => resolveCompletion(about, catalogue),
    hover,
    signatureHelp,
    inlayHints,
    semanticTokens,
    definition,
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
    simulate: input => simulate(input, input.log4netVersion === undefined ? catalogue : undefined),
    status: ({ config }) => ({
      dialect: config.dialect,
      log4netVersion: catalogue.version,
      versionAssumed: log4netVersion === undefined,
      receiver,
    }),
  };
}

/** The first sample event that this appender's threshold and filters let through, rendered and encoded. */
function testEvent(doc: Analysed, params: TestEventParams): TestEventResult {
  const appender = doc.config.appenderNamed(params.appender);
  if (!appender) return { ok: false, reason: `No appender is called '${params.appender}' any more. Save the name and try again.` };
  const value = (name: string): string | undefined => appender.settings.findLast(it => it.name.toLowerCase() === name)?.value?.text;
  const configured = { address: value('remoteaddress') ?? '', port: Number(value('remoteport') ?? Number.NaN) };
  const machine = { ...sampleMachine, hostName: params.hostName, timeZone: params.timeZone, processStart: params.now };
  let reason: string | undefined;
  for (const sample of sampleEvents(doc, appender)) {
    const event = freshened(sample, params);
    const input = { text: doc.text, events: [event], machine, log4netVersion: doc.catalogue.version, onlyAppender: appender.name };
    const simulation = simulate(input, doc.catalogue);
    if (simulation.datagrams.length > 0) return { ok: true, event, simulation, configured };
    reason ??= whyNothing(simulation);
  }
  return { ok: false, reason: `Nothing would be sent. ${reason ?? 'This appender does not send datagrams.'}` };
}

/** The nearest cause: the file is not loaded, log4net complains, or something on the way said no. */
function whyNothing({ failure, messages, steps }: SimulationResult): string | undefined {
  const stopped = steps.findLast(it => it.outcome === 'deny' || it.outcome === 'drop' || it.outcome === 'failed' || it.outcome === 'hold');
  return failure?.message ?? messages.find(it => it.severity === 'error')?.message ?? stopped?.reason;
}

/** Of now, and with an execution id of its own, so that it is not taken for a duplicate. */
function freshened(event: LogEvent, { now, executionId }: TestEventParams): LogEvent {
  const properties = Object.fromEntries(
    Object.entries(event.properties ?? {}).map(([name, value]) => [name, /executionid$/i.test(name) ? executionId : value]),
  );
  return { ...event, timestamp: now, properties };
}
