/** Reads one event element of either XML layout with fast-xml-parser. What is torn, hostile or too large is no event. */
import { XMLParser } from 'fast-xml-parser';
import type { Decoded } from './event';

/** The parts of an event element, entities decoded. */
export interface XmlEvent {
  /** What stands before the colon of `event`; empty without one. */
  readonly prefix: string;
  /** Attributes of the event element: logger, timestamp, level, thread …, in the order written. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly message?: string;
  readonly ndc?: string;
  readonly exception?: string;
  readonly properties: ReadonlyMap<string, string>;
  readonly location: ReadonlyMap<string, string>;
}

/** Twice what the largest datagram can hold in letters; imported files and brokers could bring more. */
const longest = 131_072;
const mostElements = 2000;

const cdataPropName = '#cdata';
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  trimValues: false,
  parseTagValue: false,
  parseAttributeValue: false,
  // Entities are decoded below: the five of XML and character references, never one that a document declares itself.
  processEntities: false,
  cdataPropName,
});

/** The event in a text; `undefined` for anything else. Never throws. */
export function readXmlEvent(text: string): XmlEvent | undefined {
  if (text.length > longest) return undefined;
  const body = text.replace(/^\ufeff?\s*(?:<\?xml[^>]*\?>\s*)?/, '').trimEnd();
  const name = /^<((?:[^\s:<>/"'&!?]{1,64}:)?event)[\s>]/.exec(body)?.[1];
  if (name === undefined || !body.endsWith(`</${name}>`) || /<!(?:DOCTYPE|ENTITY)/i.test(body)) return undefined;
  if (body.split('<', mostElements + 1).length > mostElements) return undefined;
  // The parser makes CR LF a line feed; a letter that does not occur carries the CR through.
  const mark = unusedLetter(body);
  if (mark === undefined) return undefined;
  const root = parse(body.replaceAll('\r', mark), value => value.replaceAll(mark, '\r'));
  return root?.name === name ? eventOf(root) : undefined;
}

/** The event in the form of every codec. A property whose name is taken by a part of the event is called `properties.NAME`. */
export function asDecoded(format: string, event: XmlEvent): Decoded {
  const fields = new Map<string, string>(event.attributes);
  if (event.message !== undefined) fields.set('message', event.message);
  if (event.ndc !== undefined) fields.set('NDC', event.ndc);
  if (event.exception !== undefined) fields.set('exception', event.exception);
  for (const [name, value] of event.location) fields.set(fields.has(name) ? `locationInfo.${name}` : name, value);
  for (const [name, value] of event.properties) {
    if (fields.get(name) === value) continue;
    fields.set(fields.has(name) ? `properties.${name}` : name, value);
  }
  const level = event.attributes.get('level');
  const logger = event.attributes.get('logger');
  const timestamp = isoTime(event.attributes.get('timestamp'));
  return {
    format,
    fields: Object.fromEntries(fields),
    ...(level === undefined ? {} : { level }),
    ...(logger === undefined ? {} : { logger }),
    ...(event.message === undefined ? {} : { message: event.message }),
    ...(timestamp === undefined ? {} : { timestamp }),
  };
}

interface Node {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Node[];
  readonly text: string;
}

function eventOf(root: Node): XmlEvent {
  const prefix = root.name.slice(0, -'event'.length);
  const child = (name: string): Node | undefined => root.children.find(each => each.name === prefix + name);
  const message = child('message')?.text;
  const ndc = child('NDC')?.text;
  const exception = (child('exception') ?? child('throwable'))?.text;
  const data = child('properties')?.children.filter(each => each.name === `${prefix}data`) ?? [];
  return {
    prefix: prefix.slice(0, -1),
    attributes: root.attributes,
    properties: new Map(data.map(each => [each.attributes.get('name') ?? '', each.attributes.get('value') ?? ''])),
    location: child('locationInfo')?.attributes ?? new Map<string, string>(),
    ...(message === undefined ? {} : { message }),
    ...(ndc === undefined ? {} : { ndc }),
    ...(exception === undefined ? {} : { exception }),
  };
}

type Restore = (text: string) => string;

function parse(body: string, restore: Restore): Node | undefined {
  try {
    if (!isBalanced(body)) return undefined;
    const roots = nodes(parser.parse(body), restore, 0);
    return roots.length === 1 ? roots[0] : undefined;
  } catch {
    // The library refuses some names and depths by throwing: no event either.
    return undefined;
  }
}

/** Whether a text is one element with everything inside closed in order. The library would take torn text without a word. */
function isBalanced(body: string): boolean {
  const open: string[] = [];
  for (let at = body.indexOf('<'); at >= 0; at = body.indexOf('<', at)) {
    const section = body.startsWith('<![CDATA[', at)
      ? ']]>'
      : body.startsWith('<!--', at)
        ? '-->'
        : body.startsWith('<?', at)
          ? '?>'
          : undefined;
    if (section !== undefined) {
      const end = body.indexOf(section, at);
      if (end < 0) return false;
      at = end + section.length;
      continue;
    }
    tag.lastIndex = at;
    const [whole, closing, name = '', selfClosing] = tag.exec(body) ?? [];
    if (whole === undefined) return false;
    at += whole.length;
    if (closing === '/') {
      if (open.pop() !== name) return false;
    } else if (selfClosing !== '/') open.push(name);
    if (open.length === 0) return at === body.length;
  }
  return false;
}

// Every repetition begins with a letter that the one before it cannot hold, so that matching takes linear time.
const tag = /<(\/?)([^\s<>/"'=!?]+)(?:\s+[^\s<>/"'=]+\s*=\s*(?:"[^<"]*"|'[^<']*'))*\s*(\/?)>/y;

/** The library's tree, `[{ name: [children…], ':@': { attribute: value } }]`, as nodes; texts and sections belong to their parent. */
function nodes(tree: unknown, restore: Restore, depth: number): readonly Node[] {
  if (!Array.isArray(tree) || depth > 8) return [];
  return tree.flatMap((entry: unknown) => {
    const name = nameOf(entry);
    if (!isObject(entry) || name === undefined || name.startsWith('#') || name.startsWith('?')) return [];
    const written = entry[':@'];
    const attributes = isObject(written)
      ? Object.entries(written).map(([key, value]) => [key, restore(decodeEntities(String(value)))] as const)
      : [];
    const children = entry[name];
    return [{ name, attributes: new Map(attributes), children: nodes(children, restore, depth + 1), text: restore(textOf(children)) }];
  });
}

function textOf(tree: unknown): string {
  if (!Array.isArray(tree)) return '';
  return tree
    .map((entry: unknown) => {
      const name = nameOf(entry);
      if (!isObject(entry) || name === undefined) return '';
      if (name === '#text') return decodeEntities(String(entry[name]));
      return name === cdataPropName ? rawText(entry[name]) : '';
    })
    .join('');
}

/** A section's content: `[{ '#text': … }]`. */
function rawText(tree: unknown): string {
  if (!Array.isArray(tree)) return '';
  return tree.map((entry: unknown) => (isObject(entry) && '#text' in entry ? String(entry['#text']) : '')).join('');
}

function nameOf(entry: unknown): string | undefined {
  return isObject(entry) ? Object.keys(entry).find(key => key !== ':@') : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The five names and character references; anything else stays as written. */
function decodeEntities(text: string): string {
  return text.replace(
    /&(?:(lt|gt|amp|quot|apos)|#x([0-9a-fA-F]{1,6})|#([0-9]{1,7}));/g,
    (whole, name?: string, hex?: string, decimal?: string) => {
      if (name !== undefined) return named[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

/** A letter of the private use area that a text does not hold. */
function unusedLetter(text: string): string | undefined {
  for (let code = 0xe000; code < 0xe100; code++) {
    if (!text.includes(String.fromCharCode(code))) return String.fromCharCode(code);
  }
  return undefined;
}

/** Milliseconds since 1970, or a time with offset, as ISO 8601 in UTC; `undefined` for anything else. */
function isoTime(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const ms = /^-?[0-9]{1,15}$/.test(text) ? Number(text) : /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) || Math.abs(ms) > 8.64e15 ? undefined : new Date(ms).toISOString();
}
