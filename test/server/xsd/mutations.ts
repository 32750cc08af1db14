/** Documents that fit Qlik's structure, and small changes to them: dropped, doubled, swapped, renamed nodes and attributes. */
import { readFileSync, readdirSync } from 'node:fs';
import { parse } from '../../../server/src/syntax/parse';
import type { Span, XmlElement } from '../../../server/src/syntax/tree';
import { elementsBelow } from '../../../server/src/xsd/prepare';

export interface Named {
  readonly name: string;
  readonly text: string;
}

interface Snippet {
  readonly body: readonly string[];
}

/** Templates, the samples with their blanks filled in, and the snippets as they expand, each a whole document. */
export function goodDocuments(): readonly Named[] {
  const templates = readdirSync('templates')
    .filter(name => name.endsWith('.xml'))
    .map(name => ({ name, text: readFileSync(`templates/${name}`, 'utf8') }));
  const samples = ['Scheduler', 'Proxy'].map(service => ({
    name: `sample ${service}`,
    text: readFileSync(`docs/sample-workspace/${service}/LocalLogConfig.xml`, 'utf8').replace(/"<[^">]*>"/g, '"127.0.0.1"'),
  }));
  const snippets = Object.entries(JSON.parse(readFileSync('snippets/log4net.json', 'utf8')) as Readonly<Record<string, Snippet>>).map(
    ([name, { body }]) => ({
      name: `snippet ${name}`,
      text: `<configuration>${wrap(expand(body.join('\n')))}</configuration>`,
    }),
  );
  return [...templates, ...samples, ...snippets];
}

/** `${1:text}` → text, `${2|a,b|}` → a; escapes undone. */
export function expand(body: string): string {
  return body
    .replace(/(?<!\\)\$\{\d+:((?:\\.|[^}])*)\}/g, '$1')
    .replace(/(?<!\\)\$\{\d+\|([^,|]*)[^|]*\|\}/g, '$1')
    .replace(/\\([$}\\])/g, '$1');
}

/** Filters, layouts and evaluators are offered without their appender. */
function wrap(piece: string): string {
  return /^<(filter|layout|evaluator)/.test(piece) ? `<appender name="A" type="log4net.Appender.UdpAppender">${piece}</appender>` : piece;
}

/** Every change of every kind to a document, in a fixed order. */
export function* mutations({ name, text }: Named): Generator<Named> {
  const root = parse(text).roots[0];
  if (!root) return;
  const replace = (span: Span, by: string): string => text.slice(0, span.start) + by + text.slice(span.end);
  const own = (element: XmlElement): string => text.slice(element.span.start, element.span.end);
  for (const element of elementsBelow(root)) {
    const label = `${name}: <${element.name}> at ${element.span.start}`;
    const siblings = element.parent?.children.filter(each => each.kind === 'element') ?? [];
    const next = siblings[siblings.indexOf(element) + 1];
    if (element !== root) {
      yield { name: `${label} dropped`, text: replace(element.span, '') };
      yield { name: `${label} doubled`, text: replace(element.span, own(element) + own(element)) };
      yield { name: `${label} renamed`, text: renamed(text, element) };
    }
    if (next) {
      const between = text.slice(element.span.end, next.span.start);
      yield {
        name: `${label} swapped`,
        text: replace({ start: element.span.start, end: next.span.end }, own(next) + between + own(element)),
      };
    }
    yield { name: `${label} with text`, text: withText(text, element) };
    yield {
      name: `${label} with one attribute more`,
      text: replace({ start: element.nameSpan.end, end: element.nameSpan.end }, ' colour="red"'),
    };
    for (const attribute of element.attributes) {
      yield { name: `${label} without ${attribute.name}`, text: replace(attribute.span, '') };
      yield { name: `${label} with ${attribute.name} renamed`, text: replace(attribute.nameSpan, `${attribute.name.toUpperCase()}X`) };
      if (attribute.valueSpan) yield { name: `${label} with ${attribute.name} emptied`, text: replace(attribute.valueSpan, '') };
    }
  }
}

function renamed(text: string, element: XmlElement): string {
  const end = element.endNameSpan;
  const tail = end
    ? `${text.slice(element.nameSpan.end, end.start)}${element.name}x${text.slice(end.end)}`
    : text.slice(element.nameSpan.end);
  return `${text.slice(0, element.nameSpan.start)}${element.name}x${tail}`;
}

function withText(text: string, element: XmlElement): string {
  const { start, end } = element.startTag;
  if (element.selfClosing) return `${text.slice(0, start)}${text.slice(start, end - 2)}>stray</${element.name}>${text.slice(end)}`;
  return `${text.slice(0, end)}stray${text.slice(end)}`;
}
