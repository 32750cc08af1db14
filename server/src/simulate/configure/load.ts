/** How a text becomes the element that log4net reads: by a conforming reader, by log4net's own, or by the first of .NET's. */
import { childElements, descendants, unnormalisedContent, unnormalisedText } from '../../model/element';
import type { Span, XmlDocument, XmlElement } from '../../syntax/tree';
import type { Journal } from '../journal';
import type { SimulationInput } from '../types';
import type { Reader } from '../world';

export type Load = NonNullable<SimulationInput['load']>;

export type Loaded =
  | { readonly kind: 'element'; readonly body: XmlElement }
  /** log4net was asked and refused, or found nothing: the repository counts as configured only where it was asked. */
  | { readonly kind: 'nothing'; readonly configured: boolean }
  /** The reader itself failed: an exception before log4net comes into play. */
  | { readonly kind: 'failed'; readonly reason: string; readonly span: Span };

const root = 'log4net';

export function load(document: XmlDocument, mode: Load, journal: Journal): Loaded {
  const issue = document.issues[0];
  if (issue) {
    const reason = issue.message.replace(/\.$/, '');
    if (mode !== 'stream') return { kind: 'failed', reason, span: issue.span };
    journal.say('xml-not-loaded', { reason: reason.charAt(0).toLowerCase() + reason.slice(1) }, issue.span);
    return { kind: 'nothing', configured: false };
  }
  const top = document.roots[0];
  if (!top) return { kind: 'nothing', configured: false };
  switch (mode) {
    case 'element':
    case 'legacyReader':
      return { kind: 'element', body: top.localName === root ? top : (childElements(top).find(it => it.name === root) ?? top) };
    case 'asIs':
      if (top.localName === root) return { kind: 'element', body: top };
      journal.say('not-log4net', {}, top.startTag);
      return { kind: 'nothing', configured: true };
    case 'stream':
      return loadStream(top, journal);
  }
}

/** Exactly one element of that name may be in the whole document. */
function loadStream(top: XmlElement, journal: Journal): Loaded {
  const found = [top, ...descendants(top)].filter(it => it.name === root);
  const [body] = found;
  if (body && found.length === 1) return { kind: 'element', body };
  if (found.length > 1) journal.say('several-sections', { count: String(found.length) }, found[1]?.startTag);
  return { kind: 'nothing', configured: false };
}

/** The reader of a mode. The first of .NET's leaves tabs and line breaks as they are written. */
export function readerFor(document: XmlDocument, mode: Load): Reader {
  if (mode !== 'legacyReader') return { value: attribute => attribute.value ?? '', content: node => node.value };
  return { value: attribute => unnormalisedText(document, attribute), content: node => unnormalisedContent(document, node) };
}
