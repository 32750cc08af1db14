import assert from 'node:assert/strict';
import test from 'node:test';
import { parse } from '../../../server/src/syntax/parse';
import { siteAt } from '../../../server/src/syntax/site';
import { configs } from '../../support/configs';

/** The site in words: kind, element, attribute, and the word or value around the cursor. */
function described(marked: string): string {
  const offset = marked.indexOf('‸');
  assert.notEqual(offset, -1, `no cursor in ${marked}`);
  const text = marked.replace('‸', '');
  const site = siteAt(parse(text), offset);
  const slice = (span: { readonly start: number; readonly end: number }): string => text.slice(span.start, span.end);
  switch (site.kind) {
    case 'content':
      return `content of ${site.parent?.name ?? 'nothing'}`;
    case 'text':
      return `${site.node.kind} of ${site.parent?.name ?? 'nothing'}, ${slice(site.word)}`;
    case 'elementName':
      return `element ${slice(site.word)}`;
    case 'attributeName':
      return `attribute name of ${site.element.name}, ${site.attribute?.name ?? 'new'}`;
    case 'attributeValue':
      return `value of ${site.attribute.name} of ${site.element.name}, ${slice(site.span)}`;
    case 'tag':
      return `tag ${site.element.name}`;
    case 'endTagName':
      return `end tag ${slice(site.word)} of ${site.element?.name ?? 'nothing'}`;
    case 'comment':
      return `comment in ${site.parent?.name ?? 'nothing'}`;
    case 'outside':
      return `outside, ${site.node.kind}`;
  }
}

const cases: readonly (readonly [marked: string, site: string])[] = [
  ['‸', 'content of nothing'],
  ['‸<a/>', 'content of nothing'],
  ['<‸', 'element '],
  ['<‸a/>', 'element a'],
  ['<app‸ender/>', 'element appender'],
  ['<appender‸/>', 'element appender'],
  ['<a ‸/>', 'attribute name of a, new'],
  ['<a ‸', 'attribute name of a, new'],
  ['<a\n  ‸\n>', 'attribute name of a, new'],
  ['<a na‸/>', 'attribute name of a, na'],
  ['<a na‸me="x"/>', 'attribute name of a, name'],
  ['<a name=‸/>', 'value of name of a, '],
  ['<a name= ‸/>', 'value of name of a, '],
  ['<a name="‸"/>', 'value of name of a, '],
  ['<a name="x‸y" b="c"/>', 'value of name of a, xy'],
  ['<a name="xy‸', 'value of name of a, xy'],
  ['<a name="x‸\n  <b/>\n</a>', 'value of name of a, x'],
  ['<a name="x"‸/>', 'tag a'],
  ['<a name="x" ‸/>', 'attribute name of a, new'],
  ['<a name="x"‸>', 'tag a'],
  ['<a name="x" /‸>', 'tag a'],
  ['<a>‸</a>', 'content of a'],
  ['<a>‸', 'content of a'],
  ['<a><b/>‸</a>', 'content of a'],
  ['<a><b/>\n ‸ \n<c/></a>', 'content of a'],
  ['<a><b>x y‸z</b></a>', 'text of b, yz'],
  ['<a>te‸xt', 'text of a, text'],
  ['<a><‸</a>', 'element '],
  ['<a>\n  <‸\n  <b/>\n</a>', 'element '],
  ['<a><fi‸\n<b/></a>', 'element fi'],
  ['<a></‸a>', 'end tag a of a'],
  ['<a></a‸>', 'end tag a of a'],
  ['<a><b/></‸', 'end tag  of a'],
  ['<a><b></x‸></b></a>', 'end tag x of b'],
  ['<a><!-- x ‸ --></a>', 'comment in a'],
  ['<a><!--‸', 'comment in a'],
  ['<a><!-- x -->‸</a>', 'content of a'],
  ['<a><![CDATA[ab‸c]]></a>', 'cdata of a, abc'],
  ['<?xml ver‸sion="1.0"?><a/>', 'outside, instruction'],
  ['<!DOCTYPE ‸a><a/>', 'outside, doctype'],
  ['<a/>‸', 'content of nothing'],
  ['<a></a>\n‸', 'content of nothing'],
];

for (const [marked, expected] of cases) {
  test(`${marked.replaceAll('\n', '⏎')}: ${expected}`, () => assert.equal(described(marked), expected));
}

test('every prefix of every sample is a tree, and every offset of it a site', () => {
  for (const { name, text } of configs) {
    const rootEnd = parse(text).roots[0]!.span.end;
    for (let end = 0; end <= text.length; end++) {
      const document = parse(text.slice(0, end));
      if (end < rootEnd) assert.ok(document.issues.length > 0, `${name} cut at ${end} seems whole`);
      // Every offset of every tenth prefix, and the last offsets of each: where one types.
      for (let at = end % 10 === 0 ? 0 : Math.max(0, end - 3); at <= end; at++) {
        const site = siteAt(document, at);
        assert.ok(site.word.start <= at && at <= site.word.end, `${name} cut at ${end}: ${site.kind} at ${at} has a word elsewhere`);
      }
    }
  }
});
