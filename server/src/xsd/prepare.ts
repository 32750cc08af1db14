/** What both engines do before they ask: find the part to check, refuse what must not be read, keep every position. */
import type { XmlDocument, XmlElement } from '../syntax/tree';
import type { SchemaName } from './contract';

export type Prepared =
  | {
      readonly ok: true;
      readonly root: XmlElement;
      /** As long as the document's text, line for line, with everything outside `root` blanked. */ readonly text: string;
    }
  | { readonly ok: false; readonly reason: string };

/**
 * Picks the element the schema speaks of and blanks the rest, so that offsets, lines and columns stay what they are.
 * The XML declaration goes as well: engines get UTF-8, whatever it says.
 */
export function prepare(document: XmlDocument, schema: SchemaName): Prepared {
  if (document.nodes.some(node => node.kind === 'doctype')) {
    return {
      ok: false,
      reason: 'The file has a DOCTYPE, which could read other files or the network. Remove it to check the file against the schema.',
    };
  }
  if (document.issues.length > 0)
    return { ok: false, reason: 'The file is not well-formed XML yet. Mend what is marked first; the schema is checked afterwards.' };
  const root = schema === 'qlik' ? document.roots[0] : document.roots.map(findLog4net).find(found => found !== undefined);
  if (!root) {
    return {
      ok: false,
      reason:
        schema === 'qlik'
          ? 'The file is empty: there is nothing to check.'
          : 'The file has no <log4net> element, so log4net reads nothing from it.',
    };
  }
  return { ok: true, root, text: blank(document.text, root.span.start, root.span.end) };
}

function findLog4net(element: XmlElement): XmlElement | undefined {
  if (element.localName === 'log4net') return element;
  for (const child of element.children) {
    const found = child.kind === 'element' ? findLog4net(child) : undefined;
    if (found) return found;
  }
  return undefined;
}

function blank(text: string, start: number, end: number): string {
  const spaces = (part: string): string => part.replace(/[^\r\n]/g, ' ');
  return spaces(text.slice(0, start)) + text.slice(start, end) + spaces(text.slice(end));
}

/** Every element from `root` down, in document order. */
export function* elementsBelow(root: XmlElement): Generator<XmlElement> {
  yield root;
  for (const child of root.children) if (child.kind === 'element') yield* elementsBelow(child);
}
