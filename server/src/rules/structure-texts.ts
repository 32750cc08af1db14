/** Text between elements, where log4net takes it for a value or for nothing. */
import { childElements } from '../model/element';
import type { Span, XmlElement } from '../syntax/tree';
import { replacement } from './edits';
import { settingsAsText } from './objects';
import type { Finding, Fix, Rule } from './rule';

const strayText: Rule = {
  id: 'structure/stray-text',
  severity: 'warning',
  why: 'Text inside a property is its value. log4net then does not look at the elements in it at all.',
  *check({ config }) {
    for (const { setting } of settingsAsText(config)) {
      const { element, value } = setting;
      if (value === undefined || childElements(element).length === 0) continue;
      yield {
        span: value.span,
        message: `There is text inside <${element.localName}>, so log4net takes that for its value and ignores the elements beside it. Delete the text.`,
        fixes: commented(config.document.text, value.span),
      };
    }
  },
};

const ignoredText: Rule = {
  id: 'structure/ignored-text',
  severity: 'information',
  why: 'Text between structural elements is ignored. Often it is a comment that lost its marks, or half an element.',
  *check({ config }) {
    if (config.body === undefined) return;
    for (const { element } of [...config.loggers, ...config.appenders]) yield* textsIn(element, config.document.text);
  },
  *checkFile({ config }) {
    if (config.body !== undefined) yield* textsIn(config.body, config.document.text);
  },
};

function* textsIn(element: XmlElement, text: string): Generator<Finding> {
  const isBlank = ({ start, end }: Span): boolean => text.slice(start, end).trim() === '';
  for (const node of element.children) {
    if (node.kind !== 'text' || isBlank(node.span) || node.value.trim() === '') continue;
    const lead = node.value.length - node.value.trimStart().length;
    const tail = node.value.length - node.value.trimEnd().length;
    const span = { start: node.span.start + lead, end: Math.max(node.span.start + lead + 1, node.span.end - tail) };
    yield {
      span,
      message: `log4net ignores text directly inside <${element.localName}>. Make it a comment, or delete it.`,
      fixes: commented(text, span),
    };
  }
}

export const strayTextRules: readonly Rule[] = [strayText, ignoredText];

/** The text as a comment, in which no two dashes may stand. */
function commented(text: string, span: Span): readonly Fix[] {
  const written = text.slice(span.start, span.end).trim();
  if (written === '' || /--|-$|]]>|</.test(written)) return [{ title: 'Delete the text', edits: [{ span, text: '' }] }];
  return [replacement('Make it a comment', span, `<!-- ${written} -->`, true), { title: 'Delete the text', edits: [{ span, text: '' }] }];
}
