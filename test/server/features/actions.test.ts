import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { applyEdits } from '../../../server/src/features/analysed';
import { codeActions, type Fixable } from '../../../server/src/features/code-actions';
import { codeLenses } from '../../../server/src/features/code-lenses';
import { inlayHints } from '../../../server/src/features/inlay-hints';
import { semanticTokens } from '../../../server/src/features/semantic-tokens';
import { signatureHelp } from '../../../server/src/features/signature-help';
import { createService } from '../../../server/src/service';
import { analysed } from '../../support/analysed';
import { marked } from '../../support/marked';

function actionsAt(source: string, findings: readonly Fixable[] = []): { text: string; actions: ReturnType<typeof codeActions> } {
  const { text, cursor } = marked(source);
  return { text, actions: codeActions(analysed(text), { start: cursor, end: cursor }, findings) };
}

/** The text after the action of that title. */
function checkAction(source: string, title: RegExp, expected: string, findings?: readonly Fixable[]): void {
  const { text, actions } = actionsAt(source, findings);
  const action = actions.find(it => title.test(it.title));
  assert.ok(action, `nothing like ${String(title)} among: ${actions.map(it => it.title).join(' | ')}`);
  assert.equal(applyEdits(text, action.edits), expected);
}

const finding = (rule: string, start: number, end: number, text: string, preferred = true): Fixable => ({
  rule,
  span: { start, end },
  message: 'm',
  fixes: [{ title: `write ${text}`, edits: [{ span: { start, end }, text }], ...(preferred && { preferred: true }) }],
});

test("a finding's fixes are offered where it is, and only there", () => {
  const findings = [finding('a/b', 1, 2, 'x'), finding('a/c', 5, 6, 'y')];
  assert.deepEqual(
    actionsAt('‸<abcdef/>', findings).actions.filter(it => it.kind === 'quickfix'),
    [],
  );
  checkAction('<a‸bcdef/>', /write x/, '<xbcdef/>', findings);
});

test('the same findings can be fixed together, and everything that needs no choice', () => {
  const findings = [finding('a/b', 1, 2, 'x'), finding('a/b', 3, 4, 'x'), finding('a/c', 5, 6, 'y'), finding('a/c', 6, 7, 'z', false)];
  checkAction('<‸abcdef/>', /Fix all 2 findings of a\/b/, '<xbxdef/>', findings);
  checkAction('‸<abcdef/>', /Fix everything/, '<xbxdyf/>', findings);
});

test('fixes that touch each other are not applied at once', () => {
  checkAction('‸<abcdef/>', /Fix everything/, '<xcdef/>', [finding('a/b', 1, 3, 'x'), finding('a/c', 2, 4, 'y')]);
});

test('a fix that has to ask is no edit', () => {
  const ask: Fixable = {
    rule: 'a/b',
    span: { start: 0, end: 5 },
    message: 'm',
    fixes: [{ title: 'ask', edits: [], ask: 'fill-placeholders' }],
  };
  const { actions } = actionsAt('<a‸/>', [ask]);
  assert.equal(actions[0]?.ask, 'fill-placeholders');
  assert.equal(
    actions.some(it => it.kind === 'source.fixAll.log4net'),
    false,
  );
});

test('a param becomes an element and back, and means the same', () => {
  const element =
    '<log4net><appender name="A" type="log4net.Appender.UdpAppender"><remote‸Port value="1"></remotePort></appender></log4net>';
  const param =
    '<log4net><appender name="A" type="log4net.Appender.UdpAppender"><param name="remotePort" value="1"></param></appender></log4net>';
  checkAction(element, /this property as <param>/, param);
  checkAction(param.replace('value', 'va‸lue'), /this property as elements/, element.replace('‸', ''));
  const { text, actions } = actionsAt(element);
  const action = actions.find(it => it.kind === 'refactor.rewrite');
  const before = analysed(text).config.appenders[0]?.settings[0];
  const after = analysed(applyEdits(text, action?.edits ?? [])).config.appenders[0]?.settings[0];
  assert.deepEqual([after?.name, after?.value?.text, after?.fact], [before?.name, before?.value?.text, before?.fact]);
});

test('all of an appender at once, layouts included', () => {
  checkAction(
    '<log4net><appender name="A" type="log4net.Appender.UdpAppender">‸<remotePort value="1"/><layout type="log4net.Layout.PatternLayout"><conversionPattern value="%m"/></layout></appender></log4net>',
    /all of 'A' as <param>/,
    '<log4net><appender name="A" type="log4net.Appender.UdpAppender"><param name="remotePort" value="1"/><layout type="log4net.Layout.PatternLayout"><param name="conversionPattern" value="%m"/></layout></appender></log4net>',
  );
});

test('in the Qlik dialect nothing is turned into elements', () => {
  const { actions } = actionsAt(
    '<configuration><appender name="A" type="log4net.Appender.UdpAppender"><param‸ name="remotePort" value="1"/></appender></configuration>',
  );
  assert.deepEqual(
    actions.filter(it => it.kind === 'refactor.rewrite'),
    [],
  );
});

test('an appender that nobody uses gets a logger, or root', () => {
  checkAction(
    '<log4net>\n  <appender name="A‸"/>\n</log4net>',
    /Add a logger/,
    '<log4net>\n  <appender name="A"/>\n  <logger name="">\n    <appender-ref ref="A" />\n  </logger>\n</log4net>',
  );
  checkAction(
    '<log4net>\n  <appender name="A‸"/>\n  <root>\n    <level value="INFO"/>\n  </root>\n</log4net>',
    /\(root\)/,
    '<log4net>\n  <appender name="A"/>\n  <root>\n    <level value="INFO"/>\n    <appender-ref ref="A" />\n  </root>\n</log4net>',
  );
});

test('a file that sends can be checked, an appender that sends be tried, a mail looked at, and each explained', () => {
  const lenses = codeLenses(
    analysed(
      '<configuration><appender name="U" type="log4net.Appender.UdpAppender"><param name="remotePort" value="9998"/></appender><appender name="M" type="log4net.Appender.SmtpAppender"/>' +
        '<appender name="P" type="log4net.Appender.UdpAppender"><param name="remotePort" value="70000"/></appender>' +
        '<appender name="S" type="log4net.Appender.RemoteSyslogAppender"/>' +
        '<logger name="a"><appender-ref ref="U"/></logger><logger name="b"><appender-ref ref="U"/></logger></configuration>',
    ),
  );
  assert.deepEqual(
    lenses.map(it => it.title),
    [
      ['Check End to End'],
      ['2 loggers', 'Send Test Event', 'Listen on 9998', 'Explain'],
      ['no logger', 'Preview Mail', 'Send to Local Catcher', 'Explain'],
      ['no logger', 'Send Test Event', 'Explain'],
      ['no logger', 'Send Test Event', 'Explain'],
    ].flat(),
  );
  assert.deepEqual(lenses.find(it => it.kind === 'listen')?.port, 9998);
});

test('an appender in the shadow of another says so', () => {
  assert.deepEqual(
    codeLenses(analysed('<configuration><appender name="U"/><appender name="U" type="log4net.Appender.UdpAppender"/></configuration>')).map(
      it => it.title,
    ),
    ['no logger', 'never used: an earlier appender has this name'],
  );
});

test('hints say the level in force and what collects events', () => {
  const text =
    '<log4net><appender name="M" type="log4net.Appender.SmtpAppender"/><root><level value="WARN"/></root><logger name="x"></logger></log4net>';
  const labels = inlayHints(analysed(text), { start: 0, end: text.length }).map(it => it.label);
  assert.deepEqual(labels, ['bufferSize: 512', 'level WARN']);
});

test('the parts of a pattern have their own colours', () => {
  const { text } = marked(
    '<log4net><appender type="log4net.Appender.UdpAppender"><layout type="log4net.Layout.PatternLayout"><conversionPattern value="a%%%-5level{x} %zzz"/></layout></appender></log4net>',
  );
  assert.deepEqual(
    semanticTokens(analysed(text)).map(it => [it.kind, text.slice(it.span.start, it.span.end)]),
    [
      ['escape', '%%'],
      ['word', '%'],
      ['modifier', '-5'],
      ['word', 'level'],
      ['option', 'x'],
      ['unknown', '%'],
      ['unknown', 'zzz'],
    ],
  );
});

test('the braces of a word say what may stand in them', () => {
  const at = (pattern: string): string | undefined => {
    const { text, cursor } = marked(
      `<log4net><appender type="log4net.Appender.UdpAppender"><layout type="log4net.Layout.PatternLayout"><conversionPattern value="${pattern}"/></layout></appender></log4net>`,
    );
    return signatureHelp(analysed(text), cursor)?.label;
  };
  assert.equal(at('%date{‸}'), '%date{format}');
  assert.equal(at('%date{‸'), '%date{format}');
  assert.equal(at('%date‸{x}'), undefined);
  assert.equal(at('%message{‸}'), undefined);
  assert.equal(at('%date{x}‸'), undefined);
});

test('an appender without a filter gets one that means something, first of all, and nothing is complained about', () => {
  for (const file of ['task-failed.xml', 'warnings-proxy.xml']) {
    const service = createService();
    const text = readFileSync(`templates/${file}`, 'utf8');
    const doc = service.analyse(text, ['LocalLogConfig.xml']);
    const bare = doc.config.appenders[0];
    assert.ok(bare);
    // The templates have filters of their own: without them.
    const filters = bare.settings.filter(it => it.name === 'filter').map(it => ({ span: it.element.span, text: '' }));
    const without = service.analyse(applyEdits(text, filters), ['LocalLogConfig.xml']);
    const at = without.config.appenders[0]?.element.startTag.start ?? 0;
    const action = service.codeActions(without, { start: at, end: at }).find(it => it.title.startsWith('Put a filter in front'));
    assert.ok(action, file);
    const after = service.analyse(applyEdits(without.text, action.edits), ['LocalLogConfig.xml']);
    assert.equal(after.config.appenders[0]?.settings[0]?.object?.type?.behaviour, 'level-range');
    const codes = (it: typeof after): readonly string[] => service.diagnose(it).map(found => `${found.rule} ${found.severity}`);
    assert.deepEqual(
      codes(after).filter(it => !codes(without).includes(it)),
      [],
      file,
    );
    const again = after.config.appenders[0].element.startTag.start;
    assert.ok(!service.codeActions(after, { start: again, end: again }).some(it => it.title.startsWith('Put a filter in front')));
  }
});

test('the new filter is written as the dialect wants it', () => {
  checkAction(
    '<log4net>\n\t<append‸er name="A" type="log4net.Appender.UdpAppender">\n\t\t<remotePort value="1"/>\n\t</appender>\n</log4net>',
    /Put a filter in front of 'A'/,
    '<log4net>\n\t<appender name="A" type="log4net.Appender.UdpAppender">\n\t\t<filter type="log4net.Filter.LevelRangeFilter">\n\t\t\t<levelMin value="WARN" />\n\t\t</filter>\n\t\t<remotePort value="1"/>\n\t</appender>\n</log4net>',
  );
});

test('an appender that is written inside a logger moves out, and a reference stays', () => {
  checkAction(
    '<log4net>\n  <root>\n    <appe‸nder name="A" type="log4net.Appender.UdpAppender">\n      <remotePort value="1"/>\n    </appender>\n  </root>\n</log4net>',
    /Extract appender 'A'/,
    '<log4net>\n  <appender name="A" type="log4net.Appender.UdpAppender">\n    <remotePort value="1"/>\n  </appender>\n  <root>\n    <appender-ref ref="A" />\n  </root>\n</log4net>',
  );
});

test('one without a name is given one that is free', () => {
  checkAction(
    '<log4net>\n  <appender name="Udp" type="log4net.Appender.UdpAppender"/>\n  <root>\n    <appe‸nder type="log4net.Appender.UdpAppender"/>\n  </root>\n</log4net>',
    /Extract appender 'Udp2'/,
    '<log4net>\n  <appender name="Udp" type="log4net.Appender.UdpAppender"/>\n  <appender name="Udp2" type="log4net.Appender.UdpAppender"/>\n  <root>\n    <appender-ref ref="Udp2" />\n  </root>\n</log4net>',
  );
});

test('an appender that has its own place is not extracted', () => {
  const { actions } = actionsAt('<log4net>\n  <appe‸nder name="A" type="log4net.Appender.UdpAppender"/>\n</log4net>');
  assert.ok(!actions.some(it => it.kind === 'refactor.extract'));
});

test('what is put in is indented as the file is', () => {
  const four = (inside: string): string =>
    `<log4net>\r\n    <app‸ender name="A" type="log4net.Appender.UdpAppender">${inside}\r\n    </appender>\r\n    <root>\r\n    </root>\r\n</log4net>`;
  const body = '\r\n        <remotePort value="1"/>';
  checkAction(
    four(body),
    /Put a filter in front of 'A'/,
    four(
      `\r\n        <filter type="log4net.Filter.LevelRangeFilter">\r\n            <levelMin value="WARN" />\r\n        </filter>${body}`,
    ).replace('‸', ''),
  );
  checkAction(
    four(body),
    /Send everything to 'A'/,
    four(body).replace('‸', '').replace('\r\n    </root>', '\r\n        <appender-ref ref="A" />\r\n    </root>'),
  );
});

test('a comment behind a tag on its line stays with it', () => {
  checkAction(
    '<log4net>\n  <app‸ender name="A" type="log4net.Appender.UdpAppender"> <!-- mine -->\n  </appender> <!-- end -->\n</log4net>',
    /Put a filter in front of 'A'/,
    '<log4net>\n  <appender name="A" type="log4net.Appender.UdpAppender"> <!-- mine -->\n    <filter type="log4net.Filter.LevelRangeFilter">\n      <levelMin value="WARN" />\n    </filter>\n  </appender> <!-- end -->\n</log4net>',
  );
  checkAction(
    '<log4net>\n  <app‸ender name="A" type="log4net.Appender.UdpAppender"/> <!-- end -->\n</log4net>',
    /Add a logger/,
    '<log4net>\n  <appender name="A" type="log4net.Appender.UdpAppender"/> <!-- end -->\n  <logger name="">\n    <appender-ref ref="A" />\n  </logger>\n</log4net>',
  );
});

test('an appender whose name is empty is given one when it moves out', () => {
  checkAction(
    '<log4net>\n  <root>\n    <appe‸nder type="log4net.Appender.UdpAppender" name=""/>\n  </root>\n</log4net>',
    /Extract appender 'Udp'/,
    '<log4net>\n  <appender type="log4net.Appender.UdpAppender" name="Udp"/>\n  <root>\n    <appender-ref ref="Udp" />\n  </root>\n</log4net>',
  );
});

test('the lines of a value keep their blanks when its appender moves out', () => {
  const pattern = (indent: string): string =>
    `<layout type="log4net.Layout.PatternLayout">\n${indent}  <header value="x\n        y"/>\n${indent}  <conversionPattern><![CDATA[a\n          b]]></conversionPattern>\n${indent}</layout>`;
  checkAction(
    `<log4net>\n  <root>\n    <appe‸nder name="A" type="log4net.Appender.UdpAppender">\n      ${pattern('      ')}\n    </appender>\n  </root>\n</log4net>`,
    /Extract appender 'A'/,
    `<log4net>\n  <appender name="A" type="log4net.Appender.UdpAppender">\n    ${pattern('    ')}\n  </appender>\n  <root>\n    <appender-ref ref="A" />\n  </root>\n</log4net>`,
  );
});

test('a logger that is told to inherit, or whose level is misspelt, shows the level in force', () => {
  for (const level of ['inherited', 'WRAN']) {
    const text = `<log4net><root><level value="WARN"/></root><logger name="x"><level value="${level}"/></logger></log4net>`;
    assert.ok(inlayHints(analysed(text), { start: 0, end: text.length }).some(it => it.label === 'level WARN'));
  }
});

test('a pattern in a CDATA section is coloured, line breaks of two characters included', () => {
  const text =
    '<log4net><appender type="log4net.Appender.UdpAppender"><layout type="log4net.Layout.PatternLayout"><conversionPattern><![CDATA[a\r\n%level <b>]]></conversionPattern></layout></appender></log4net>';
  assert.deepEqual(
    semanticTokens(analysed(text)).map(it => text.slice(it.span.start, it.span.end)),
    ['%', 'level'],
  );
});

test('a logger that refers to an appender twice is one logger', () => {
  const text = '<log4net><appender name="A"/><root><appender-ref ref="A"/><appender-ref ref="A"/></root></log4net>';
  assert.deepEqual(
    codeLenses(analysed(text)).map(it => it.title),
    ['1 logger'],
  );
});
