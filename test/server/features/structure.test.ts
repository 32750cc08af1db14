import assert from 'node:assert/strict';
import test from 'node:test';
import { closeTag } from '../../../server/src/features/auto-close';
import { documentLinks } from '../../../server/src/features/document-links';
import { folding } from '../../../server/src/features/folding';
import { linkedEditing } from '../../../server/src/features/linked-editing';
import { placeholders } from '../../../server/src/features/placeholders';
import { selectionRanges } from '../../../server/src/features/selection-ranges';
import { findSymbols, symbols, type OutlineSymbol } from '../../../server/src/features/symbols';
import { analysed } from '../../support/analysed';
import { drawn, marked } from '../../support/marked';

test('elements, comments and regions over several lines fold', () => {
  const source = '⟦<a>\n⟧</a>\n';
  const { text, ranges } = marked(source);
  assert.equal(
    drawn(
      text,
      folding(analysed(text)).map(it => it.span),
    ),
    drawn(text, ranges),
  );
  const kinds = folding(analysed('<a>\n<!-- #region x -->\n<b/>\n<!-- #endregion -->\n<!--\n-->\n<c/></a>')).map(it => it.kind);
  assert.deepEqual(kinds, ['element', 'region', 'comment']);
  assert.deepEqual(folding(analysed('<a><b/></a>')), []);
});

test('a region that never ends is none', () => {
  assert.deepEqual(
    folding(analysed('<a>\n<!-- #region -->\n<b/></a>')).map(it => it.kind),
    ['element'],
  );
});

function checkSelections(source: string, ...expected: readonly string[]): void {
  const { text, cursor } = marked(source);
  const spans = selectionRanges(analysed(text), cursor);
  assert.deepEqual(
    spans.map(it => text.slice(it.start, it.end)),
    expected,
  );
}

test('the selection grows from the word to the document', () => {
  checkSelections(
    '<a>\n<b x="one t‸wo"/>\n</a>',
    'two',
    'one two',
    '"one two"',
    'x="one two"',
    '<b x="one two"/>',
    '\n<b x="one two"/>\n',
    '<a>\n<b x="one two"/>\n</a>',
  );
  checkSelections('<a>te‸xt</a>', 'text', '<a>text</a>');
  checkSelections('‸', '');
});

test('both names of an element change together', () => {
  for (const source of ['<⟦a‸b⟧><c/></⟦ab⟧>', '<⟦ab⟧></⟦ab‸⟧>']) {
    const { text, cursor, ranges } = marked(source);
    assert.deepEqual(linkedEditing(analysed(text), cursor), ranges);
  }
  for (const source of ['<a‸/>', '<a x‸=""></a>', '<a>‸b</a>']) {
    const { text, cursor } = marked(source);
    assert.equal(linkedEditing(analysed(text), cursor), undefined, source);
  }
});

function checkClosed(source: string, expected: string | undefined): void {
  const { text, cursor } = marked(source);
  assert.equal(closeTag(analysed(text), cursor), expected, source);
}

test('a start tag that nothing closes gets its end tag', () => {
  checkClosed('<log4net><root>‸</log4net>', '</root>');
  checkClosed('<log4net>‸', '</log4net>');
  checkClosed('<a><a>‸</a>', '</a>');
});

test('what is closed already is not closed again', () => {
  checkClosed('<a><b>‸</b></a>', undefined);
  checkClosed('<a><b/>‸</a>', undefined);
  checkClosed('<a></a>‸', undefined);
  checkClosed('<a><!-- <b>‸ --></a>', undefined);
  checkClosed('<a x="<b>‸"></a>', undefined);
});

test('an end tag that is begun gets the name of what is open', () => {
  checkClosed('<log4net><root></‸', 'root>');
  checkClosed('<log4net><root><level value="x"/></‸\n</log4net>', 'root>');
  checkClosed('<log4net></‸>', 'log4net');
});

test("in an application's own file nothing is closed or linked outside of the section", () => {
  const { text, cursor } = marked('<configuration><runtime>‸<log4net></log4net></runtime></configuration>');
  const doc = analysed(text.replace('</runtime>', ''), ['Web.config']);
  assert.equal(closeTag(doc, cursor), undefined);
  assert.equal(linkedEditing(doc, 3), undefined);
  assert.ok(linkedEditing(doc, text.indexOf('log4net') + 1));
});

const outline = (it: OutlineSymbol): unknown => [it.kind, it.name, it.detail, ...it.children.map(outline)];

test('the outline shows appenders with their parts and loggers with their targets, in the order of the file', () => {
  const text =
    '<configuration><logger name="L"><level value="INFO"/><appender-ref ref="A"/></logger>' +
    '<appender name="A" type="log4net.Appender.SmtpAppender"><param name="password" value="x1"/><layout type="log4net.Layout.SimpleLayout"/></appender></configuration>';
  assert.deepEqual(symbols(analysed(text)).map(outline), [
    [
      'configuration',
      'configuration',
      '',
      ['logger', 'L', 'INFO → A', ['reference', '→ A', '']],
      ['appender', 'A', 'SmtpAppender', ['property', 'password', '••••'], ['object', 'layout', 'SimpleLayout']],
    ],
  ]);
});

test('symbols are found by letters in order', () => {
  const doc = analysed(
    '<configuration><appender name="TaskFailed"/><appender name="Users"/><logger name="System.Scheduler"/></configuration>',
  );
  assert.deepEqual(
    findSymbols(doc, 'tf').map(it => it.name),
    ['TaskFailed'],
  );
  assert.deepEqual(findSymbols(doc, '').length, 3);
});

test('the name of a symbol lies within it', () => {
  const check = (it: OutlineSymbol): void => {
    assert.ok(it.nameSpan.start >= it.span.start && it.nameSpan.end <= it.span.end, it.name);
    it.children.forEach(check);
  };
  for (const text of ['<configuration><appender name="A"><param name="x"', '<log4net><root><appender-ref', '<configuration><logger name='])
    symbols(analysed(text)).forEach(check);
});

test('web addresses in comments and values are links, names of namespaces are not', () => {
  const { text, ranges } = marked(
    '<a xmlns:log4net="http://logging.apache.org/ns"><!-- see ⟦https://example.com/a?b=c⟧. --><b x="⟦http://example.com⟧"/></a>',
  );
  assert.equal(
    drawn(
      text,
      documentLinks(analysed(text)).map(it => it.span),
    ),
    drawn(text, ranges),
  );
});

test('an address keeps its ampersands, as they are written where it stands, and is found between tags, too', () => {
  const { text, ranges } = marked(
    '<log4net><!-- ⟦https://example.com/a?b=1&c=2⟧. --><a v="⟦https://a.b/c&amp;d=1⟧&amp;"><t>⟦http://x.y/z⟧, &lt;</t><t><![CDATA[⟦https://q.r/s?a=1&b=2⟧ ]]></t></a></log4net>',
  );
  const links = documentLinks(analysed(text));
  assert.equal(
    drawn(
      text,
      links.map(it => it.span),
    ),
    drawn(text, ranges),
  );
  assert.deepEqual(
    links.map(it => it.target),
    ['https://example.com/a?b=1&c=2', 'https://a.b/c&d=1', 'http://x.y/z', 'https://q.r/s?a=1&b=2'],
  );
});

test('blanks of a sample are found with what they want, raw or escaped', () => {
  const text =
    '<configuration><appender name="A" type="log4net.Appender.UdpAppender"><param name="remoteAddress" value="<IP of server where Butler runs>"/>' +
    '<param name="remotePort" value="&lt;port of Butler&gt;"/><layout type="log4net.Layout.PatternLayout"><param name="conversionPattern" value="&lt;event&gt;"/></layout></appender>' +
    '<appender name="B" type="log4net.Appender.SmtpAppender"><param name="to" value="<mail address>"/><param name="subject" value="<your subject>"/></appender></configuration>';
  assert.deepEqual(
    placeholders(analysed(text)).map(it => [it.text, it.wants]),
    [
      ['<IP of server where Butler runs>', 'address'],
      ['&lt;port of Butler&gt;', 'port'],
      ['<mail address>', 'mail'],
      ['<your subject>', 'text'],
    ],
  );
});
