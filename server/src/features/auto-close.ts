/** Closing tags: what to put in when `>` or `</` has just been typed. */
import type { XmlDocument, XmlElement } from '../syntax/tree';
import { elementsOf } from '../syntax/walk';
import { inScope, type Analysed } from './analysed';

/**
 * The text to insert at the offset, right behind the typed character: `</name>` after the `>` of a start tag that nothing
 * closes, `name>` after `</`. Undefined where there is nothing to close.
 */
export function closeTag(doc: Analysed, offset: number): string | undefined {
  if (!inScope(doc, offset)) return undefined;
  const { document, text } = doc;
  if (text.charAt(offset - 1) === '>') {
    const opened = startTagEndingAt(document, offset);
    return opened && opened.name !== '' && lacksEnd(opened) ? `</${opened.name}>` : undefined;
  }
  if (text.slice(offset - 2, offset) !== '</') return undefined;
  const open = openAt(document, offset - 2);
  if (!open || open.name === '') return undefined;
  return text.charAt(offset) === '>' ? open.name : `${open.name}>`;
}

/**
 * An element without an end tag of its own. `<a><b></a>`: `b` has none; and `<a><a></a>`: the outer one has none, so a
 * name that is open twice counts as well.
 */
function lacksEnd(element: XmlElement): boolean {
  if (!element.closed) return true;
  for (let outer = element.parent; outer; outer = outer.parent) {
    if (outer.name === element.name && !outer.closed) return true;
  }
  return false;
}

/** The innermost element whose content the offset lies in, and which is still open there. */
function openAt(document: XmlDocument, offset: number): XmlElement | undefined {
  let found: XmlElement | undefined;
  for (const it of elementsOf(document)) {
    if (it.startTag.end > offset) break;
    if (!it.selfClosing && offset <= (it.endTag?.start ?? it.span.end)) found = it;
  }
  return found;
}

function startTagEndingAt(document: XmlDocument, offset: number): XmlElement | undefined {
  for (const it of elementsOf(document)) if (it.startTag.end === offset && !it.selfClosing) return it;
  return undefined;
}
