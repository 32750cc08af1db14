/**
 * The second opinion: Xerces, through xsd-schema-validator, where there is Java. One `java` process for each question
 * (about 0.2 s), so on save or on command, never while somebody types.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { validateXML } from 'xsd-schema-validator';
import type { XmlDocument, XmlElement } from '../syntax/tree';
import type { RawFinding, SchemaName, XsdEngine, XsdOutcome } from './contract';
import { outcomeOf } from './findings';
import { elementsBelow, prepare } from './prepare';

type Answer =
  | { readonly kind: 'valid' }
  | { readonly kind: 'invalid'; readonly messages: readonly string[] }
  | { readonly kind: 'broken'; readonly reason: string };

/**
 * @param schemaFiles absolute paths of the schema files
 * @param knownGood the text of a document that fits the `qlik` schema, for the self-test before the first question
 */
export function createXercesEngine(schemaFiles: Readonly<Record<SchemaName, string>>, knownGood = '<configuration />'): XsdEngine {
  let selfTest: Promise<string | undefined> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  return { name: 'xerces', validate: (document, schema) => inTurn(() => run(document, schema)) };

  /** One process at a time. */
  function inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
    const mine = last.then(task, task);
    last = mine.catch(() => undefined);
    return mine;
  }

  async function run(document: XmlDocument, schema: SchemaName): Promise<XsdOutcome> {
    const prepared = prepare(document, schema);
    if (!prepared.ok) return { kind: 'refused', reason: prepared.reason };
    selfTest ??= test();
    const missing = await selfTest;
    if (missing !== undefined) {
      // Java may be installed meanwhile.
      selfTest = undefined;
      return { kind: 'unavailable', reason: missing };
    }
    const answer = await ask(prepared.text, schemaFiles[schema]);
    switch (answer.kind) {
      case 'valid':
        return { kind: 'valid' };
      case 'broken':
        return { kind: 'unavailable', reason: answer.reason };
      case 'invalid':
        return outcomeOf(readMessages(answer.messages, prepared.text, prepared.root), schema);
    }
  }

  /** What is missing, as a sentence; undefined when a good file is found good and a bad one bad. */
  async function test(): Promise<string | undefined> {
    const good = await ask(knownGood, schemaFiles.qlik);
    if (good.kind === 'broken') return good.reason;
    if (good.kind === 'invalid')
      return 'The Java schema validator calls a good file bad, so its answers are not used. Use the embedded validator.';
    const bad = await ask('<no-such-root />', schemaFiles.qlik);
    return bad.kind === 'invalid'
      ? undefined
      : 'The Java schema validator calls a bad file good, so its answers are not used. Use the embedded validator.';
  }
}

/** Always by file: handed a string, the package dies of EPIPE when java ends early. */
async function ask(text: string, schemaFile: string): Promise<Answer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'log4net-xsd-'));
  try {
    const file = path.join(folder, 'document.xml');
    await writeFile(file, text, 'utf8');
    await validateXML({ file }, schemaFile);
    return { kind: 'valid' };
  } catch (error) {
    return answerOf(error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function answerOf(error: unknown): Answer {
  const reason = error instanceof Error ? error.message : String(error);
  if (reason.includes('Java JRE required')) {
    return {
      kind: 'broken',
      reason:
        'Checking with Xerces needs Java, and none was found at JAVA_HOME or on the PATH. Install a Java runtime (version 8 or later), or use the embedded validator.',
    };
  }
  if (reason.includes('Java SDK required') || reason.includes('compile helper')) {
    return {
      kind: 'broken',
      reason:
        'The Java part of the schema validator is missing from this installation. Use the embedded validator, or install a JDK and run the set-up again.',
    };
  }
  const messages = messagesOf(error);
  // Invalid without a message means that the validator broke, mostly a Java older than its helper, and says nothing about the file.
  if (messages.length === 0) {
    return {
      kind: 'broken',
      reason:
        'The Java schema validator ended without an answer; the Java found is probably too old for it. Use the embedded validator, or a newer Java.',
    };
  }
  return { kind: 'invalid', messages };
}

/** The package cuts its output by pipe chunk: join it and split again where a message begins. */
export function messagesOf(error: unknown): readonly string[] {
  if (typeof error !== 'object' || error === null || !('messages' in error) || !Array.isArray(error.messages)) return [];
  const joined = error.messages.filter((each): each is string => typeof each === 'string').join('');
  return joined.split(/(?=\[(?:error|fatal|warning)\] )/).filter(message => message.startsWith('['));
}

/** `[error] cvc-…: text (line:column)`; the position is the end of the start tag, or of the end tag. */
function readMessages(messages: readonly string[], text: string, root: XmlElement): readonly RawFinding[] {
  const starts = lineStarts(text);
  const byStart = new Map<number, XmlElement>();
  const byEnd = new Map<number, XmlElement>();
  for (const element of elementsBelow(root)) {
    byStart.set(element.startTag.end, element);
    byEnd.set(element.endTag?.end ?? element.startTag.end, element);
  }
  return messages.flatMap(message => {
    const match = /^\[\w+\] (cvc-[\w.-]+):([\s\S]*)\((\d+):(\d+)\)\s*$/.exec(message);
    if (!match) return [];
    const [, code = '', words = '', line = '1', column = '1'] = match;
    const offset = (starts[Number(line) - 1] ?? 0) + Number(column) - 1;
    const element = (atEnd(code) ? (byEnd.get(offset) ?? byStart.get(offset)) : (byStart.get(offset) ?? byEnd.get(offset))) ?? root;
    return rawFinding(code, words, element);
  });
}

/** Codes that are only known once all children have been read. */
function atEnd(code: string): boolean {
  return [
    'cvc-complex-type.2.4.b',
    'cvc-complex-type.2.3',
    'cvc-complex-type.2.1',
    'cvc-complex-type.2.4.j',
    'cvc-complex-type.2.4.i',
  ].includes(code);
}

/** The prose follows the machine's language; only the code, and names that the document itself holds, are relied on. */
function rawFinding(code: string, words: string, element: XmlElement): readonly RawFinding[] {
  switch (code) {
    case 'cvc-elt.1':
    case 'cvc-elt.1.a':
      return [{ code: 'unknown-root', element }];
    case 'cvc-complex-type.2.4.a':
    case 'cvc-complex-type.2.4.d':
    case 'cvc-complex-type.2.4.e':
    case 'cvc-complex-type.2.4.f':
    case 'cvc-complex-type.2.4.g':
    case 'cvc-complex-type.2.4.h':
      return [{ code: 'unexpected-element', element, expected: expectedIn(words) }];
    case 'cvc-complex-type.2.4.b':
    case 'cvc-complex-type.2.4.i':
    case 'cvc-complex-type.2.4.j':
      return [{ code: 'missing-element', element, expected: expectedIn(words) }];
    case 'cvc-complex-type.2.1': {
      // The element must be empty: a child is the fault, or else the text.
      const child = element.children.find(each => each.kind === 'element');
      return [child ? { code: 'unexpected-element', element: child } : { code: 'unexpected-text', element }];
    }
    case 'cvc-complex-type.2.3':
      return [{ code: 'unexpected-text', element }];
    case 'cvc-complex-type.3.2.2': {
      const attribute = element.attributes.find(({ name }) => mentions(words, name))?.name;
      return [{ code: 'unexpected-attribute', element, ...(attribute === undefined ? {} : { attribute }) }];
    }
    case 'cvc-complex-type.4': {
      const attribute = quotedNames(words).find(name => element.attributes.every(each => each.name !== name));
      return [{ code: 'missing-attribute', element, ...(attribute === undefined ? {} : { attribute }) }];
    }
    case 'cvc-attribute.3': {
      const attribute = element.attributes.find(
        ({ name, value }) => mentions(words, name) && value !== undefined && words.includes(value),
      )?.name;
      return [{ code: 'bad-value', element, ...(attribute === undefined ? {} : { attribute }) }];
    }
    default:
      // cvc-pattern-valid, cvc-datatype-valid … come just before the cvc-attribute.3 that names the attribute.
      return [];
  }
}

/** `One of '{filter, param}' is expected` → the names. */
function expectedIn(words: string): readonly string[] {
  const list = /\{([^}]*)\}/.exec(words)?.[1];
  return list === undefined ? [] : list.split(',').map(name => name.trim().replace(/^"+|"+$/g, ''));
}

function mentions(words: string, name: string): boolean {
  return quotedNames(words).includes(name);
}

function quotedNames(words: string): readonly string[] {
  return [...words.matchAll(/['"„“”«»‘’]([^'"„“”«»‘’\s]+)['"„“”«»‘’]/g)].map(match => match[1] ?? '');
}

function lineStarts(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map(match => match.index + match[0].length)];
}
