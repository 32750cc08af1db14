import assert from 'node:assert/strict';
import test from 'node:test';
import { checkFindings, checkFix, findingsIn, udp } from '../../support/findings';

test('a blank of a sample is one finding, in words, and nothing else is wrong', () => {
  const text = udp('').replace('127.0.0.1', '<IP of server where Butler is running>');
  const found = findingsIn(text).filter(it => it.severity === 'error');
  assert.deepEqual(
    found.map(it => it.rule),
    ['syntax/placeholder'],
  );
  assert.match(found[0]!.message, /This is a blank to fill in: put the real value in place of <IP of server where Butler is running>/);
});

test('the host asks for the address and fills it in everywhere', () => {
  const [finding] = findingsIn(udp('').replace('127.0.0.1', '<IP of server>'));
  assert.deepEqual(finding?.fixes, [{ title: "Set the receiver's address everywhere", edits: [], ask: 'fill-placeholders' }]);
});

test('a mail address to fill in is not the address of the receiver', () => {
  const mail = `<log4net><appender name="M" type="log4net.Appender.SmtpAppender"><to value="<your address>"/><from value="a@example.com"/><smtpHost value="127.0.0.1"/><layout type="log4net.Layout.SimpleLayout"/></appender><root><appender-ref ref="M"/></root></log4net>`;
  assert.equal(findingsIn(mail).find(it => it.rule === 'syntax/placeholder')?.fixes, undefined);
});

test('each blank is a finding of its own', () => {
  checkFindings('<log4net><a b="⟦<one>⟧"/><a b="⟦<the other>⟧"/></log4net>', 'syntax/placeholder', { severity: 'error' });
});

test('a conversion pattern in angle brackets is escaped, not filled in', () => {
  checkFindings('<log4net><a b="⟦<⟧%level> %message"/></log4net>', 'syntax/raw-less-than');
  checkFix(
    '<log4net><a b="<%level> &amp; %message & <"/></log4net>',
    'syntax/raw-less-than',
    '<log4net><a b="&lt;%level> &amp; %message &amp; &lt;"/></log4net>',
  );
});

const mends: readonly (readonly [rule: string, before: string, after: string])[] = [
  ['raw-ampersand', '<a b="x & y"/>', '<a b="x &amp; y"/>'],
  ['raw-ampersand', '<a>x &lt y</a>', '<a>x &lt; y</a>'],
  ['unknown-entity', '<a>&nbsp;</a>', '<a>&#160;</a>'],
  ['smart-quote', '<a b=“x”/>', '<a b="x"/>'],
  ['invisible-character', '<a\u00a0b="x"/>', '<a b="x"/>'],
  ['invisible-character', '<a \u200bb="x"/>', '<a b="x"/>'],
  ['invalid-character', '<a>\u0000</a>', '<a></a>'],
  ['declaration', '\n<?xml version="1.0"?><a/>', '<?xml version="1.0"?><a/>'],
  ['declaration', '<?xml version="1.0">\n<a/>', '<?xml version="1.0"?>\n<a/>'],
  ['declaration', '<?xml encoding="utf-8"?><a/>', '<?xml version="1.0" encoding="utf-8"?><a/>'],
  ['duplicate-attribute', '<a b="1" b="2"/>', '<a b="1"/>'],
  ['missing-value', '<a b= />', '<a b="" />'],
  ['missing-quote', '<a b="x c="y"/>', '<a b="x" c="y"/>'],
  ['missing-quote', '<a b=x/>', '<a b="x"/>'],
  ['missing-blank', '<a b="x"c="y"/>', '<a b="x" c="y"/>'],
  ['unclosed-tag', '<a>\n  <b c="d"\n  <e/>\n</a>', '<a>\n  <b c="d"/>\n  <e/>\n</a>'],
  ['unclosed-tag', '<a><b c="d"<e/></b></a>', '<a><b c="d"><e/></b></a>'],
  ['unexpected-end-tag', '<appender></apender>', '<appender></appender>'],
  ['unexpected-end-tag', '<a><b></c></a>', '<a><b></b></a>'],
  ['unexpected-end-tag', '<a></a></b>', '<a></a>'],
  ['unclosed-comment', '<a>\n<!-- x\n</a>', '<a>\n<!-- x -->\n</a>'],
  ['comment-dashes', '<a><!-- x -- y --></a>', '<a><!-- x - - y --></a>'],
  ['unclosed-section', '<a>]]></a>', '<a>]]&gt;</a>'],
  ['text-outside', '<a/>x', '<a/>'],
  ['unclosed-element', '<a><b></a>', '<a><b/></a>'],
];

for (const [rule, before, after] of mends) {
  test(`${rule} is mended: ${JSON.stringify(before)}`, () => checkFix(before, `syntax/${rule}`, after));
}
