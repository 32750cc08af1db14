/** The DOCTYPE: read for the entities its internal subset declares. */
import { isBlank, isNameChar, isNameStart } from './characters';
import { brokenDoctype, entityWithAmpersand, namelessDoctype } from './complaints';
import { referenceAt, undeclared, type Entities } from './entities';
import type { Issues } from './issues';
import { skipBlanks } from './recovery';

/** Where a DOCTYPE ends that is of no use: it is broken, or not the first. */
export function endOfUselessDoctype(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== '>' && text[at] !== '\n' && text[at] !== '\r') at++;
  return text[at] === '>' ? at + 1 : at;
}

/** Reads the declaration that begins at `start`, notes its entities, and returns where it ends. */
export function readDoctype(text: string, start: number, entities: Entities, issues: Issues): number {
  let at = start + '<!DOCTYPE'.length;
  const nameStart = skipBlanks(text, at);
  at = nameStart;
  while (isNameChar(text.charCodeAt(at))) at++;
  if (nameStart === start + '<!DOCTYPE'.length || at === nameStart || !isNameStart(text.charCodeAt(nameStart))) {
    issues.add(namelessDoctype(start, Math.max(at, start + 9)));
  }
  const idStart = skipBlanks(text, at);
  const external = readExternalId(text, idStart);
  if (external > idStart) {
    entities.open = true;
    at = external;
  }
  at = skipBlanks(text, at);
  if (text[at] === '[') {
    at = readSubset(text, at + 1, entities, issues);
    if (at < 0) return broken(text, start, issues);
    at = skipBlanks(text, at);
  }
  if (text[at] === '>') return at + 1;
  return broken(text, start, issues);
}

function broken(text: string, start: number, issues: Issues): number {
  const end = endOfUselessDoctype(text, start);
  issues.add(brokenDoctype(start, Math.min(end, start + 9), end));
  return end;
}

/** Behind `SYSTEM "…"` or `PUBLIC "…" "…"`; the same offset where there is none. */
function readExternalId(text: string, from: number): number {
  const isPublic = text.startsWith('PUBLIC', from);
  if (!isPublic && !text.startsWith('SYSTEM', from)) return from;
  let at = from + 6;
  for (let literals = isPublic ? 2 : 1; literals > 0; literals--) {
    const quoteAt = skipBlanks(text, at);
    const quote = text[quoteAt];
    if (quoteAt === at || (quote !== '"' && quote !== "'")) return from;
    const close = text.indexOf(quote, quoteAt + 1);
    if (close < 0) return from;
    if (isPublic && literals === 2 && !/^[-'()+,./:=?;!*#@$_%A-Za-z0-9 \r\n]*$/.test(text.slice(quoteAt + 1, close))) return from;
    at = close + 1;
  }
  return at;
}

/** Behind the `]`; −1 where the subset is broken. */
function readSubset(text: string, from: number, entities: Entities, issues: Issues): number {
  let at = from;
  for (;;) {
    at = skipBlanks(text, at);
    if (at >= text.length) return -1;
    const char = text.charAt(at);
    if (char === ']') return at + 1;
    if (char === '%') {
      let end = at + 1;
      while (isNameChar(text.charCodeAt(end))) end++;
      if (end === at + 1 || text[end] !== ';') return -1;
      entities.open = true;
      at = end + 1;
      continue;
    }
    if (text.startsWith('<!--', at)) {
      const close = text.indexOf('--', at + 4);
      if (close < 0 || text[close + 2] !== '>') return -1;
      at = close + 3;
      continue;
    }
    if (text.startsWith('<?', at)) {
      const close = text.indexOf('?>', at);
      if (close < 0 || !isNameStart(text.charCodeAt(at + 2)) || /^<\?xml[\s?]/i.test(text.slice(at, at + 6))) return -1;
      at = close + 2;
      continue;
    }
    const keyword = ['<!ENTITY', '<!ELEMENT', '<!ATTLIST', '<!NOTATION'].find(it => text.startsWith(it, at));
    if (keyword === undefined || !isBlank(text.charCodeAt(at + keyword.length))) return -1;
    const end = endOfMarkup(text, at + keyword.length);
    if (end < 0) return -1;
    if (keyword === '<!ENTITY' && !readEntity(text.slice(at + keyword.length, end - 1), entities, issues, at)) return -1;
    at = end;
  }
}

/** Behind the `>` that is not inside quotes; −1 when there is none. */
function endOfMarkup(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '>') return at + 1;
    if (char === '<') return -1;
    if (char !== '"' && char !== "'") continue;
    at = text.indexOf(char, at + 1);
    if (at < 0) return -1;
  }
  return -1;
}

function readEntity(body: string, entities: Entities, issues: Issues, at: number): boolean {
  const match = /^[ \t\r\n]+(%[ \t\r\n]+)?([^\s%"'&;]+)[ \t\r\n]+/.exec(body);
  if (match === null) return false;
  const [head, parameter, name = ''] = match;
  const definition = trimBlanks(body.slice(head.length));
  if (!isNameStart(name.charCodeAt(0)) || !isName(name)) return false;
  const literal = /^"([^"]*)"$|^'([^']*)'$/.exec(definition);
  if (literal === null) {
    const external = readExternalId(definition, 0);
    if (external === 0 || !/^([ \t\r\n]+NDATA[ \t\r\n]+\S+)?$/.test(definition.slice(external))) return false;
    if (parameter === undefined && !entities.declared.has(name)) entities.declared.set(name, undefined);
    return true;
  }
  const raw = literal[1] ?? literal[2] ?? '';
  if (raw.includes('%')) return false;
  if (parameter !== undefined) return true;
  // The first declaration counts (XML 4.2).
  if (entities.declared.has(name)) return true;
  const replacement = replaceCharacters(raw);
  if (replacement === undefined) {
    issues.add(entityWithAmpersand(at, at + 8, name));
    return true;
  }
  entities.declared.set(name, replacement);
  return true;
}

function isName(name: string): boolean {
  for (let at = 0; at < name.length; at++) if (!isNameChar(name.charCodeAt(at))) return false;
  return true;
}

function trimBlanks(text: string): string {
  let end = text.length;
  while (isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end);
}

/** Character references are resolved where an entity is declared, others where it is used (XML 4.4). */
function replaceCharacters(raw: string): string | undefined {
  let result = '';
  for (let at = 0; at < raw.length;) {
    if (raw[at] !== '&') {
      result += raw.charAt(at);
      at++;
      continue;
    }
    const reference = referenceAt(raw, at, undeclared);
    if (reference.fault !== undefined) return undefined;
    result += raw[at + 1] === '#' ? (reference.text ?? '') : raw.slice(at, reference.end);
    at = reference.end;
  }
  return result;
}
