import assert from 'node:assert/strict';
import test from 'node:test';
import { catalogueFor } from '../../../server/src/catalogue';
import { readText } from '../../../server/src/model/read';
import { rules } from '../../../server/src/rules';
import type { Rule, RuleContext } from '../../../server/src/rules/rule';
import { diagnose } from '../../../server/src/rules/run';
import { checkFindings } from '../../support/findings';

const context = (text: string): RuleContext => {
  const catalogue = catalogueFor();
  return { config: readText(text, catalogue), catalogue, receiver: 'auto', path: [] };
};

/** Finds every letter x. */
const everyX: Rule = {
  id: 'test/ex',
  severity: 'warning',
  why: 'For tests.',
  *check({ config }) {
    for (const { index } of config.document.text.matchAll(/\bx\b/g)) yield { span: { start: index, end: index + 1 }, message: 'An x.' };
  },
};
const broken: Rule = {
  id: 'test/broken',
  severity: 'error',
  why: 'For tests.',
  *check() {
    yield { span: { start: 1, end: 2 }, message: 'Before.' };
    throw new Error('our bug');
  },
};
const spots = (text: string): readonly number[] =>
  diagnose(context(text), {}, undefined, [everyX])
    .filter(it => it.rule === 'test/ex')
    .map(it => it.span.start);

test('ids are unique, have a family and a reason', () => {
  assert.equal(new Set(rules.map(it => it.id)).size, rules.length);
  for (const { id, why } of rules) {
    assert.match(id, /^[a-z]+\/[a-z0-9-]+$/);
    assert.match(why, /^[A-ZÀ-Þa-z$%<'].{30,}[.]$/s, id);
  }
});

test('findings come in document order', () => {
  assert.deepEqual(spots('<a x="x"><b x="1"/></a>'), [3, 6, 12]);
});

test('a broken rule is reported and takes no other down', () => {
  const faults: string[] = [];
  const found = diagnose(context('<a x="1"/>'), {}, rule => faults.push(rule), [broken, everyX]);
  assert.deepEqual(faults, ['test/broken']);
  assert.deepEqual(
    found.map(it => it.rule),
    ['test/broken', 'test/ex'],
  );
});

test('a severity can be set, and a rule be switched off', () => {
  const severity = (wanted: 'hint' | 'off'): readonly string[] =>
    diagnose(context('<a x="1"/>'), { 'test/ex': wanted }, undefined, [everyX]).map(it => it.severity);
  assert.deepEqual(severity('hint'), ['hint']);
  assert.deepEqual(severity('off'), []);
});

test('a comment silences a rule for the next element', () => {
  assert.deepEqual(spots('<a><!-- log4net-ignore test/ex: meant --><b>x</b><c>x</c></a>'), [52]);
  assert.deepEqual(spots('<a><!-- log4net-ignore other/rule: meant --><b>x</b></a>'), [47]);
  assert.deepEqual(spots('<a><!-- log4net-ignore: everything --><b>x</b></a>'), []);
});

test('start and end silence what is between them', () => {
  assert.deepEqual(spots('<a><!-- log4net-ignore-start test/ex --><b>x</b><c>x</c><!-- log4net-ignore-end --><d>x</d></a>'), [86]);
});

test('a block without an end goes on to the end of the file', () => {
  assert.deepEqual(spots('<a>x <!-- log4net-ignore-start --> x</a>'), [3]);
});

test('a whole file can be silenced', () => {
  assert.deepEqual(spots('<a>x</a><!-- log4net-ignore-file test/ex: generated -->'), []);
});

test('a comment that silences nothing is reported, and so is a rule that does not exist', () => {
  const found = (text: string): readonly string[] =>
    diagnose(context(text), {}, undefined, [everyX])
      .filter(it => it.rule === 'syntax/unused-ignore')
      .map(it => it.message);
  assert.deepEqual(found('<a><!-- log4net-ignore test/ex: meant --><b/></a>'), [
    'There is nothing to ignore here any more. Delete this comment.',
  ]);
  assert.deepEqual(found('<a><!-- log4net-ignore test/ey: meant --><b/></a>'), [
    "There is no rule 'test/ey': this comment silences nothing by that name. Did you mean test/ex?",
  ]);
  assert.deepEqual(found('<a><!-- log4net-ignore test/ex: meant --><b>x</b></a>'), []);
});

test('words that are ids of no rule silence nothing and are reported', () => {
  const found = (comment: string): readonly string[] =>
    diagnose(context(`<a>${comment}<b>x</b></a>`), {}, undefined, [everyX]).map(it => `${it.rule}: ${it.message}`);
  const silences = (comment: string): boolean => !found(comment).some(it => it.startsWith('test/ex'));
  const said = (comment: string): string => found(comment).find(it => it.startsWith('syntax/unused-ignore')) ?? '';
  for (const [words, says] of [
    [
      'we know about this',
      /'we know about this' are no ids of a rule: this comment silences nothing\. Write 'log4net-ignore family\/name: reason', or 'log4net-ignore: reason' for every rule\.$/,
    ],
    ['test: reason', /'test' is no id of a rule.*The rules of test are test\/ex\./],
    ['tset/: reason', /The rules of test are test\/ex\./],
    ['test/*: reason', /The rules of test are test\/ex\./],
    ['ex: reason', /Did you mean test\/ex\?/],
  ] as const) {
    assert.equal(silences(`<!-- log4net-ignore ${words} -->`), false, words);
    assert.match(said(`<!-- log4net-ignore ${words} -->`), says);
    assert.equal(silences(`<!-- log4net-ignore-file ${words} -->`), false, words);
    assert.equal(silences(`<!-- log4net-ignore-start ${words} -->`), false, words);
  }
  assert.equal(silences('<!-- log4net-ignore test/ex because of that -->'), true);
  assert.match(
    said('<!-- log4net-ignore test/ex because of that -->'),
    /'because', 'of', 'that' are no ids of a rule: they silence nothing\./,
  );
  assert.equal(silences('<!-- log4net-ignore -->'), true);
  assert.equal(said('<!-- log4net-ignore -->'), '');
  assert.deepEqual(found('<!-- log4net-ignored: no order -->').length, 1);
  assert.equal(silences('<!-- log4net-ignore-next-line test/ex -->'), false);
  assert.match(said('<!-- log4net-ignore-next-line test/ex -->'), /There is no 'log4net-ignore-next-line'/);
});

test('half a block is reported', () => {
  const said = (text: string): readonly string[] =>
    diagnose(context(text), {}, undefined, [everyX]).flatMap(it => (it.rule === 'syntax/unused-ignore' ? [it.message] : []));
  assert.deepEqual(said('<a><b/><!-- log4net-ignore-end --></a>'), [
    'No log4net-ignore-start stands before this: nothing ends here. Delete this comment.',
  ]);
  assert.match(said('<a><!-- log4net-ignore-start test/ex --><b>x</b></a>').join(), /^No log4net-ignore-end follows/);
  assert.deepEqual(said('<a><!-- log4net-ignore-start test/ex --><b>x</b><!-- log4net-ignore-end test/ex --></a>'), []);
});

test('inside an appender that is never built nothing is worse than information', () => {
  const appender = (name: string): string =>
    `<appender name="${name}" type="log4net.Appender.UdpAppender"><remotePort value="⟦0⟧"/></appender>`;
  checkFindings(`<log4net>${appender('A')}<root><appender-ref ref="A"/></root></log4net>`, 'values/port', { severity: 'error' });
  checkFindings(`<log4net>${appender('A')}</log4net>`, 'values/port', { severity: 'information' });
});

test('the first line says what there is to do', () => {
  const appender = (name: string): string =>
    `<appender name="${name}" type="log4net.Appender.UdpAppender"><remoteAddress value="<IP of server>"/><remotePort value="9998"/><layout type="log4net.Layout.SimpleLayout"/></appender>`;
  const ref = (name: string): string => `<appender-ref ref="${name}"/>`;
  const one = `<log4net>\n${appender('A')}<root>${ref('A')}</root></log4net>`;
  const three = `<log4net>\n${appender('A')}${appender('B')}<root>${ref('A')}${ref('B')}${ref('C')}</root></log4net>`;
  const summary = (text: string): readonly string[] =>
    diagnose(context(text))
      .filter(it => it.rule === 'deployment/summary')
      .map(it => it.message);
  assert.deepEqual(summary(one), [], 'a single thing speaks for itself');
  assert.deepEqual(summary(three), ['To do in this file: 2 addresses to fill in, 1 error.']);
  assert.deepEqual(
    diagnose(context(three), { 'deployment/summary': 'off' }).filter(it => it.rule === 'deployment/summary'),
    [],
  );
});

test('the summary and unused comments can be set and ignored like any rule', () => {
  const appender = (name: string): string =>
    `<appender name="${name}" type="log4net.Appender.UdpAppender"><remoteAddress value="<IP of server>"/><remotePort value="9998"/><layout type="log4net.Layout.SimpleLayout"/></appender>`;
  const text = `<log4net>\n${appender('A')}${appender('B')}<root><appender-ref ref="A"/><appender-ref ref="B"/></root></log4net>`;
  const of = (rule: string, source: string, severity?: 'warning'): readonly string[] =>
    diagnose(context(source), severity && { [rule]: severity })
      .filter(it => it.rule === rule)
      .map(it => it.severity);
  assert.deepEqual(of('deployment/summary', text), ['information']);
  assert.deepEqual(of('deployment/summary', text, 'warning'), ['warning']);
  assert.deepEqual(of('deployment/summary', `${text}<!-- log4net-ignore-file deployment/summary: a sample -->`), []);
  assert.deepEqual(of('syntax/unused-ignore', `${text}<!-- log4net-ignore-file deployment/summary: a sample -->`), []);
  const unused = '<log4net><!-- log4net-ignore values/port: meant --><root/></log4net>';
  assert.deepEqual(of('syntax/unused-ignore', unused, 'warning'), ['warning']);
});
