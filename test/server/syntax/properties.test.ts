import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { parse } from '../../../server/src/syntax/parse';
import type { Span, XmlDocument, XmlNode } from '../../../server/src/syntax/tree';
import { siteAt } from '../../../server/src/syntax/site';
import { nodesOf } from '../../../server/src/syntax/walk';
import { applied } from '../../support/findings';

const options = { seed: 20_240_601, numRuns: 400 } as const;

/** Text in which markup is likely. */
const soup = fc
  .array(
    fc.constantFrom(
      '<',
      '>',
      '</',
      '/>',
      '"',
      "'",
      '=',
      ' ',
      '\n',
      '\r\n',
      '\t',
      '&',
      ';',
      '&lt;',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      '?>',
      '<?xml',
      '<!DOCTYPE',
      'a',
      'b',
      'name',
      'x:y',
      '“',
      '”',
      '\u00a0',
      '\ufeff',
      '%',
      '-',
      '1',
      'é',
      '🙂',
      '\0',
    ),
    { maxLength: 60 },
  )
  .map(it => it.join(''));

/** Spans nest, follow each other and point at what they name. */
function checkTree(document: XmlDocument): void {
  const { text } = document;
  const slice = (span: { readonly start: number; readonly end: number }): string => text.slice(span.start, span.end);
  const check = (nodes: readonly XmlNode[], parent: XmlNode | undefined): void => {
    let last = 0;
    for (const node of nodes) {
      assert.ok(node.span.start >= last, `nodes overlap at ${node.span.start}`);
      assert.ok(node.span.end >= node.span.start && node.span.end <= text.length);
      assert.equal(node.parent, parent);
      last = node.span.start;
      if (node.kind !== 'element') {
        last = node.span.end;
        continue;
      }
      assert.equal(slice(node.nameSpan), node.name);
      assert.equal(text[node.span.start], '<');
      if (node.endTag !== undefined) assert.match(slice(node.endTag), /^<\//);
      for (const attribute of node.attributes) {
        assert.equal(attribute.element, node);
        assert.equal(slice(attribute.nameSpan), attribute.name);
        if (attribute.quote !== undefined && attribute.valueSpan !== undefined)
          assert.equal(text[attribute.valueSpan.start - 1], attribute.quote);
        assert.equal(attribute.value === undefined, attribute.valueSpan === undefined);
      }
      check(node.children, node);
    }
  };
  check(document.nodes, undefined);
}

test('any text gives a tree whose spans are in order', () => {
  fc.assert(
    fc.property(soup, text => {
      const document = parse(text);
      checkTree(document);
      for (let at = 0; at <= text.length; at++) siteAt(document, at);
    }),
    options,
  );
});

test('any characters whatever give a tree', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), text => checkTree(parse(text))),
    options,
  );
});

test('a mend takes its issue away', () => {
  fc.assert(
    fc.property(soup, text => {
      for (const { code, fix, span, message } of parse(text).issues.slice(0, 5)) {
        // A deletion brings what follows, and its own faults, to the same place.
        if (fix === undefined || fix.text === '') continue;
        const after = parse(applied(text, [{ span: fix.span, text: fix.text }]));
        const left = after.issues.some(
          it => it.code === code && it.span.start === span.start && it.span.end === span.end && it.message === message,
        );
        assert.ok(!left, `${code} is still there after '${fix.title}'`);
      }
    }),
    options,
  );
});

interface Made {
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly children: readonly (Made | string)[];
}

const names = fc.constantFrom('a', 'log4net', 'appender-ref', 'x.y', '_z', 'été');
const values = fc.string({
  unit: fc.constantFrom('a', ' ', '<', '>', '&', '"', "'", '\n', '\t', '\r', 'é', '🙂', ']]>', '%'),
  maxLength: 8,
});
const { element } = fc.letrec<{ element: Made; node: Made | string }>(tie => ({
  element: fc.record({
    name: names,
    attributes: fc.uniqueArray(fc.tuple(names, values), { selector: it => it[0], maxLength: 3 }),
    children: fc.array(tie('node'), { maxLength: 3, depthIdentifier: 'depth' }),
  }),
  node: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'depth' },
    values.filter(it => it !== ''),
    tie('element'),
  ),
}));

function written({ name, attributes, children }: Made): string {
  const escape = (text: string): string => text.replace(/[<>&"'\n\t\r]/g, it => `&#${it.charCodeAt(0)};`);
  const start = `<${name}${attributes.map(([key, value]) => ` ${key}="${escape(value)}"`).join('')}`;
  return children.length === 0
    ? `${start}/>`
    : `${start}>${children.map(it => (typeof it === 'string' ? escape(it) : written(it))).join('')}</${name}>`;
}

function readBack(node: XmlNode): Made | string {
  if (node.kind === 'text') return node.value;
  assert.equal(node.kind, 'element');
  return {
    name: node.name,
    attributes: node.attributes.map(it => [it.name, it.value ?? ''] as const),
    children: node.children.map(readBack),
  };
}

/** Neighbouring texts are one text to a reader. */
function joined(made: Made): Made {
  const children: (Made | string)[] = [];
  for (const child of made.children) {
    const last = children.at(-1);
    if (typeof child === 'string' && typeof last === 'string') children[children.length - 1] = last + child;
    else children.push(typeof child === 'string' ? child : joined(child));
  }
  return { ...made, children };
}

test('what is written well is read back as it was', () => {
  fc.assert(
    fc.property(element, made => {
      const document = parse(written(made));
      assert.deepEqual(document.issues, []);
      assert.deepEqual(readBack(document.nodes[0]!), joined(made));
    }),
    options,
  );
});

/** What may stand in and behind a start tag, good and bad. */
const afterName = fc
  .array(
    fc.constantFrom(
      ...[' a="b"', " b='c'", ' a=""', ' aa="x y"', '\n  c="d"', ' d="&lt;"', ' e="1\n2"', " f='\t'", ' g="<"', ' xmlns="u"', ' é="1"'],
      ...[
        ' ',
        '  ',
        '/',
        '>',
        '/>',
        '"',
        '=',
        ' h',
        '<b>',
        '</b>',
        '<t>',
        '</t>',
        '</r>',
        'text',
        ' \n',
        ']]>',
        '&amp;',
        '&',
        '<!-- -->',
        '\r',
      ],
    ),
    { maxLength: 10 },
  )
  .map(it => it.join(''));

test('what is read at a glance is what is read with care', () => {
  const before = '<r><t';
  // Has to do with namespaces, so that the tag is read with care.
  const careful = ' xml:a=""';
  const seen = (text: string, by: number): unknown => {
    const moved = ({ start, end }: Span): readonly number[] => [
      start - (start > before.length ? by : 0),
      end - (end > before.length ? by : 0),
    ];
    const tree = (node: XmlNode): unknown => [
      node.kind,
      moved(node.span),
      ...(node.kind === 'element'
        ? [
            [node.name, moved(node.startTag), node.endTag && moved(node.endTag), node.selfClosing, node.closed],
            node.attributes
              .filter(it => it.name !== 'xml:a')
              .map(it => [it.name, moved(it.span), it.valueSpan && moved(it.valueSpan), it.value, it.quote]),
            node.children.map(tree),
          ]
        : []),
    ];
    const { nodes, issues } = parse(text);
    return [nodes.map(tree), issues.map(it => [it.code, it.message, ...moved(it.span)])];
  };
  fc.assert(
    fc.property(afterName, more => {
      const rest = ` ${more}`;
      assert.deepEqual(seen(before + rest, 0), seen(before + careful + rest, careful.length));
    }),
    { ...options, numRuns: 5_000 },
  );
});

const insides = fc
  .array(
    fc.constantFrom(
      ...[
        '<b>',
        '</b>',
        '<b>',
        '</b>',
        '<c x="1">',
        '</c>',
        '<bb>',
        '</bb>',
        '<d/>',
        "<e y='2' z=''/>",
        '<f a="1" a="2"/>',
        '<x:g/>',
        '<h i>',
      ],
      ...['text', '\n  ', ' ', '&lt;', '&', ']]>', '<!-- note -->', '<!-- a -- b -->', '<!---->', '<![CDATA[x]]>', '<?p q?>', '</b >'],
    ),
    { maxLength: 14 },
  )
  .map(it => it.join(''));

test('what is passed over near the top is what is read further down', () => {
  const seen = (text: string, start: number, end: number): unknown => {
    const document = parse(text);
    const isInside = ({ span }: { readonly span: Span }): boolean => span.start >= start && span.end <= end;
    const moved = (span: Span | undefined): unknown => span && [span.start - start, span.end - start];
    const tree = (node: XmlNode): unknown => [
      node.kind,
      moved(node.span),
      node.kind === 'element'
        ? [
            [
              node.name,
              moved(node.nameSpan),
              moved(node.startTag),
              moved(node.endTag),
              moved(node.endNameSpan),
              node.selfClosing,
              node.closed,
            ],
            node.attributes.map(it => [it.name, moved(it.span), moved(it.valueSpan), it.value, it.quote]),
            node.children.map(tree),
          ]
        : node.kind === 'doctype' || node.value,
    ];
    return [
      [...nodesOf(document)].filter(it => isInside(it) && (it.parent === undefined || !isInside(it.parent))).map(tree),
      document.issues.filter(isInside).map(it => [it.code, it.message, moved(it.span)]),
    ];
  };
  fc.assert(
    fc.property(insides, inside => {
      const above = '<q><q><r><r>';
      assert.deepEqual(
        seen(`<r><r>${inside}</r></r>`, 6, 6 + inside.length),
        seen(`${above}${inside}</r></r></q></q>`, above.length, above.length + inside.length),
      );
    }),
    { ...options, numRuns: 5_000 },
  );
});
