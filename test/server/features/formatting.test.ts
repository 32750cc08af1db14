import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import fc from 'fast-check';
import { applyEdits, type Analysed } from '../../../server/src/features/analysed';
import { format, type FormatOptions } from '../../../server/src/features/formatting';
import type { ConfiguredObject, Setting } from '../../../server/src/model/types';
import { analysed } from '../../support/analysed';
import { configs } from '../../support/configs';
import { marked } from '../../support/marked';

const two: FormatOptions = { tabSize: 2, insertSpaces: true };

function formatted(text: string, options = two, path?: readonly string[]): string {
  return applyEdits(text, format(analysed(text, path), options));
}

function checkFormat(text: string, expected: string, options = two, path?: readonly string[]): void {
  assert.equal(formatted(text, options, path), expected);
  assert.equal(formatted(expected, options, path), expected, 'a second time changes nothing');
}

test('each element gets its own line, indented by depth', () => {
  checkFormat(
    '<log4net><root><level value="INFO"/></root></log4net>',
    '<log4net>\n  <root>\n    <level value="INFO"/>\n  </root>\n</log4net>\n',
  );
});

test('tabs where the editor wants tabs', () => {
  checkFormat('<a><b/></a>', '<a>\n\t<b/>\n</a>\n', { tabSize: 4, insertSpaces: false });
});

test('attributes are one blank apart, with nothing around the equals sign', () => {
  checkFormat('<a   x = "1"\t y="2"  /><!-- c -->', '<a x="1" y="2" /><!-- c -->\n');
});

test('attributes on lines of their own stay there', () => {
  checkFormat('<a>\n<b\nx="1"\n      y="2">\n</b></a>', '<a>\n  <b\n    x="1"\n    y="2">\n  </b>\n</a>\n');
});

test('the end tag of an element with nothing in it goes below its start tag, or stays on its line', () => {
  checkFormat('<log4net>\r\n<root>\r\n\r\n</root>\r\n</log4net>', '<log4net>\r\n  <root>\r\n  </root>\r\n</log4net>\r\n');
  checkFormat('<log4net><root> </root></log4net>', '<log4net>\n  <root> </root>\n</log4net>\n');
});

test('one blank line between things is kept, more are not', () => {
  checkFormat('<a>\n\n\n<b/>\n\n\n\n<c/>\n<d/>\n</a>\n\n\n', '<a>\n  <b/>\n\n  <c/>\n  <d/>\n</a>\n');
});

test('comments stay as written, and behind what they speak about', () => {
  checkFormat(
    '<a>\n<!-- one\n      two -->\n<b/>   <!-- about b -->\n<c/></a>',
    '<a>\n  <!-- one\n      two -->\n  <b/> <!-- about b -->\n  <c/>\n</a>\n',
  );
});

test('text is a value and is not touched', () => {
  checkFormat(
    '<a><file>  C:\\Log\\ x.txt\n</file><b>\n <c/> text</b></a>',
    '<a>\n  <file>  C:\\Log\\ x.txt\n</file>\n  <b>\n <c/> text</b>\n</a>\n',
  );
});

test('the line ends of the file are used', () => {
  checkFormat('<a>\r\n<b/></a>', '<a>\r\n  <b/>\r\n</a>\r\n');
});

test('a file whose tags do not pair up is left alone', () => {
  for (const text of ['<a><b></a>', '<a><b', '<a x="1><b/></a>', '<a></b></a>']) assert.deepEqual(format(analysed(text), two), [], text);
});

test('a placeholder keeps nothing from being formatted', () => {
  checkFormat('<a><param name="x" value="<IP of server>"/></a>', '<a>\n  <param name="x" value="<IP of server>"/>\n</a>\n');
});

test('in an application file only the section is formatted', () => {
  checkFormat(
    '<configuration>\n<x/>\n  <log4net><root/></log4net>\n<y/></configuration>',
    '<configuration>\n<x/>\n  <log4net>\n    <root/>\n  </log4net>\n<y/></configuration>',
    two,
    ['Web.config'],
  );
});

test('only the range is formatted when there is one', () => {
  const { text, ranges } = marked('<a>\n<b/>\n⟦<c>\n<d/>\n</c>⟧\n</a>');
  assert.equal(applyEdits(text, format(analysed(text), two, ranges[0])), '<a>\n<b/>\n  <c>\n    <d/>\n  </c>\n</a>');
});

const templates = readdirSync('templates').filter(it => it.endsWith('.xml'));
const samples = [...configs, ...templates.map(name => ({ name, text: readFileSync(`templates/${name}`, 'utf8') }))];

for (const { name, text } of samples) {
  test(`formatting ${name} keeps its meaning and its comments`, () => {
    const before = analysed(text);
    const after = analysed(formatted(text));
    assert.deepEqual(meaning(after), meaning(before));
    assert.deepEqual(after.text.match(/<!--.*?-->/gs), text.match(/<!--.*?-->/gs));
  });
}

test('formatting twice is formatting once, and means the same, whatever was cut, doubled or moved', () => {
  const edits = fc.tuple(
    fc.constantFrom(...samples),
    fc.nat(),
    fc.nat({ max: 60 }),
    fc.constantFrom('', '<b/>', ' ', '\n\n', '>', '</', '"', '<!-- c -->', 'x', '<a b="c">t</a>'),
  );
  fc.assert(
    fc.property(edits, ([{ text }, at, length, put]) => {
      const start = at % text.length;
      const changed = text.slice(0, start) + put + text.slice(start + (put === '' ? length : length % 3));
      const once = formatted(changed);
      assert.equal(formatted(once), once);
      assert.deepEqual(meaning(analysed(once)), meaning(analysed(changed)));
    }),
    { numRuns: 300, seed: 20260312 },
  );
});

/** Everything log4net would find, without places. */
function meaning({ config }: Analysed): unknown {
  const setting = (it: Setting): unknown => [it.name, it.form, it.value?.text, it.via?.text, it.object && object(it.object)];
  const object = (it: ConfiguredObject): unknown => [it.typeText, it.settings.map(setting)];
  return {
    dialect: config.dialect,
    appenders: config.appenders.map(it => [it.name, object(it), it.references.map(reference => reference.name)]),
    loggers: config.loggers.map(it => [
      it.name,
      it.level?.text,
      it.additivity,
      it.references.map(reference => reference.name),
      it.settings.map(setting),
    ]),
  };
}
