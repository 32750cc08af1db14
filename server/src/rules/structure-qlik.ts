/** The structure that Qlik documents for its own files: services that check it do not use a file that differs. */
import { Beside } from '../model/beside';
import { attributeOf, childElements } from '../model/element';
import { wholeOf } from '../model/part';
import type { Configuration } from '../model/types';
import type { XmlElement } from '../syntax/tree';
import { escapeValue } from './edits';
import { objectAt } from './objects';
import type { Finding, Fix, Rule, RuleContext, Severity } from './rule';

/** What one element may hold. `children` in order, where the order counts. */
interface Shape {
  readonly children: readonly string[];
  readonly once: readonly string[];
  readonly ordered: boolean;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Said by Qlik, or concluded from its examples. */
  readonly certainty: 'documented' | 'inferred';
}

const shape = (part: Partial<Shape>): Shape => ({
  children: [],
  once: [],
  ordered: true,
  required: [],
  optional: [],
  certainty: 'documented',
  ...part,
});
const references = shape({ children: ['level', 'param', 'appender-ref'], ordered: false, certainty: 'inferred' });

const shapes: Readonly<Record<string, Shape>> = {
  configuration: shape({ children: ['appender', 'logger', 'root'], certainty: 'inferred' }),
  appender: shape({
    children: ['filter', 'evaluator', 'lossyevaluator', 'param', 'layout', 'appender-ref'],
    once: ['evaluator', 'lossyevaluator', 'layout'],
    required: ['name', 'type'],
  }),
  filter: shape({ children: ['param'], optional: ['class', 'type'] }),
  evaluator: shape({ children: ['param'], optional: ['class', 'type'] }),
  lossyevaluator: shape({ children: ['param'], optional: ['class', 'type'] }),
  layout: shape({ children: ['converter', 'param'], optional: ['class', 'type'] }),
  converter: shape({ children: ['param'] }),
  param: shape({ required: ['name', 'value'] }),
  logger: { ...references, required: ['name'], optional: ['additivity'] },
  root: references,
  level: shape({ required: ['value'], certainty: 'inferred' }),
  'appender-ref': shape({ required: ['ref'], certainty: 'inferred' }),
};

/** Children that may change places: they count as one step of the order. */
const rank = (parent: string, child: string, children: readonly string[]): number =>
  parent === 'configuration' && child === 'root' ? children.indexOf('logger') : children.indexOf(child);

const REFUSED = 'the services that check their file against the schema do not use it then';

const order: Rule = {
  id: 'structure/qlik-order',
  severity: 'warning',
  why: 'Qlik publishes a schema for LocalLogConfig.xml: filters, evaluator, lossy evaluator, params, layout, in this order; in a layout converters before params. Repository, Proxy and Scheduler check it when they load the file.',
  check: context => misordered(context, inSections(context)),
  checkFile: context => misordered(context, atTheTop(context)),
};

function* misordered(context: RuleContext, places: readonly Place[]): Generator<Finding> {
  for (const { element, shape: expected } of places) {
    if (!expected.ordered) continue;
    const children = childElements(element).filter(it => expected.children.includes(it.name));
    let highest = -1;
    let before: XmlElement | undefined;
    for (const child of children) {
      const place = rank(element.name, child.name, expected.children);
      if (place >= highest) {
        highest = place;
        before = child;
        continue;
      }
      const documented = documentedOrder(element.name, child.name, before?.name ?? '');
      yield {
        span: child.nameSpan,
        severity: severityOf(documented ? 'documented' : 'inferred'),
        message: `In a Qlik file <${child.name}> stands before <${before?.name ?? ''}> inside <${element.name}>; ${REFUSED}. log4net itself does not mind.`,
        fixes: [sorted(context.config.document.text, element, expected)],
      };
      break;
    }
  }
}

const element: Rule = {
  id: 'structure/qlik-element',
  severity: 'warning',
  why: 'The schema that Qlik publishes writes every property by <param name="…" value="…" />. Short forms of log4net such as <remotePort value="…" /> are not in it.',
  check: context => strangers(context, inSections(context)),
  checkFile: context => strangers(context, atTheTop(context)),
};

function* strangers(context: RuleContext, places: readonly Place[]): Generator<Finding> {
  for (const { element: parent, shape: expected } of places) {
    const counts = new Map<string, number>();
    for (const node of parent.children) {
      if (node.kind === 'cdata' || (node.kind === 'text' && node.value.trim() !== '')) {
        yield {
          span: node.span,
          severity: severityOf(expected.certainty),
          message: `A Qlik file has no text inside <${parent.name}>; ${REFUSED}.`,
        };
      }
      if (node.kind !== 'element' || node.name === '') continue;
      const count = (counts.get(node.name) ?? 0) + 1;
      counts.set(node.name, count);
      if (expected.once.includes(node.name) && count > 1) {
        yield {
          span: node.nameSpan,
          severity: severityOf(expected.certainty),
          message: `A Qlik file has one <${node.name}> in <${parent.name}>; ${REFUSED}.`,
        };
      }
      if (expected.children.includes(node.name)) continue;
      yield unexpected(context, parent, node, expected);
    }
  }
}

const attributes: Rule = {
  id: 'structure/qlik-attribute',
  severity: 'warning',
  why: 'In the schema that Qlik publishes a <param> needs both name and value, even where the value is empty, and no element has attributes beyond the documented ones.',
  *check(context) {
    for (const { element: it, shape: expected } of [...atTheTop(context), ...inSections(context)]) {
      for (const name of expected.required) {
        if (attributeOf(it, name) !== undefined) continue;
        yield {
          span: it.nameSpan,
          severity: severityOf(expected.certainty),
          message: `In a Qlik file <${it.name}> needs the attribute ${name}; ${REFUSED}.`,
          ...(name === 'value' && {
            fixes: [{ title: 'Add value=""', edits: [{ span: { start: it.nameSpan.end, end: it.nameSpan.end }, text: ' value=""' }] }],
          }),
        };
      }
      for (const attribute of it.attributes) {
        const { name, nameSpan } = attribute;
        if (expected.required.includes(name) || expected.optional.includes(name) || name.includes(':') || name === '') continue;
        yield {
          span: nameSpan,
          severity: severityOf(expected.certainty),
          message: `In a Qlik file <${it.name}> has no attribute '${name}'; ${REFUSED}.`,
        };
      }
    }
  },
};

const appenderName: Rule = {
  id: 'structure/qlik-name',
  severity: 'warning',
  why: 'In the schema that Qlik publishes the name of an appender has at least one character, and the first may not be a dollar sign.',
  *check({ config }) {
    if (config.dialect !== 'qlik') return;
    for (const { name, nameSpan } of config.appenders) {
      if (!name.startsWith('$') || nameSpan === undefined) continue;
      yield { span: nameSpan, message: `In a Qlik file the name of an appender may not begin with '$'; ${REFUSED}.` };
    }
  },
};

export const qlikStructureRules: readonly Rule[] = [order, element, attributes, appenderName];

interface Place {
  readonly element: XmlElement;
  readonly shape: Shape;
}

/** The root of a Qlik file that has anything of log4net's in it. */
function atTheTop({ config }: RuleContext): readonly Place[] {
  const { appenders, loggers } = wholeOf(config);
  const root = config.body;
  const shape = shapes['configuration'];
  if (config.dialect !== 'qlik' || root?.name !== 'configuration' || shape === undefined) return [];
  return appenders.length + loggers.length === 0 ? [] : [{ element: root, shape }];
}

const known = new Beside<Configuration, readonly Place[]>();

/** Every element below the root that the schema knows at its place, from the top down. */
function inSections(context: RuleContext): readonly Place[] {
  const { config } = context;
  const found = known.get(config) ?? atTheTop(context).flatMap(top => readPlaces(config, top.shape));
  known.set(config, found);
  return found;
}

function readPlaces(config: Configuration, top: Shape): readonly Place[] {
  const found: Place[] = [];
  const queue = config.sections.filter(it => top.children.includes(it.name));
  for (const element of queue) {
    const shape = shapes[element.name];
    if (shape === undefined) continue;
    found.push({ element, shape });
    for (const child of childElements(element)) if (shape.children.includes(child.name)) queue.push(child);
  }
  return found;
}

function unexpected({ config, catalogue }: RuleContext, parent: XmlElement, child: XmlElement, expected: Shape): Finding {
  const value = attributeOf(child, 'value')?.value;
  const simple =
    expected.children.includes('param') &&
    value !== undefined &&
    childElements(child).length === 0 &&
    attributeOf(child, 'type') === undefined;
  const appender = parent.name === 'appender' ? objectAt(config, parent)?.object : undefined;
  const exists = appender?.type === undefined || catalogue.property(appender.type, child.name) !== undefined;
  const fix: Fix = {
    title: 'Write it as <param>',
    edits: [{ span: child.span, text: `<param name="${child.localName}" value="${escapeValue(value ?? '')}" />` }],
    preferred: true,
  };
  return {
    span: child.nameSpan,
    severity: severityOf(parent.name === 'appender' && !simple ? 'inferred' : expected.certainty),
    message: simple
      ? `A Qlik file writes this as <param name="${child.localName}" value="…" />; ${REFUSED}. log4net itself takes both.`
      : `A Qlik file has no <${child.name}> inside <${parent.name}>; ${REFUSED}.`,
    ...(simple && exists && { fixes: [fix] }),
  };
}

/** What Qlik shows; the place of params, layout and references in an appender, and the root's order, are concluded. */
function documentedOrder(parent: string, child: string, before: string): boolean {
  if (parent === 'layout') return true;
  const visible = ['filter', 'evaluator', 'lossyevaluator'];
  return parent === 'appender' && visible.includes(child) && visible.includes(before);
}

function severityOf(certainty: Shape['certainty']): Severity {
  return certainty === 'documented' ? 'warning' : 'information';
}

/** The known children in the order of the schema, each with the comment lines that stand before it; the gaps between stay. */
function sorted(text: string, parent: XmlElement, expected: Shape): Fix {
  const blocks = childElements(parent)
    .map(child => ({ start: withComments(parent, child), end: child.span.end, place: rank(parent.name, child.name, expected.children) }))
    .filter(it => it.place >= 0);
  const inOrder = [...blocks].sort((a, b) => a.place - b.place);
  return {
    title: `Put the parts of <${parent.name}> in order`,
    edits: blocks.flatMap(({ start, end }, index) => {
      const block = inOrder[index];
      return block === undefined || block.start === start ? [] : [{ span: { start, end }, text: text.slice(block.start, block.end) }];
    }),
    preferred: true,
  };
}

/** Comments directly before an element belong to it. */
function withComments(parent: XmlElement, child: XmlElement): number {
  let { start } = child.span;
  for (let index = parent.children.indexOf(child) - 1; index >= 0; index--) {
    const node = parent.children[index];
    if (node === undefined || node.kind === 'element') break;
    if (node.kind === 'comment') start = node.span.start;
    else if (node.kind !== 'text' || node.value.trim() !== '') break;
  }
  return start;
}
