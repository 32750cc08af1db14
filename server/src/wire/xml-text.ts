/** XML text as log4net's layouts write it through .NET's XmlTextWriter: cleaning, entities, CDATA. */
import { compareVersions } from '../pattern/properties';

/** What a release does to characters. */
export interface XmlTextRules {
  /** A log4net release, such as `2.0.8`. */
  readonly version: string;
  /** Stands in for what XML cannot hold. .NET reads `$` in it: `$$` is one, `$0` and `$&` are the character itself. */
  readonly invalidCharReplacement: string;
}

/** Half of a surrogate pair: where the text is not cleaned first, .NET's writer throws. */
export function hasHalfSurrogate(text: string): boolean {
  return /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);
}

/**
 * Replaces what XML 1.0 forbids. Up to 3.3.0 each half of a surrogate pair counts as forbidden; 1.2.10 also took
 * everything from U+0800 to U+D7FF, most Asian scripts.
 */
export function cleanXml(text: string, { version, invalidCharReplacement }: XmlTextRules): string {
  const replace = (bad: string): string => invalidCharReplacement.replace(/\$(?:\$|&|0(?!\d))/g, mark => (mark === '$$' ? '$' : bad));
  return text.replace(forbidden(version), replace);
}

function forbidden(version: string): RegExp {
  if (compareVersions(version, '1.2.11') < 0) return /[^\t\n\r -\u07ff\ue000-\ufffd]/g;
  if (compareVersions(version, '3.3.1') < 0) return /[^\t\n\r -\ud7ff\ue000-\ufffd]/g;
  return /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
}

/** The content of an element: cleaned, then with entities, or in CDATA sections where those are shorter. */
export function xmlContent(text: string, rules: XmlTextRules): string {
  const clean = cleanXml(text, rules);
  const sections = 12 * clean.split(']]>').length;
  const entities = 3 * count(clean, /[<>]/g) + 4 * count(clean, /&/g);
  return entities <= sections ? escapeText(clean) : cdata(clean);
}

/** ` name="value"`, escaped but not cleaned: control characters become references. */
export function xmlAttribute(name: string, value: string): string {
  return ` ${name}="${value.replace(specialInAttribute, reference)}"`;
}

/** Whether .NET's writer takes it as an element's name. */
export function isXmlName(name: string): boolean {
  return /^[:_\p{L}\p{Nl}][:_.\-\p{L}\p{Nl}\p{Nd}\p{M}\u00b7]*$/u.test(name);
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

// The writer turns control characters into references; a line break only within an attribute, a tab nowhere.
// eslint-disable-next-line no-control-regex -- it is about control characters
const specialInAttribute = /[&<>"\0-\x08\n-\x1f\ufffe\uffff]/g;
// eslint-disable-next-line no-control-regex -- it is about control characters
const specialInText = /[&<>\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

function reference(letter: string): string {
  return entities[letter] ?? `&#x${letter.charCodeAt(0).toString(16).toUpperCase()};`;
}

function escapeText(text: string): string {
  return text.replace(specialInText, reference);
}

/** Sections cannot hold their own end: each is closed before it, `]]` is written between, and the next begins with `>`. */
function cdata(text: string): string {
  let output = '';
  let start = 0;
  for (let end = text.indexOf(']]>'); end >= 0; end = text.indexOf(']]>', start)) {
    output += `<![CDATA[${text.slice(start, end)}]]>`;
    if (end === text.length - 3) return `${output}]]&gt;`;
    output += ']]';
    start = end + 2;
  }
  return start < text.length ? `${output}<![CDATA[${text.slice(start)}]]>` : output;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
