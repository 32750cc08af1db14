import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { parse } from '../../../server/src/syntax/parse';
import type { XmlNode } from '../../../server/src/syntax/tree';

/** A tree in one line: `name[attributes](children)`, `!` where it is not closed, `?` without a name; blank text is left out. */
function drawn(nodes: readonly XmlNode[]): string {
  return nodes.flatMap(it => drawnNode(it) ?? []).join(' ');
}

function drawnNode(node: XmlNode): string | undefined {
  switch (node.kind) {
    case 'text': {
      const text = node.value.replace(/^[ \t\n]+|[ \t\n]+$/g, '');
      return text === '' ? undefined : `${node.parent === undefined ? 'text' : ''}"${text}"`;
    }
    case 'cdata':
      return `cdata"${node.value}"`;
    case 'instruction':
      return `?${node.target}`;
    case 'comment':
    case 'doctype':
      return node.kind;
    case 'element': {
      const attributes = node.attributes.map(it => it.name + (it.value === undefined ? '' : `="${it.value}"`));
      const inside = drawn(node.children);
      return `${node.name === '' ? '?' : node.name}${node.closed ? '' : '!'}${attributes.length > 0 ? `[${attributes.join(' ')}]` : ''}${inside === '' ? '' : `(${inside})`}`;
    }
  }
}

const cases = readFileSync(path.join('test', 'corpus', 'syntax.txt'), 'utf8')
  .replaceAll('\r\n', '\n')
  .split(/^# /m)
  .filter(it => it.trim() !== '');

for (const each of cases) {
  const title = each.slice(0, each.indexOf('\n'));
  const [text = '', expected = ''] = each.slice(title.length).split('\n\n==>\n\n');
  test(title, () => {
    const document = parse(text.replace(/^\n\n/, '').replace(/^\n$/, ''));
    const codes = document.issues.map(it => it.code).join(' ');
    assert.equal([drawn(document.nodes), codes].filter(it => it !== '').join('\n'), expected.trim());
    for (const { span, message } of document.issues) {
      assert.ok(span.start <= span.end && span.end <= document.text.length, `${message} lies outside the text`);
      assert.match(message, /[.?!]$/);
    }
  });
}
