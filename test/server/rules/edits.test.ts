import assert from 'node:assert/strict';
import test from 'node:test';
import { added } from '../../../server/src/rules/edits';
import { parse } from '../../../server/src/syntax/parse';

test('a first child is indented as the file is', () => {
  for (const step of ['  ', '    ', '\t']) {
    const text = `<a>\r\n${step}<b/>\r\n</a>`;
    const [root] = parse(text).roots;
    const b = root?.children.find(it => it.kind === 'element');
    assert.ok(b);
    assert.equal(added(text, b, '<c/>').text, `>\r\n${step}${step}<c/>\r\n${step}</b>`);
  }
});
