/** Closing tags: what to put in when `>` or `</` has just been typed. */
import type { XmlElement, XmlNode } from '../syntax/tree';
import type { Analysed } from './analysed';

/**
 * The text to insert at the offset, right behind the typed character: `</name>` after the `>` of a start tag that nothing
 * closes, `name>` after `</`. Undefined where there is nothing to close.
 */
export function closeTag({ document, text }: Analysed, offset: number): string | undefined {
  if (text.charAt(offset - 1) === '>') {
    const opened = find(document.nodes, it => it.startTag.end === offset && !it.selfClosing);
    return opened && opened.name !== '' && lacksEnd(opened) ? `</${opened.name}>` : undefined;
  }
  if (text.slice(offset - 2, offset) !== '</') return undefined;
  const open = openAt(document.nodes, offset - 2);
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
function openAt(nodes: readonly XmlNode[], offset: number): XmlElement | undefined {
  return find(
    nodes,
    it => !it.selfClosing && it.startTag.end <= offset && (it.endTag ? offset <= it.endTag.start : offset <= it.span.end),
    true,
  );
}

/** The first element that fits in document order, or the last. */
function find(nodes: readonly XmlNode[], fits: (element: XmlElement) => boolean, last = false): XmlElement | undefined {
  let found: XmlElement | undefined;
  const stack: XmlNode[] = [...nodes].reverse();
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.kind !== 'element') continue;
    if (fits(node)) {
      found = node;
      if (!last) return found;
    }
    for (let index = node.children.length - 1; index >= 0; index--) {
      const child = node.children[index];
      if (child) stack.push(child);
    }
  }
  return found;
}
