import assert from 'node:assert/strict';
import test from 'node:test';
import { createService, readUserTypes } from '../../../server/src/service';
import { applyEdits } from '../../../server/src/features/analysed';
import { definition } from '../../../server/src/features/navigation/definition';
import { documentHighlights, references } from '../../../server/src/features/navigation/references';
import { prepareRename, rename } from '../../../server/src/features/navigation/rename';
import { analysed } from '../../support/analysed';
import { drawn, marked } from '../../support/marked';

const layout = (pattern: string, name = 'hostname'): string =>
  `<layout type="log4net.Layout.PatternLayout"><converter><param name="name" value="${name}"/><param name="type" value="X"/></converter><param name="conversionPattern" value="${pattern}"/></layout>`;

/** The ranges are the answer, for the cursor inside. */
function checkReferences(source: string, withDeclaration = true): void {
  const { text, cursor, ranges } = marked(source);
  assert.equal(drawn(text, references(analysed(text), cursor, withDeclaration)), drawn(text, ranges));
}

function checkDefinition(source: string): void {
  const { text, cursor, ranges } = marked(source);
  const found = definition(analysed(text), cursor);
  assert.equal(drawn(text, found ? [found.nameSpan] : []), drawn(text, ranges));
}

function checkRename(source: string, name: string, expected: string): void {
  const { text, cursor } = marked(source);
  const doc = analysed(text);
  assert.ok(prepareRename(doc, cursor), 'there is a name here');
  const renaming = rename(doc, cursor, name, analysed);
  assert.ok(renaming.ok, renaming.ok ? '' : renaming.reason);
  assert.equal(applyEdits(text, renaming.edits), expected);
}

function checkRefusal(source: string, name: string, reason: RegExp): void {
  const { text, cursor } = marked(source);
  const renaming = rename(analysed(text), cursor, name, analysed);
  assert.ok(!renaming.ok, 'it was allowed');
  assert.match(renaming.reason, reason);
}

test('a reference leads to the appender of that name, the first of several', () => {
  checkDefinition(
    '<configuration><appender name="⟦A⟧"/><appender name="A"/><logger name="x"><appender-ref ref="A‸"/></logger></configuration>',
  );
});

test('letter case matters in names of appenders', () => {
  checkDefinition('<configuration><appender name="udp"/><logger name="x"><appender-ref ref="‸Udp"/></logger></configuration>');
});

test('a conversion word leads to its converter', () => {
  checkDefinition(
    `<configuration><appender name="A">${layout('%date;%host‸name').replace('"hostname"', '"⟦hostname⟧"')}</appender></configuration>`,
  );
});

test("log4net's own words are declared nowhere", () => {
  checkDefinition(`<configuration><appender name="A">${layout('%da‸te')}</appender></configuration>`);
});

test('an appender is used by loggers and by appenders that forward to it', () => {
  checkReferences(
    '<log4net><appender name="⟦A‸⟧"/><appender name="B"><appender-ref ref="⟦A⟧"/></appender><root><appender-ref ref="⟦A⟧"/><appender-ref ref="B"/></root></log4net>',
  );
  checkReferences('<log4net><appender name="A"/><root><appender-ref ref="⟦‸A⟧"/></root></log4net>', false);
});

test('a reference to nothing is a reference to that name all the same', () => {
  checkReferences('<log4net><root><appender-ref ref="⟦‸Gone⟧"/></root><logger name="x"><appender-ref ref="⟦Gone⟧"/></logger></log4net>');
});

test('a converter is used within its own layout only', () => {
  const first = layout('%⟦hostname‸⟧ %message %⟦hostname⟧').replace('"hostname"', '"⟦hostname⟧"');
  checkReferences(
    `<configuration><appender name="A">${first}</appender><appender name="B">${layout('%hostname')}</appender></configuration>`,
  );
});

test('places in a pattern with references are counted in the document', () => {
  checkReferences(
    `<configuration><appender name="A">${layout('&lt;%⟦hostname‸⟧&#10;&gt;%⟦hostname⟧').replace('"hostname"', '"⟦hostname⟧"')}</appender></configuration>`,
  );
});

test('highlights tell where a name is given from where it is used', () => {
  const { text, cursor } = marked('<log4net><appender name="A"/><root><appender-ref ref="A‸"/></root></log4net>');
  assert.deepEqual(
    documentHighlights(analysed(text), cursor).map(it => it.kind),
    ['write', 'read'],
  );
});

test('renaming an appender renames its references, quotes respected', () => {
  checkRename(
    `<log4net><appender name='A‸'/><root><appender-ref ref="A"/></root></log4net>`,
    `Max's & "B"`,
    `<log4net><appender name='Max&apos;s &amp; "B"'/><root><appender-ref ref="Max's &amp; &quot;B&quot;"/></root></log4net>`,
  );
});

test('renaming a converter renames the words that use it', () => {
  checkRename(
    `<configuration><appender name="A">${layout('%hostname‸;%-10hostname{x}')}</appender></configuration>`,
    'node',
    `<configuration><appender name="A">${layout('%node;%-10node{x}', 'node')}</appender></configuration>`,
  );
});

test('a name that cannot work is refused with the reason', () => {
  const two = '<configuration><appender name="A‸"/><appender name="B"/></configuration>';
  checkRefusal(two, 'B', /already.*first of the two/);
  checkRefusal(two, ' ', /needs a name/);
  checkRefusal(two, 'A ', /blank/);
  checkRefusal(two, '$A', /Qlik's schema/);
  const word = `<configuration><appender name="A">${layout('%hostname‸')}</appender></configuration>`;
  checkRefusal(word, 'date', /already/);
  checkRefusal(word, 'host name', /letters/);
  const tight = `<configuration><appender name="A">${layout('%hostname‸age')}</appender></configuration>`;
  checkRefusal(tight, 'mess', /run together/);
  checkRefusal('<configuration><app‸ender name="A"/></configuration>', 'B', /Only the names/);
});

test('the class behind an appender, a reference or a word is where the file names it', () => {
  const text =
    '<log4net><appender name="A‸" type="log4net.Appender.UdpAppender"><layout type="log4net.Layout.PatternLayout"><converter><name value="zone"/><type value="Acme.ZoneConverter"/></converter><conversionPattern value="%zone"/></layout></appender><root><appender-ref ref="A"/></root></log4net>';
  const plain = text.replace('‸', '');
  const service = createService();
  const doc = service.analyse(plain);
  const at = (piece: string, more = 0): string | undefined => {
    const found = service.typeDefinition(doc, plain.indexOf(piece) + more);
    return found?.written && plain.slice(found.written.nameSpan.start, found.written.nameSpan.end);
  };
  assert.equal(at('name="A"', 7), 'log4net.Appender.UdpAppender');
  assert.equal(at('ref="A"', 5), 'log4net.Appender.UdpAppender');
  assert.equal(at('%zone', 2), 'Acme.ZoneConverter');
  assert.equal(at('layout type', 2), 'log4net.Layout.PatternLayout');
  assert.equal(at('Appender.Udp', 2), undefined);
  assert.equal(at('<root', 2), undefined);
});

test("a class of somebody's own leads to the catalogue that describes it", () => {
  const { types } = readUserTypes(JSON.stringify({ types: [{ type: 'Acme.Fax', kind: 'appender', doc: 'Sends.' }] }));
  const service = createService({ userTypes: types });
  const text = '<log4net><appender name="A" type="Acme.Fax, Acme"/></log4net>';
  const doc = service.analyse(text);
  assert.equal(service.typeDefinition(doc, text.indexOf('Acme.Fax') + 2)?.userType, 'Acme.Fax');
  assert.equal(service.typeDefinition(doc, text.indexOf('"A"') + 1)?.userType, 'Acme.Fax');
});

test('a name that XML cannot hold is refused, before a file that no reader takes comes out', () => {
  for (const name of ['a\u0001b', 'a\ud800b', 'a\ufffeb', 'a\nb', 'a\tb'])
    checkRefusal('<log4net><appender name="‸a"/><root><appender-ref ref="a"/></root></log4net>', name, /character that XML does not allow/);
});
