/** An engine's raw findings → ours: causes only, with a place, a sentence, and how sure the broken rule is. */
import type { Span, XmlElement } from '../syntax/tree';
import type { RawFinding, SchemaName, XsdCode, XsdFinding, XsdOutcome } from './contract';

/** The outcome for what an engine found; both engines' findings come out alike. */
export function outcomeOf(raw: readonly RawFinding[], schema: SchemaName): XsdOutcome {
  if (raw.length === 0) return { kind: 'valid' };
  const ordered = [...raw].sort((a, b) => a.element.span.start - b.element.span.start || rank(a) - rank(b));
  return { kind: 'invalid', findings: causes(ordered).map(each => explain(each, schema)) };
}

/**
 * One engine stops reading the children of an element at the first that does not fit, the other goes on: what lies
 * inside or behind such a child, below the same parent, is its consequence. So is a second finding of one attribute.
 */
function causes(ordered: readonly RawFinding[]): readonly RawFinding[] {
  const misfits = new Map<XmlElement, XmlElement>();
  for (const { code, element } of ordered) {
    if (code !== 'unexpected-element' || !element.parent) continue;
    const known = misfits.get(element.parent);
    if (!known || element.span.start < known.span.start) misfits.set(element.parent, element);
  }
  const seen = new Set<string>();
  return ordered.filter(finding => {
    const key = `${String(finding.element.span.start)} ${finding.code} ${finding.attribute ?? ''}`;
    if (seen.has(key) || isConsequence(finding)) return false;
    seen.add(key);
    return true;
  });

  function isConsequence({ code, element }: RawFinding): boolean {
    // A parent that met a misfit cannot say what it lacks.
    if (code === 'missing-element' && misfits.has(element)) return true;
    for (let each = element; each.parent; each = each.parent) {
      const misfit = misfits.get(each.parent);
      if (!misfit) continue;
      if (each.span.start > misfit.span.start) return true;
      if (each === misfit && !(element === misfit && code === 'unexpected-element')) return true;
    }
    return false;
  }
}

function rank({ code }: RawFinding): number {
  const order: readonly RawFinding['code'][] = [
    'unknown-root',
    'unexpected-element',
    'unexpected-attribute',
    'bad-value',
    'missing-attribute',
    'unexpected-text',
    'missing-element',
  ];
  return order.indexOf(code);
}

/** More names than these help nobody. */
const longestList = 12;

function explain(raw: RawFinding, schema: SchemaName): XsdFinding {
  const expected = (raw.expected?.length ?? 0) > longestList ? [] : [...(raw.expected ?? [])].sort();
  const certainty = schema === 'qlik' ? certaintyOf(raw) : 'documented';
  return {
    code: raw.code,
    element: raw.element,
    ...(raw.attribute === undefined ? {} : { attribute: raw.attribute }),
    span: spanOf(raw),
    message: messageOf({ ...raw, expected }, schema, certainty),
    expected,
    certainty,
    severity: severityOf(raw.code, schema, certainty),
  };
}

/**
 * For Qlik's schema: an error, since the services do not load the file; what is concluded from examples is information at
 * most. Ours says what log4net makes of it: an element or attribute it does not know it leaves out and goes on, a number
 * that is none or a class that is not named costs the whole part.
 */
function severityOf(code: XsdCode, schema: SchemaName, certainty: XsdFinding['certainty']): XsdFinding['severity'] {
  if (certainty === 'inferred') return 'information';
  if (schema === 'qlik') return 'error';
  switch (code) {
    case 'bad-value':
    case 'missing-attribute':
    case 'missing-element':
    case 'unknown-root':
      return 'error';
    case 'unexpected-element':
    case 'unexpected-attribute':
    case 'unexpected-text':
      return 'warning';
  }
}

function spanOf({ code, element, attribute }: RawFinding): Span {
  const found = attribute === undefined ? undefined : element.attributes.find(each => each.name === attribute);
  if (!found) return element.nameSpan;
  return code === 'bad-value' ? (found.valueSpan ?? found.span) : found.nameSpan;
}

const consequence: Readonly<Record<XsdFinding['certainty'], string>> = {
  documented: ' Repository, Proxy and Scheduler do not load a file that does not fit.',
  inferred: ' Qlik does not document this part; it is concluded from published examples.',
};

function messageOf(
  { code, element, attribute, expected = [] }: RawFinding,
  schema: SchemaName,
  certainty: XsdFinding['certainty'],
): string {
  const whose = schema === 'qlik' ? "Qlik's schema" : 'The schema';
  const result = schema === 'qlik' ? consequence[certainty] : '';
  const name = `<${element.name}>`;
  const parent = element.parent ? ` in <${element.parent.name}>` : '';
  const instead = expected.length === 0 ? '' : ` It expects ${listOf(expected)} here.`;
  switch (code) {
    case 'unexpected-element':
      return `${whose} does not allow ${name} at this place${parent}.${instead}${result}`;
    case 'missing-element':
      return `${whose} finds ${name} incomplete.${instead}${result}`;
    case 'unexpected-attribute':
      return `${whose} knows no attribute ${attribute ?? ''} on ${name}. Remove it, or write it as <param>.${result}`;
    case 'missing-attribute':
      return `${whose} wants an attribute ${attribute ?? ''} on ${name}. Add it.${result}`;
    case 'bad-value':
      return `${whose} does not accept this value${attribute === undefined ? '' : ` of ${attribute}`} on ${name}.${result}`;
    case 'unexpected-text':
      return `${whose} allows no text inside ${name}. Remove it, or make it a comment.${result}`;
    case 'unknown-root':
      return `${whose} does not know ${name} as the outermost element.${result}`;
  }
}

function listOf(names: readonly string[]): string {
  const tags = names.map(name => `<${name}>`);
  return tags.length < 2 ? (tags[0] ?? '') : `${tags.slice(0, -1).join(', ')} or ${String(tags.at(-1))}`;
}

/** Qlik's published text ends inside the appender; see schemas/qlik-local-log-config.xsd. */
function certaintyOf({ code, element, attribute }: RawFinding): 'documented' | 'inferred' {
  const published = ['param', 'converter', 'filter', 'evaluator', 'lossyevaluator', 'layout'];
  if (code === 'unexpected-element') {
    const parent = element.parent?.name ?? '';
    return published.includes(parent) || (parent === 'appender' && ['filter', 'evaluator', 'lossyevaluator'].includes(element.name))
      ? 'documented'
      : 'inferred';
  }
  if (element.name === 'appender' && attribute === 'name') return 'documented';
  return published.includes(element.name) ? 'documented' : 'inferred';
}
