/** Ways through the tree. All of them are iterative: a text of a million `<` is a tree, too. */
import type { XmlAttribute, XmlDocument, XmlElement, XmlNode } from './tree';

/** The attribute of exactly that name; of several the first. */
export function attribute(element: XmlElement, name: string): XmlAttribute | undefined {
  return element.attributes.find(it => it.name === name);
}

/** The children that are elements, in document order. */
export function childElements(element: XmlElement): readonly XmlElement[] {
  return element.children.filter(it => it.kind === 'element');
}

/** Every node below the top level, the top level included, in document order. */
export function* nodesOf(document: XmlDocument): Generator<XmlNode> {
  const stack: { readonly nodes: readonly XmlNode[]; at: number }[] = [{ nodes: document.nodes, at: 0 }];
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const node = frame.nodes[frame.at++];
    if (node === undefined) {
      stack.pop();
      continue;
    }
    yield node;
    if (node.kind === 'element' && node.children.length > 0) stack.push({ nodes: node.children, at: 0 });
  }
}

/** Every element of the document, in document order. */
export function* elementsOf(document: XmlDocument): Generator<XmlElement> {
  for (const node of nodesOf(document)) if (node.kind === 'element') yield node;
}

/** The elements around one, nearest first, without itself. */
export function* ancestors(element: XmlElement): Generator<XmlElement> {
  for (let parent = element.parent; parent !== undefined; parent = parent.parent) yield parent;
}

/** The innermost node that an offset lies in, or at the open end of; undefined in between and outside. */
export function nodeAt(document: XmlDocument, offset: number): XmlNode | undefined {
  let found: XmlNode | undefined;
  let nodes = document.nodes;
  for (;;) {
    const node = lastBefore(nodes, offset);
    if (node === undefined || !contains(document.text, node, offset)) return found;
    found = node;
    if (node.kind !== 'element') return found;
    nodes = node.children;
  }
}

/** The innermost element that an offset lies in: inside its tags or between them. */
export function elementAt(document: XmlDocument, offset: number): XmlElement | undefined {
  const node = nodeAt(document, offset);
  return node === undefined || node.kind === 'element' ? node : node.parent;
}

/** Whether the start tag breaks off before its `>`. */
export function isBrokenOff(text: string, element: XmlElement): boolean {
  return text.charCodeAt(element.startTag.end - 1) !== 0x3e || element.startTag.end - element.startTag.start < 2;
}

/** The last of the nodes that begins before the offset. */
function lastBefore(nodes: readonly XmlNode[], offset: number): XmlNode | undefined {
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const node = nodes[middle];
    if (node !== undefined && node.span.start < offset) low = middle + 1;
    else high = middle;
  }
  return nodes[low - 1];
}

function contains(text: string, node: XmlNode, offset: number): boolean {
  const { end } = node.span;
  if (offset < end) return true;
  if (offset > end) return false;
  switch (node.kind) {
    case 'text':
      return true;
    case 'element':
      if (node.closed && !node.selfClosing) return text.charCodeAt(end - 1) !== 0x3e;
      if (isBrokenOff(text, node) && node.startTag.end === offset) return true;
      return !node.selfClosing && (offset === text.length || text.startsWith('</', offset));
    case 'comment':
      return !text.endsWith('-->', end) && offset === end && text.slice(end - 3, end) !== '-->';
    case 'cdata':
      return text.slice(end - 3, end) !== ']]>';
    case 'instruction':
    case 'doctype':
      return text.charCodeAt(end - 1) !== 0x3e;
  }
}
