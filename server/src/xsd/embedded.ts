/**
 * The engine that is always there: libxml2, compiled to WebAssembly. It is an ES module with top-level await and more
 * than a megabyte, so it has a bundle of its own (dist/xsd.mjs) that hosts import when somebody asks for a check.
 */
import { XmlDocument as LibDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm';
import type { XmlDocument, XmlElement } from '../syntax/tree';
import type { RawFinding, SchemaName, XsdEngine, XsdOutcome } from './contract';
import { outcomeOf } from './findings';
import { prepare } from './prepare';

/** @param schemas the text of each schema file; each is compiled once, when it is first needed */
export function createEmbeddedEngine(schemas: Readonly<Record<SchemaName, string>>): XsdEngine {
  const validators = new Map<SchemaName, XsdValidator>();
  return { name: 'embedded', validate: (document, schema) => Promise.resolve(run(document, schema)) };

  function run(document: XmlDocument, schema: SchemaName): XsdOutcome {
    const prepared = prepare(document, schema);
    if (!prepared.ok) return { kind: 'refused', reason: prepared.reason };
    let parsed: LibDocument;
    try {
      parsed = LibDocument.fromString(prepared.text.trimStart());
    } catch {
      return { kind: 'refused', reason: 'The schema checker cannot read the file as XML. Mend what is marked first.' };
    }
    try {
      validatorFor(schema).validate(parsed);
      return { kind: 'valid' };
    } catch (error) {
      if (!(error instanceof XmlValidateError)) throw error;
      return outcomeOf(
        error.details.map(({ message, xpath }) => read(message, resolve(prepared.root, xpath))),
        schema,
      );
    } finally {
      parsed.dispose();
    }
  }

  function validatorFor(schema: SchemaName): XsdValidator {
    const known = validators.get(schema);
    if (known) return known;
    const source = LibDocument.fromString(schemas[schema]);
    const made = XsdValidator.fromDoc(source);
    validators.set(schema, made);
    return made;
  }
}

/** libxml2's wording (xmlschemas.c) is fixed English; anything else about an element is a bad value. */
function read(message: string, element: XmlElement): RawFinding {
  const attribute = asWritten(/attribute '([^']+)'/.exec(message)?.[1], element);
  if (message.includes('This element is not expected')) return { code: 'unexpected-element', element, expected: expectedIn(message) };
  if (message.includes('Missing child element')) return { code: 'missing-element', element, expected: expectedIn(message) };
  if (message.includes('is required but missing'))
    return { code: 'missing-attribute', element, ...(attribute === undefined ? {} : { attribute }) };
  if (/attribute '[^']+' is not allowed/.test(message))
    return { code: 'unexpected-attribute', element, ...(attribute === undefined ? {} : { attribute }) };
  if (message.includes('No matching global declaration')) return { code: 'unknown-root', element };
  if (message.includes('Element content is not allowed')) return { code: 'unexpected-element', element: firstChild(element) ?? element };
  if (/[Cc]haracter content.* is not allowed/.test(message)) {
    // An element without any content in the schema is told off for its text even where a child stands there.
    return { code: 'unexpected-text', element };
  }
  return { code: 'bad-value', element, ...(attribute === undefined ? {} : { attribute }) };
}

/** libxml2 writes an attribute with a prefix as `{namespace}name`. */
function asWritten(name: string | undefined, element: XmlElement): string | undefined {
  if (name?.startsWith('{') !== true) return name;
  const local = name.slice(name.indexOf('}') + 1);
  return element.attributes.find(each => each.name.endsWith(`:${local}`))?.name ?? local;
}

/** `Expected is one of ( filter, param ).` → the names. */
function expectedIn(message: string): readonly string[] {
  const list = /Expected is(?: one of)? \(([^)]*)\)/.exec(message)?.[1];
  return list === undefined ? [] : list.split(',').map(name => name.trim());
}

/** `/configuration/appender[2]/layout` → our element; as deep as the path can be followed. */
function resolve(root: XmlElement, xpath = ''): XmlElement {
  let element = root;
  for (const step of xpath.split('/').slice(2)) {
    const match = /^([^[@]+)(?:\[(\d+)\])?$/.exec(step);
    if (!match) break;
    const [, name, index] = match;
    const found = element.children.filter(child => child.kind === 'element').filter(child => name === '*' || child.name === name)[
      Number(index ?? 1) - 1
    ];
    if (!found) break;
    element = found;
  }
  return element;
}

function firstChild(element: XmlElement): XmlElement | undefined {
  return element.children.find(child => child.kind === 'element');
}
