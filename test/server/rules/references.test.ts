import assert from 'node:assert/strict';
import test from 'node:test';
import { checkFindings, checkFix, findingsIn } from '../../support/findings';

const appender = (name: string, inside = '<layout type="log4net.Layout.SimpleLayout"/>', type = 'ConsoleAppender'): string =>
  `<appender name="${name}" type="log4net.Appender.${type}">${inside}</appender>`;
const config = (inside: string): string => `<log4net>${inside}</log4net>`;

test('a reference that finds its appender is fine, wherever that stands', () => {
  checkFindings(config(`<root><appender-ref ref="A"/></root>${appender('A')}`), 'references/missing-appender');
});

test('a reference to an appender that does not exist is an error', () => {
  checkFindings(config(`${appender('Console')}<root><appender-ref ref="⟦Udp⟧"/></root>`), 'references/missing-appender', {
    severity: 'error',
    says: /No appender is called 'Udp'/,
  });
});

test('a slip of the pen is mended', () => {
  checkFix(
    config(`${appender('Console')}<root><appender-ref ref="Consle"/></root>`),
    'references/missing-appender',
    config(`${appender('Console')}<root><appender-ref ref="Console"/></root>`),
  );
});

test('letter case counts, and the message says so', () => {
  checkFindings(config(`${appender('Console')}<root><appender-ref ref="⟦console⟧"/></root>`), 'references/missing-appender', {
    says: /upper and lower case count/,
  });
});

test('several references are several findings', () => {
  checkFindings(
    config(`${appender('A')}<logger name="X"><appender-ref ref="⟦Nope⟧"/><appender-ref ref="A"/><appender-ref ref="⟦Neither⟧"/></logger>`),
    'references/missing-appender',
  );
});

test('an appender nobody refers to is information: it is often a spare', () => {
  checkFindings(config(`${appender('A')}${appender('⟦B⟧')}<root><appender-ref ref="A"/></root>`), 'references/unused-appender', {
    severity: 'information',
    says: /No logger refers to the appender 'B' yet/,
  });
});

test('an appender that a repeated logger takes away again was built all the same, and its errors are errors', () => {
  const file = (value: string): string =>
    `<log4net><appender name="A" type="log4net.Appender.UdpAppender"><remotePort value="${value}"/></appender><appender name="B" type="log4net.Appender.ConsoleAppender"/><logger name="L"><appender-ref ref="A"/></logger><logger name="L"><appender-ref ref="B"/></logger></log4net>`;
  checkFindings(file('9000'), 'references/unused-appender');
  checkFindings(file('⟦none⟧'), 'values/port', { severity: 'error' });
});

test('an appender used through a forwarding one is used', () => {
  checkFindings(
    config(`${appender('A')}${appender('F', '<appender-ref ref="A"/>', 'ForwardingAppender')}<root><appender-ref ref="F"/></root>`),
    'references/unused-appender',
  );
});

test('an appender that stands inside root is attached there', () => {
  checkFindings(config(`<root>${appender('A')}</root>`), 'references/unused-appender');
});

test('with one logger the reference is one click away', () => {
  checkFix(
    config(`${appender('A')}${appender('B')}\n  <root>\n    <appender-ref ref="A" />\n  </root>`),
    'references/unused-appender',
    config(`${appender('A')}${appender('B')}\n  <root>\n    <appender-ref ref="A" />\n    <appender-ref ref="B" />\n  </root>`),
  );
});

test('an event that reaches an appender directly and through a forwarding one is sent twice', () => {
  const forward = (inside: string): string => appender('F', `${inside}<appender-ref ref="A"/>`, 'ForwardingAppender');
  const text = (inside = ''): string =>
    config(`${appender('A')}${forward(inside)}<root><appender-ref ref="F"/><appender-ref ref="⟦A⟧"/></root>`);
  checkFindings(text(), 'references/sent-twice', { severity: 'warning', says: /here and through 'F'/ });
  // Whoever forwards some only may well mean it.
  checkFindings(text('<threshold value="ERROR"/>').replace(/[⟦⟧]/g, ''), 'references/sent-twice');
  checkFindings(
    config(`${appender('A')}${forward('')}<root><appender-ref ref="A"/></root><logger name="X"><appender-ref ref="⟦F⟧"/></logger>`),
    'references/sent-twice',
    { says: /'X' reaches 'A' twice: here and through <root>/ },
  );
});

test('a reference that names its appender in another attribute is one finding with one fix', () => {
  for (const name of ['name', 'Ref', 'appender', 'value']) {
    const written = config(`${appender('Console')}<root><appender-ref ⟦${name}⟧="Console"/></root>`);
    checkFindings(written, 'structure/missing-attribute', { severity: 'error', says: new RegExp(`from 'ref', not from '${name}'`) });
    const text = written.replace(/[⟦⟧]/g, '');
    checkFix(text, 'structure/missing-attribute', text.replace(`${name}="Console"/>`, 'ref="Console"/>'));
    assert.deepEqual(
      findingsIn(text).flatMap(it => (/^structure\//.test(it.rule) ? [it.rule] : [])),
      ['structure/missing-attribute'],
    );
  }
});

test('a logger that is repeated loses only appenders that have a name', () => {
  checkFindings(
    config(
      `${appender('Console')}<logger name="X"><appender-ref ref=""/><appender-ref ref="Console"/></logger><logger name="⟦X⟧"/><root/>`,
    ),
    'structure/repeated-logger',
    { says: /takes its appender 'Console' away/ },
  );
});

test('a misspelt reference is one finding, with the way out, and not one for each thing that follows from it', () => {
  const file = (element: string): string =>
    `<log4net><appender name="A" type="log4net.Appender.ConsoleAppender"><layout type="log4net.Layout.SimpleLayout"/></appender><root><${element} ref="A"/></root></log4net>`;
  for (const slip of ['appenderref', 'AppenderRef', 'appender_ref', 'appender-reference', 'apender-ref']) {
    assert.deepEqual(
      findingsIn(file(slip)).map(it => [it.rule, it.severity]),
      [['structure/unknown-element', 'warning']],
      slip,
    );
    checkFix(file(slip), 'structure/unknown-element', file('appender-ref'));
  }
  assert.deepEqual(
    findingsIn(file('Appender-Ref')).map(it => it.rule),
    ['structure/element-case'],
  );
});
