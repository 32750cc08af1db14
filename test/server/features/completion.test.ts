import assert from 'node:assert/strict';
import test from 'node:test';
import { createService } from '../../../server/src/service';
import { marked } from '../../support/marked';
import { checkCompletion } from '../../support/completion';

const udp = (inside: string): string =>
  `<configuration><appender name="A" type="log4net.Appender.UdpAppender">${inside}</appender></configuration>`;
const layout = (inside: string): string => udp(`<layout type="log4net.Layout.PatternLayout">${inside}</layout>`);

test('a param of a UDP appender offers what that class has, required first', () => {
  checkCompletion(udp('<param name="‸" value=""/>'), {
    includes: ['remoteAddress', 'remotePort', 'localPort', 'encoding', 'threshold'],
    excludes: ['smtpHost', 'to', 'layout', 'filter', 'name', 'file'],
    first: ['remoteAddress', 'remotePort'],
    result: { remotePort: udp('<param name="remotePort" value=""/>') },
  });
});

test('a param of a mail appender offers other things', () => {
  checkCompletion('<configuration><appender name="A" type="log4net.Appender.SmtpAppender"><param name="‸"', {
    includes: ['smtpHost', 'to', 'from', 'bufferSize'],
    excludes: ['remotePort'],
  });
});

test('what is set already is left out, however it is written', () => {
  checkCompletion(udp('<param name="REMOTEPORT" value="1"/><remoteAddress value="::1"/><param name="‸"/>'), {
    includes: ['encoding'],
    excludes: ['remotePort', 'remoteAddress'],
  });
});

test('the one under the cursor does not count as set', () => {
  checkCompletion(udp('<param name="remo‸tePort" value="1"/>'), {
    includes: ['remotePort'],
    result: { encoding: udp('<param name="encoding" value="1"/>') },
  });
});

test('the type is found in any spelling log4net takes', () => {
  for (const type of [
    'log4net.appender.udpappender',
    'log4net.Appender.UdpAppender, log4net',
    'log4net.Appender.UdpAppender,log4net, Version=1.2.10.0',
  ]) {
    checkCompletion(`<configuration><appender name="A" type="${type}"><param name="‸"/></appender></configuration>`, {
      includes: ['remotePort'],
    });
  }
});

test('an unknown class has no properties we know of', () => {
  checkCompletion('<configuration><appender name="A" type="My.Appender"><param name="‸"/></appender></configuration>', { exactly: [] });
});

test('a type is offered by its short name and inserted in full', () => {
  checkCompletion('<configuration><appender name="A" type="‸"/></configuration>', {
    includes: ['UdpAppender', 'SmtpAppender', 'QSRollingFileAppender'],
    excludes: ['AppenderSkeleton', 'PatternLayout', 'DenyAllFilter'],
    result: { UdpAppender: '<configuration><appender name="A" type="log4net.Appender.UdpAppender"/></configuration>' },
  });
  checkCompletion('<configuration><appender name="A" type="log4net.App‸"/></configuration>', {
    result: { UdpAppender: '<configuration><appender name="A" type="log4net.Appender.UdpAppender"/></configuration>' },
  });
});

test('layouts, filters and evaluators offer their own kinds', () => {
  checkCompletion(udp('<layout type="‸"/>'), { includes: ['PatternLayout', 'XmlLayout'], excludes: ['UdpAppender', 'LayoutSkeleton'] });
  checkCompletion(udp('<filter type="Deny‸"/>'), { includes: ['DenyAllFilter', 'StringMatchFilter'], excludes: ['PatternLayout'] });
  checkCompletion('<log4net><appender type="log4net.Appender.SmtpAppender"><evaluator type="‸', {
    includes: ['LevelEvaluator'],
    excludes: ['DenyAllFilter'],
  });
  checkCompletion('<log4net><appender type="log4net.Appender.FileAppender"><lockingModel type="‸"/>', {
    result: {
      'FileAppender+MinimalLock':
        '<log4net><appender type="log4net.Appender.FileAppender"><lockingModel type="log4net.Appender.FileAppender+MinimalLock"/>',
    },
  });
});

test('a converter wants classes of converters', () => {
  checkCompletion(layout('<converter><param name="type" value="Host‸"/></converter>'), {
    includes: ['HostNamePatternConverter', 'GuidPatternConverter'],
    excludes: ['UdpAppender'],
    result: {
      HostNamePatternConverter: layout(
        '<converter><param name="type" value="Qlik.Sense.Logging.log4net.Layout.Pattern.HostNamePatternConverter"/></converter>',
      ),
    },
  });
  checkCompletion(layout('<converter><param name="‸"/></converter>'), { exactly: ['name', 'type'] });
});

test('a class of a later release is not offered for an earlier one', () => {
  const text = '<log4net><appender type="log4net.Appender.FileAppender"><lockingModel type="‸"/>';
  checkCompletion(text, { excludes: ['FileAppender+NoLock'], version: '2.0.8' });
  checkCompletion(text, { includes: ['FileAppender+NoLock'], version: '3.0.0' });
});

test('values by their kind', () => {
  checkCompletion(udp('<param name="threshold" value="‸"/>'), {
    first: ['OFF', 'FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'ALL'],
    includes: ['NOTICE'],
    excludes: ['log4net:DEBUG'],
  });
  checkCompletion(udp('<filter type="log4net.Filter.StringMatchFilter"><param name="acceptOnMatch" value="‸"/></filter>'), {
    exactly: ['true', 'false'].sort(),
  });
  checkCompletion(udp('<param name="encoding" value="‸"/>'), { includes: ['utf-8'] });
  checkCompletion(udp('<param name="remotePort" value="‸"/>'), { exactly: ['9998'] });
  checkCompletion('<log4net><appender type="log4net.Appender.SmtpAppender"><authentication value="‸"/>', {
    includes: ['None', 'Basic', 'Ntlm'],
  });
  checkCompletion('<log4net><appender type="log4net.Appender.RollingFileAppender"><rollingStyle>‸</rollingStyle>', { includes: [] });
});

test('flags are completed piece by piece', () => {
  checkCompletion('<log4net><appender type="log4net.Appender.SmtpAppender"><fix value="Message, ‸"/>', {
    includes: ['Properties'],
    result: { ThreadName: '<log4net><appender type="log4net.Appender.SmtpAppender"><fix value="Message, ThreadName"/>' },
  });
});

test('levels that the file declares are levels', () => {
  checkCompletion('<log4net><level><name value="AUDIT"/><value value="65000"/></level><root><level value="‸"/></root></log4net>', {
    includes: ['AUDIT', 'INFO'],
    excludes: ['inherited'],
  });
  checkCompletion('<log4net><logger name="x"><level value="‸"/></logger></log4net>', { includes: ['inherited'] });
});

test('a reference offers the appenders that its logger does not have yet', () => {
  checkCompletion(
    '<configuration><appender name="A"/><appender name="B &amp; C"/><appender name="D"/><logger name="x"><appender-ref ref="A"/><appender-ref ref="‸"/></logger></configuration>',
    {
      exactly: ['B & C', 'D'],
      result: {
        'B & C':
          '<configuration><appender name="A"/><appender name="B &amp; C"/><appender name="D"/><logger name="x"><appender-ref ref="A"/><appender-ref ref="B &amp; C"/></logger></configuration>',
      },
    },
  );
});

test('an appender is not offered to itself', () => {
  checkCompletion(
    '<log4net><appender name="F" type="log4net.Appender.ForwardingAppender"><appender-ref ref="‸"/></appender><appender name="A"/></log4net>',
    { exactly: ['A'] },
  );
});

test('loggers are those of the service whose folder the file lies in', () => {
  const text = '<configuration><logger name="‸"/></configuration>';
  checkCompletion(text, {
    first: ['System.Scheduler.Scheduler.Master.Task.TaskSession'],
    excludes: ['AuditActivity.Proxy'],
    path: ['LocalLogConfig.xml', 'Scheduler', 'Sense'],
  });
  checkCompletion(text, { includes: ['AuditActivity.Proxy'], excludes: ['System.Scheduler'], path: ['LocalLogConfig.xml', 'Proxy'] });
  checkCompletion(text, { includes: ['System.Scheduler.Scheduler.Master.Task.TaskSession'], path: [] });
});

test('words after a percent sign, those of this layout first', () => {
  const converter = '<converter><param name="name" value="hostname"/><param name="type" value="X"/></converter>';
  checkCompletion(layout(`${converter}<param name="conversionPattern" value="%date;%‸"/>`), {
    first: ['hostname'],
    includes: ['message', 'level', 'property', 'newline', 'm'],
    excludes: ['processid'],
    result: {
      hostname: layout(`${converter}<param name="conversionPattern" value="%date;%hostname"/>`),
      property: layout(`${converter}<param name="conversionPattern" value="%date;%property{‸}"/>`),
    },
  });
});

test('a word that lacks only its converter brings it along', () => {
  const inLayout = (inside: string): string => udp(`\n  <layout type="log4net.Layout.PatternLayout">${inside}</layout>`);
  checkCompletion(inLayout('\n<param name="conversionPattern" value="%ho‸;x"/>'), {
    result: {
      hostname: inLayout(
        '\n    <converter>\n      <param name="name" value="hostname" />\n      <param name="type" value="Qlik.Sense.Logging.log4net.Layout.Pattern.HostNamePatternConverter" />' +
          '\n    </converter>\n<param name="conversionPattern" value="%hostname;x"/>',
      ),
    },
  });
  const declared = '<converter><param name="name" value="hostname"/><param name="type" value="X"/></converter>';
  checkCompletion(layout(`${declared}<param name="conversionPattern" value="%‸"/>`), { first: ['hostname'], includes: ['rownum'] });
  checkCompletion(
    layout(
      '<converter><param name="name" value="‸"/><param name="type" value="Qlik.Sense.Logging.log4net.Layout.Pattern.CounterPatternConverter"/></converter>',
    ),
    {
      exactly: ['rownum'],
    },
  );
});

test('a word is replaced as a whole, its width kept', () => {
  checkCompletion(layout('<param name="conversionPattern" value="%-5lev‸"/>'), {
    result: { level: layout('<param name="conversionPattern" value="%-5level"/>') },
  });
  checkCompletion(layout('<param name="conversionPattern" value="%mess‸age;x"/>'), {
    result: { level: layout('<param name="conversionPattern" value="%level;x"/>') },
  });
});

test('inside a reference to a character nothing of a pattern can be written', () => {
  checkCompletion(layout('<param name="conversionPattern" value="%level&‸lt;%message"/>'), { exactly: [] });
});

test('without a percent sign the word brings its own', () => {
  checkCompletion(layout('<param name="conversionPattern" value="a;‸"/>'), {
    result: { message: layout('<param name="conversionPattern" value="a;%message"/>') },
  });
  checkCompletion(layout('<param name="conversionPattern" value="100%%‸"/>'), {
    result: { message: layout('<param name="conversionPattern" value="100%%%message"/>') },
  });
});

test('behind references in a pattern the right place is replaced', () => {
  checkCompletion(layout('<param name="conversionPattern" value="&lt;%mes‸&gt;"/>'), {
    result: { message: layout('<param name="conversionPattern" value="&lt;%message&gt;"/>') },
  });
});

test('the braces of a word offer what it takes', () => {
  checkCompletion(layout('<param name="conversionPattern" value="%date{‸}"/>'), { includes: ['ISO8601', 'ABSOLUTE', 'DATE'] });
  checkCompletion(layout('<param name="conversionPattern" value="%newline{‸"/>'), { exactly: ['DOS', 'UNIX'] });
  const scheduler = layout('<param name="conversionPattern" value="%property{‸}"/>').replace(
    '</configuration>',
    '<logger name="System.Scheduler.Scheduler.Master.Task.TaskSession"><appender-ref ref="A"/></logger></configuration>',
  );
  checkCompletion(scheduler, { includes: ['TaskName', 'ExecutionId'], excludes: ['ActiveSessions'] });
});

test('a pattern string has words of its own', () => {
  checkCompletion('<log4net><appender type="log4net.Appender.FileAppender"><file type="log4net.Util.PatternString" value="%‸"/>', {
    includes: ['processid', 'env'],
    excludes: ['message', 'm'],
  });
});

test('elements by parent, in the spelling of the dialect', () => {
  checkCompletion('<configuration><‸</configuration>', {
    includes: ['appender', 'logger', 'root'],
    excludes: ['param', 'filter'],
  });
  checkCompletion(udp('<‸'), {
    first: ['layout', 'remoteAddress', 'remotePort'],
    includes: ['filter', 'param'],
    excludes: ['smtpHost', 'appender-ref', 'lockingModel', 'mapping', 'conversionPattern'],
    result: { remotePort: udp('<param name="remotePort" value="‸" />') },
  });
  checkCompletion('<log4net><appender name="A" type="log4net.Appender.UdpAppender">‸</appender></log4net>', {
    first: ['layout', 'remoteAddress', 'remotePort'],
    result: { remotePort: '<log4net><appender name="A" type="log4net.Appender.UdpAppender"><remotePort value="‸" /></appender></log4net>' },
  });
  checkCompletion('<log4net><root><‸</root></log4net>', {
    includes: ['level', 'appender-ref'],
    excludes: ['appender', 'layout'],
    result: { 'appender-ref': '<log4net><root><appender-ref ref="‸" /></root></log4net>' },
  });
});

test('what may stand once and stands there is not offered again', () => {
  checkCompletion(udp('<layout type="x"/><‸'), { includes: ['filter'], excludes: ['layout'] });
  checkCompletion(udp('<filter type="x"/><fil‸'), { includes: ['filter'] });
});

test('a word without a bracket is completed, too', () => {
  checkCompletion('<log4net><root>lev‸</root></log4net>', { result: { level: '<log4net><root><level value="‸" /></root></log4net>' } });
});

test('the name of a finished tag is replaced alone', () => {
  checkCompletion('<log4net><root><appender‸ ref="A"/></root></log4net>', {
    result: { 'appender-ref': '<log4net><root><appender-ref ref="A"/></root></log4net>' },
  });
});

test('an open element is closed', () => {
  checkCompletion('<log4net><root></‸', { exactly: ['</root>'], result: { '</root>': '<log4net><root></root>' } });
  checkCompletion('<log4net><root></ro‸ot></log4net>', { exactly: ['</root>'], result: { '</root>': '<log4net><root></root></log4net>' } });
  checkCompletion('<log4net><root><‸', { includes: ['</root>'], result: { '</root>': '<log4net><root></root>' } });
});

test('an empty file offers the outermost element of its dialect first', () => {
  checkCompletion('‸', { first: ['configuration', 'log4net'], path: ['LocalLogConfig.xml'] });
  checkCompletion('<‸', { first: ['log4net', 'configuration'], path: ['log4net.config'] });
});

test('attribute names that are missing', () => {
  checkCompletion('<configuration><appender ‸', { exactly: ['name', 'type'], result: { name: '<configuration><appender name="‸"' } });
  checkCompletion('<configuration><appender name="A" ty‸="x"/></configuration>', {
    exactly: ['type'],
    result: { type: '<configuration><appender name="A" type="x"/></configuration>' },
  });
  checkCompletion('<log4net><appender type="log4net.Appender.UdpAppender"><remotePort ‸/>', { exactly: ['value'] });
});

test('nothing in comments, in CDATA, behind a value, outside a section', () => {
  for (const text of [
    '<log4net><!-- <‸ --></log4net>',
    '<log4net><root><![CDATA[<‸]]></root></log4net>',
    '<log4net><root><level value="INFO"‸/></root></log4net>',
    '<?xml ‸?><a/>',
  ]) {
    checkCompletion(text, { exactly: [] });
  }
  checkCompletion('<configuration><runtime><‸</runtime><log4net/></configuration>', { exactly: [], path: ['Web.config'] });
});

test('a whole appender comes with what it cannot do without, in the spelling of the dialect', () => {
  const layout = '\t<layout type="log4net.Layout.PatternLayout">\n';
  checkCompletion('<configuration>‸</configuration>', {
    includes: ['UdpAppender', 'SmtpAppender'],
    excludes: ['AppenderSkeleton'],
    result: {
      UdpAppender:
        '<configuration><appender name="‸Udp" type="log4net.Appender.UdpAppender">\n\t<param name="remoteAddress" value="127.0.0.1" />\n\t<param name="remotePort" value="9998" />\n' +
        `${layout}\t\t<param name="conversionPattern" value="%message%newline" />\n\t</layout>\n</appender></configuration>`,
    },
  });
  checkCompletion('<log4net><app‸</log4net>', {
    result: {
      ConsoleAppender: `<log4net><appender name="‸Console" type="log4net.Appender.ConsoleAppender">\n${layout}\t\t<conversionPattern value="%message%newline" />\n\t</layout>\n</appender></log4net>`,
    },
  });
  checkCompletion(udp('<‸'), { excludes: ['UdpAppender'] });
});

test('a value without quotes gets them', () => {
  checkCompletion('<log4net><root><level value=‸/></root></log4net>', {
    result: { INFO: '<log4net><root><level value="INFO"/></root></log4net>' },
  });
});

test('typing a blank, a slash or a dot opens no list where it leads nowhere', () => {
  checkCompletion('<log4net><root> ‸</root></log4net>', { typed: ' ', exactly: [] });
  checkCompletion('<log4net><root ‸/></log4net>', { typed: ' ', exactly: [] });
  checkCompletion('<log4net><appender ‸/></log4net>', { typed: ' ', exactly: ['name', 'type'] });
  checkCompletion('<log4net><root></‸', { typed: '/', exactly: ['</root>'] });
  checkCompletion('<log4net><root>/‸</root></log4net>', { typed: '/', exactly: [] });
  checkCompletion('<log4net><appender type="log4net.‸"/></log4net>', { typed: '.', includes: ['UdpAppender'] });
  checkCompletion('<log4net><root>.‸</root></log4net>', { typed: '.', exactly: [] });
  checkCompletion(layout('<param name="conversionPattern" value="%‸"/>'), { typed: '%', includes: ['message'] });
});

test('documentation is there for what is offered', async () => {
  const { complete, resolveCompletion } = await import('../../../server/src/features/completion/index');
  const { analysed } = await import('../../support/analysed');
  const text = '<log4net><appender name="A" type="log4net.Appender.UdpAppender"><';
  const doc = analysed(text);
  for (const item of complete(doc, text.length)) {
    if (item.kind === 'closing') continue;
    assert.ok(item.about && resolveCompletion(item.about, doc.catalogue), item.label);
  }
});

test('in ${…} the names of environment variables are offered, never what they hold', () => {
  const service = createService({ environment: ['QLIK_TOKEN', 'TEMP', 'odd name'] });
  const at = (source: string): readonly string[] => {
    const { text, cursor } = marked(source);
    const items = service.complete(service.analyse(text), cursor);
    return items.map(it => text.slice(0, it.span.start) + it.text + text.slice(it.span.end));
  };
  const file = (value: string): string =>
    `<log4net><appender name="A" type="log4net.Appender.FileAppender"><file value="${value}"/></appender></log4net>`;
  const offered = at(file('${‸'));
  assert.ok(offered.includes(file('${QLIK_TOKEN}')) && offered.includes(file('${COMPUTERNAME}')), offered.join('\n'));
  assert.equal(offered.filter(it => it === file('${TEMP}')).length, 1);
  assert.ok(!offered.some(it => it.includes('odd name')));
  assert.ok(at(file('a\\${TE‸XX}\\b')).includes(file('a\\${TEMP}\\b')));
  assert.ok(!at(file('${TEMP}‸')).some(it => it.includes('QLIK_TOKEN')));
  assert.ok(!at('<log4net>${‸</log4net>').some(it => it.includes('QLIK_TOKEN')));
});

test('a date word offers the formats log4net has by name, and times as people write them', () => {
  checkCompletion(layout('<param name="conversionPattern" value="%date{‸} %message"/>'), {
    exactly: ['ISO8601', 'ABSOLUTE', 'DATE', 'yyyy-MM-dd HH:mm:ss,fff', 'yyyy-MM-dd HH:mm:ss', 'HH:mm:ss', 'yyyy-MM-ddTHH:mm:ss.fffzzz'],
  });
});

test('a date pattern offers the usual ones, letters that are none of the date between quotes', () => {
  checkCompletion('<log4net><appender name="A" type="log4net.Appender.RollingFileAppender"><datePattern value="‸"/></appender></log4net>', {
    first: ['yyyyMMdd', 'yyyy-MM-dd', "'.'yyyyMMdd'.log'"],
    includes: ['.yyyy-MM-dd', 'yyyyMM', 'yyyyMMdd-HH'],
  });
});

test('the encoding of the XML declaration is offered', () => {
  const result = { 'utf-8': '<?xml version="1.0" encoding="utf-8"?><log4net/>' };
  checkCompletion('<?xml version="1.0" encoding="‸"?><log4net/>', { first: ['utf-8', 'windows-1252'], result });
  checkCompletion('<?xml version="1.0" encoding="ut‸f8"?><log4net/>', { result });
  checkCompletion('<?xml version="‸" encoding="utf-8"?><log4net/>', { exactly: [] });
});

test('a choice is offered by its names, never by its number', () => {
  checkCompletion(
    '<log4net><appender name="A" type="log4net.Appender.ColoredConsoleAppender"><mapping><foreColor value="‸"/></mapping></appender></log4net>',
    { includes: ['Red'], excludes: ['0'] },
  );
});

test('what is put between single quotes ends at none of its own', () => {
  checkCompletion("<log4net><appender name=\"it's\"/><root><appender-ref ref='‸'/></root></log4net>", {
    includes: ["it's"],
    result: { "it's": "<log4net><appender name=\"it's\"/><root><appender-ref ref='it&apos;s'/></root></log4net>" },
  });
});

test('a pattern in a CDATA section is completed as any other, and nothing is escaped in it', () => {
  checkCompletion(layout('<conversionPattern><![CDATA[%mess‸]]></conversionPattern>'), {
    includes: ['message', 'date'],
    result: { message: layout('<conversionPattern><![CDATA[%message]]></conversionPattern>') },
  });
  checkCompletion(layout('<converter><![CDATA[%mess‸]]></converter>'), { exactly: [] });
});

test('a word that brings its converter along indents it as the file does', () => {
  const four = (converter: string, word: string): string =>
    `<log4net>\n    <appender name="A" type="log4net.Appender.UdpAppender">\n        <layout type="log4net.Layout.PatternLayout">${converter}\n            <conversionPattern value="%${word}"/>\n        </layout>\n    </appender>\n</log4net>`;
  const { text, cursor } = marked(four('', 'hostname‸'));
  const service = createService();
  const item = service.complete(service.analyse(text), cursor).find(it => it.label === 'hostname');
  assert.match(
    item?.more?.[0]?.text ?? '',
    /^\n {12}<converter>\n {16}<name value="hostname" \/>\n {16}<type value="[^"]+" \/>\n {12}<\/converter>$/,
  );
});
