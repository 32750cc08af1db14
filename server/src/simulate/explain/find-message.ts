/** From a line of log4net's internal log to the node of the file that it is about. */
import { descendants, valueSpanOf } from '../../model/element';
import type { Span, XmlDocument } from '../../syntax/tree';
import { messageKind, recogniseMessage, type RecognisedMessage } from '../messages';
import type { RuntimeMessage } from '../types';

export type FoundMessage =
  /** This file makes log4net say it. */
  | { readonly kind: 'found'; readonly code: string; readonly span: Span; readonly message: string }
  /** This file does not, as it stands; a value of the line stands at `span`. */
  | { readonly kind: 'near'; readonly code: string; readonly span: Span; readonly message: string }
  /** A message of log4net, but nothing in this file has to do with it. */
  | { readonly kind: 'elsewhere'; readonly code: string; readonly message: string }
  | { readonly kind: 'unknown'; readonly message: string };

/** `messages`: what this file makes log4net say, with and without events. Total: any line has an answer. */
export function findLoggedMessage(line: string, messages: readonly RuntimeMessage[], document: XmlDocument): FoundMessage {
  const recognised = recognise(line);
  if (!recognised) return { kind: 'unknown', message: 'This is no warning or error that log4net writes, as far as is known here.' };
  const { code, values } = recognised;
  const message = messageKind(code).say(values);
  const candidates = messages.filter(it => it.code === code && it.span !== undefined);
  const exact = candidates.find(it => it.runtimeText !== undefined && line.includes(it.runtimeText));
  if (exact?.span) return { kind: 'found', code, span: exact.span, message: exact.message };
  const telling = Object.values(values).filter(it => it !== '');
  const span = placeOf(telling, document);
  if (span) return { kind: 'near', code, span, message };
  const [any] = telling.length === 0 ? candidates : [];
  if (any?.span) return { kind: 'found', code, span: any.span, message: any.message };
  return { kind: 'elsewhere', code, message };
}

/** A real line may have the time and the class in front, and the exception behind. */
function recognise(line: string): RecognisedMessage | undefined {
  const [first = ''] = line.trim().split(/\r\n|\r|\n/);
  const start = first.indexOf('log4net:');
  return recogniseMessage(start < 0 ? first : first.slice(start)) ?? recogniseMessage(line.slice(0, 4000));
}

/** The value of an attribute that is one of the texts: the longest text first, since it tells most. */
function placeOf(texts: readonly string[], document: XmlDocument): Span | undefined {
  const wanted = [...texts].sort((a, b) => b.length - a.length);
  for (const text of wanted) {
    for (const root of document.roots) {
      for (const element of [root, ...descendants(root)]) {
        const attribute = element.attributes.find(it => it.value === text);
        if (attribute) return valueSpanOf(attribute);
      }
    }
  }
  return undefined;
}
