/**
 * What people really write: the valid oddities must not be called errors or warnings, the real mistakes must be found.
 * Counted in 209 real configurations; each row is a small illustration of one kind.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { findingsIn, udp } from '../../support/findings';

const layout = '<layout type="log4net.Layout.PatternLayout"><conversionPattern value="%message"/></layout>';
const console_ = (name: string, inside = ''): string =>
  `<appender name="${name}" type="log4net.Appender.ConsoleAppender">${inside}${layout}</appender>`;
const file = (inside: string, name = 'File'): string =>
  `<appender name="${name}" type="log4net.Appender.RollingFileAppender"><file value="C:/logs/${name}.txt"/>${inside}${layout}</appender>`;
const root = (name: string, inside = ''): string => `<root>${inside}<appender-ref ref="${name}"/></root>`;
const config = (inside: string, attributes = ''): string => `<log4net${attributes}>${inside}</log4net>`;
const pattern = (value: string, converters = ''): string =>
  config(
    `<appender name="A" type="log4net.Appender.ConsoleAppender"><layout type="log4net.Layout.PatternLayout">${converters}<conversionPattern value="${value}"/></layout></appender>${root('A')}`,
  );
const remote = (address: string, port: string, more = layout): string =>
  config(`<appender name="U" type="log4net.Appender.UdpAppender">${address}${port}<encoding value="utf-8"/>${more}</appender>${root('U')}`);
const address = '<remoteAddress value="127.0.0.1"/>';
const port = '<remotePort value="9998"/>';
const deny = '<filter type="log4net.Filter.DenyAllFilter"/>';
const filter = (type: string, inside: string): string => `<filter type="log4net.Filter.${type}">${inside}</filter>`;

const valid: readonly (readonly [what: string, text: string])[] = [
  [
    '1: appenders right below configuration',
    `<configuration><appender name="A" type="log4net.Appender.ConsoleAppender"><layout type="log4net.Layout.SimpleLayout"/></appender><logger name="System.Proxy"><appender-ref ref="A"/></logger></configuration>`,
  ],
  [
    '2: log4net somewhere in an application file',
    `<configuration><configSections/><startup/>${config(console_('A') + root('A'))}<appSettings/></configuration>`,
  ],
  ['3: root before its appenders', config(root('A') + console_('A'))],
  [
    '4: a forwarding appender before its target',
    config(`<appender name="F" type="log4net.Appender.ForwardingAppender"><appender-ref ref="A"/></appender>${console_('A')}${root('F')}`),
  ],
  ['5: a logger before all appenders, no root', config(`<logger name="X"><appender-ref ref="A"/></logger>${console_('A')}`)],
  ['6: root without a level', config(console_('A') + root('A'))],
  ['7: a logger with a level only', config(`${console_('A')}${root('A')}<logger name="X"><level value="WARN"/></logger>`)],
  ['8: priority for level', config(console_('A') + root('A', '<priority value="INFO"/>'))],
  ['9: category for logger', config(`${console_('A')}<category name="X"><appender-ref ref="A"/></category>`)],
  ['10: levels in any case', config(console_('A', '<threshold value="Warn"/>') + root('A', '<level value="all"/>'))],
  ['11: less known levels', config(console_('A', '<threshold value="NOTICE"/>') + root('A', '<level value="FINE"/>'))],
  [
    '12: a level of its own',
    config(
      `<level><name value="AUDIT"/><value value="65000"/></level>${console_('A', '<threshold value="AUDIT"/>')}${root('A', '<level value="AUDIT"/>')}`,
    ),
  ],
  ['13: inherited', config(`${console_('A')}${root('A')}<logger name="X"><level value="inherited"/></logger>`)],
  ['14: OFF as upper bound', udp(filter('LevelRangeFilter', '<levelMin value="INFO"/><levelMax value="OFF"/>'))],
  ['15: a range with only a minimum', udp(filter('LevelRangeFilter', '<levelMin value="INFO"/>'))],
  ['15: a range with only a maximum', udp(filter('LevelRangeFilter', '<levelMax value="INFO"/>'))],
  ['16: a range without bounds', udp(filter('LevelRangeFilter', ''))],
  ['16: a range with acceptOnMatch', udp(filter('LevelRangeFilter', '<acceptOnMatch value="true"/><levelMin value="INFO"/>'))],
  [
    '17: an exclusion without a final deny',
    udp(filter('StringMatchFilter', '<stringToMatch value="noise"/><acceptOnMatch value="false"/>')),
  ],
  [
    '18: filters behind the layout',
    config(
      `<appender name="A" type="log4net.Appender.ConsoleAppender">${layout}${filter('StringMatchFilter', '<stringToMatch value="x"/>')}${deny}</appender>${root('A')}`,
    ),
  ],
  [
    '19: properties in any case',
    remote(
      '<REMOTEADDRESS value="127.0.0.1"/>',
      '<RemotePort value="9998"/>',
      '<Layout type="log4net.Layout.PatternLayout"><conversionpattern value="%m"/></Layout>',
    ),
  ],
  ['20: param and element mixed, value before name', remote('<param value="127.0.0.1" name="remoteAddress"/>', port)],
  [
    '21: the layout as a param',
    remote(address, port, '<param name="layout" type="log4net.Layout.PatternLayout"><conversionPattern value="%m"/></param>'),
  ],
  ['22: a value as text', remote(address, '<remotePort>9998</remotePort>')],
  ['22: a value as text of a param', remote(address, '<param name="remotePort">9998</param>')],
  ['23: a value in CDATA', remote(address, '<remotePort><![CDATA[9998]]></remotePort>')],
  ['24: the pattern as the value of the layout', remote(address, port, '<layout type="log4net.Layout.PatternLayout" value="%m"/>')],
  ['25: a layout without a pattern', remote(address, port, '<layout type="log4net.Layout.PatternLayout"/>')],
  ['25: an empty pattern', remote(address, port, '<layout type="log4net.Layout.PatternLayout"><conversionPattern value=""/></layout>')],
  [
    '26: a type with its assembly',
    config(
      `<appender name="A" type="log4net.Appender.ConsoleAppender, log4net">${layout}</appender><appender name="B" type="log4net.Appender.ConsoleAppender,log4net">${layout}</appender><appender name="C" type="log4net.Appender.ConsoleAppender, log4net, Version=1.2.10.0, Culture=neutral, PublicKeyToken=1b44e1d426115821">${layout}</appender><root><appender-ref ref="A"/><appender-ref ref="B"/><appender-ref ref="C"/></root>`,
    ),
  ],
  ['27: a type in wrong case', config(`<appender name="A" type="log4net.appender.consoleappender">${layout}</appender>${root('A')}`)],
  ['28: a nested class', config(file('<lockingModel type="log4net.Appender.FileAppender+MinimalLock"/>') + root('File'))],
  [
    '28: a nested class with assembly',
    config(file('<lockingModel type="log4net.Appender.FileAppender+MinimalLock, log4net"/>') + root('File')),
  ],
  [
    '29: a pattern string without words',
    config(
      `<appender name="File" type="log4net.Appender.FileAppender"><file type="log4net.Util.PatternString" value="a.txt"/>${layout}</appender>${root('File')}`,
    ),
  ],
  [
    '29: a pattern string with a nested pattern',
    config(
      `<appender name="File" type="log4net.Appender.FileAppender"><file type="log4net.Util.PatternString"><conversionPattern value="a%date{yyyy}.txt"/></file>${layout}</appender>${root('File')}`,
    ),
  ],
  [
    '30: header with line ends',
    config(
      `<appender name="A" type="log4net.Appender.ConsoleAppender"><layout type="log4net.Layout.PatternLayout"><header value="a&#13;&#10;"/><footer type="log4net.Util.PatternString" value="b%newline"/><conversionPattern value="%m%n"/></layout></appender>${root('A')}`,
    ),
  ],
  ['31: references in patterns', pattern('&lt;%level&gt; &quot;%message&quot; &amp; &#9;%n')],
  ['32: a pattern over several lines', pattern('%date\n  %message')],
  ['33: single quotes and blanks around =', `<log4net>${console_('A').replace('name="A"', "name = 'A'")}${root('A')}</log4net>`],
  ['34: a default namespace', config(console_('A') + root('A'), ' xmlns="urn:log4net"')],
  [
    '34: a schema for editors',
    config(console_('A') + root('A'), ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="log4net.xsd"'),
  ],
  [
    '34: transformations',
    config(
      console_('A') + root('A', '<level value="INFO" xdt:Transform="Replace"/>'),
      ' xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform"',
    ),
  ],
  [
    '35: attributes nobody reads',
    config(`${console_('A').replace('type=', 'additivity="false" type=')}<root additivity="false"><appender-ref ref="A"/></root>`),
  ],
  ['36: loose text', config(`here ${console_('A')} there ${root('A', 'and here')}`)],
  ['37: a comment with XML in it', config(`<!-- <appender name="X" type="Nope"/> -->${console_('A', '<!-- <filter/> -->')}${root('A')}`)],
  [
    '38: a DOCTYPE with an entity, an instruction',
    `<!DOCTYPE log4net [<!ENTITY host "127.0.0.1">]><?x y?>${remote('<remoteAddress value="&host;"/>', port)}`,
  ],
  ['39: an appender that nobody refers to', config(console_('A') + console_('Spare') + root('A'))],
  ['39: one of an unknown class', config(`${console_('A')}<appender name="Spare" type="log4net.Appender.NoSuchAppender"/>${root('A')}`)],
  ['40: the same reference twice', config(console_('A') + root('A', '<appender-ref ref="A"/>'))],
  ['42: an appender inside root', config(`<root>${console_('A')}</root>`)],
  ['43: names with blanks', config(console_('My Appender') + root('My Appender'))],
  ['44: words run together with text', pattern('%newlineTask %nMESSAGE %newlineRAM')],
  ['45: unknown signs', pattern('%[%level%] %> %message')],
  ['46: two percent signs, and one at the end', pattern('100 %% %message %')],
  ['47: property without braces, and empty braces', pattern('%property %X{} %P{} %mdc{} %properties{}')],
  ['48: short words', pattern('%c{1} %logger{2} %p %r %x %u %w %a')],
  ['49: widths', pattern('%-5level %.3logger %20.20c %05level %-level')],
  ['50: dates', pattern('%date{ABSOLUTE} %date{DATE} %d{ISO8601} %date{o} %date{} %UtcDate{HH:mm} %date{yyy-MM-dd}')],
  ['51: quotes and a backslash in a date pattern', config(file(`<datePattern value="'.'yyyy-MM-dd&quot;.log&quot;"/>`) + root('File'))],
  ['51: a backslash before a letter', config(file(String.raw`<datePattern value="yyyyMM\d\a\y"/>`) + root('File'))],
  [
    '52: sizes',
    config(
      `${file('<maximumFileSize value="10mb"/>', 'A')}${file('<maximumFileSize value="10 MB"/>', 'B')}${file('<maxFileSize value="1000000"/>', 'C')}<root><appender-ref ref="A"/><appender-ref ref="B"/><appender-ref ref="C"/></root>`,
    ),
  ],
  [
    '53: booleans, enumerations and numbers',
    config(
      file(
        '<appendToFile value="True"/><staticLogFileName value="FALSE"/><rollingStyle value="DATE"/><maxSizeRollBackups value="-1"/>',
      ).replace('<maxSizeRollBackups value="-1"/>', '') + root('File'),
    ),
  ],
  ['53: all backups', config(file('<rollingStyle value="size"/><maxSizeRollBackups value="-1"/>') + root('File'))],
  [
    '54: converters in either form, behind the pattern',
    config(
      `<appender name="A" type="log4net.Appender.ConsoleAppender"><layout type="log4net.Layout.PatternLayout"><conversionPattern value="%hostname %host2 %m"/><converter><name value="hostname"/><type value="Qlik.Sense.Logging.log4net.Layout.Pattern.HostNamePatternConverter"/></converter><converter><param name="name" value="host2"/><param name="type" value="Qlik.Sense.Logging.log4net.Layout.Pattern.HostNamePatternConverter"/></converter></layout></appender>${root('A')}`,
    ),
  ],
  ['55: a variable in any value', remote('<remoteAddress value="${RECEIVER}"/>', '<remotePort value="${PORT}"/>')],
  ['56: attributes of log4net', config(console_('A') + root('A'), ' update="Overwrite" debug="false" threshold="INFO"')],
  [
    '57: locationInfo, localPort, errorHandler, property',
    config(
      `<property><key value="k"/><value value="v"/></property><appender name="U" type="log4net.Appender.UdpAppender">${address}${port}<localPort value="0"/><encoding value="utf-8"/><errorHandler type="log4net.Util.OnlyOnceErrorHandler"/><layout type="log4net.Layout.XmlLayoutSchemaLog4j"><locationInfo value="true"/></layout></appender><renderer renderingClass="Acme.Renderer, Acme" renderedClass="System.Exception"/>${root('U')}`,
    ),
  ],
  [
    '58: a buffering forwarder',
    config(
      `${console_('A')}<appender name="B" type="log4net.Appender.BufferingForwardingAppender"><bufferSize value="1"/><evaluator type="log4net.Core.LevelEvaluator"><threshold value="WARN"/></evaluator><appender-ref ref="A"/></appender>${root('B')}`,
    ),
  ],
  [
    '59: IgnoreSectionHandler',
    `<configuration><configSections><section name="log4net" type="System.Configuration.IgnoreSectionHandler"/></configSections>${config(console_('A') + root('A'))}</configuration>`,
  ],
  [
    'an appender of someone else',
    config(
      `<appender name="X" type="Acme.Logging.GelfAppender, Acme.Gelf"><host value="a"/><facility value="b"/><thing type="Acme.Thing, Acme"><a><b/></a></thing></appender>${root('X')}`,
    ),
  ],
  [
    "someone else's class in a namespace like log4net's",
    config(
      `<appender name="X" type="log4net.Appender.AsyncThing, Other.Assembly"><appender-ref ref="A"/></appender>${console_('A')}${root('X')}`,
    ),
  ],
];

for (const [what, text] of valid) {
  test(`valid, though odd (${what})`, () => {
    const loud = findingsIn(text).filter(it => it.severity === 'error' || it.severity === 'warning');
    assert.deepEqual(
      loud.map(it => `${it.rule}: ${it.message}`),
      [],
    );
  });
}

test('each oddity of the survey has its row, or a reason why it has none', () => {
  const elsewhere = { 41: 'worth a warning: mistake 9' };
  const wanted = Array.from({ length: 59 }, (_, index) => String(index + 1)).filter(it => !(it in elsewhere));
  const there = new Set(valid.flatMap(([what]) => /^\d+/.exec(what)?.[0] ?? []));
  assert.deepEqual(
    wanted.filter(it => !there.has(it)),
    [],
  );
});

const mistakes: readonly (readonly [what: string, rule: string, text: string])[] = [
  ['1: a property that does not exist', 'properties/unknown', config(file('<maxBackupIndex value="5"/>') + root('File'))],
  ['1: a misspelt one', 'properties/unknown', config(file('<appendToFiel value="false"/>') + root('File'))],
  ['1: the right name on the wrong class', 'properties/unknown', config(console_('A', '<file value="x"/>') + root('A'))],
  ['2: an example address left in place', 'values/address', remote('<remoteAddress value="IP of server"/>', port)],
  ['3: a raw < in a value', 'syntax/placeholder', remote('<remoteAddress value="<IP of server>"/>', port)],
  ['3: a stray quote', 'syntax/missing-quote', remote('<remoteAddress value="127.0.0.1""/>', port)],
  ['3: an attribute without a name', 'syntax/invalid-name', remote('<remoteAddress ="127.0.0.1"/>', port)],
  ['4: a reference to nothing', 'references/missing-appender', config(console_('A') + root('B'))],
  ['4: a reference in wrong case', 'references/missing-appender', config(console_('A') + root('a'))],
  ['5: an appender property in a logger', 'structure/unknown-element', config(`${console_('A')}${root('A', '<file value="x"/>')}`)],
  [
    '5: a database parameter at the top',
    'structure/unknown-element',
    config(`${console_('A')}${root('A')}<parameter><parameterName value="@x"/></parameter>`),
  ],
  ['5: a logger inside root', 'structure/unknown-element', config(`${console_('A')}${root('A', '<logger name="X"/>')}`)],
  ['6: a twelve-hour clock', 'patterns/date', pattern('%date{yyyy-MM-dd hh:mm:ss} %message')],
  [
    '8: the same logger twice',
    'structure/repeated-logger',
    config(
      `${console_('A')}${console_('B')}<logger name="X"><appender-ref ref="A"/></logger><logger name="X"><appender-ref ref="B"/></logger>`,
    ),
  ],
  ['8: two roots', 'structure/repeated-logger', config(`${console_('A')}${console_('B')}${root('A')}${root('B')}`)],
  [
    '9: several levels in one root',
    'structure/repeated-level',
    config(console_('A') + root('A', '<level value="INFO"/><level value="WARN"/>')),
  ],
  [
    '10: a class of its own without an assembly',
    'types/unknown',
    config(`<appender name="A" type="log4net.Appender.ConsoleAppender"><layout type="Acme.Logging.MyLayout"/></appender>${root('A')}`),
  ],
  ['11: mm for months', 'values/date-format', config(file('<datePattern value="yyyymmdd"/>') + root('File'))],
  [
    '12: semicolons between recipients',
    'values/mail-addresses',
    config(
      `<appender name="M" type="log4net.Appender.SmtpAppender"><to value="a@example.com;b@example.com"/><from value="c@example.com"/><smtpHost value="127.0.0.1"/><bufferSize value="0"/>${layout}</appender>${root('M')}`,
    ),
  ],
  [
    '13: a password in clear',
    'deployment/secret',
    config(
      `<appender name="M" type="log4net.Appender.SmtpAppender"><to value="a@example.com"/><from value="c@example.com"/><smtpHost value="127.0.0.1"/><bufferSize value="0"/><authentication value="Basic"/><username value="u"/><password value="hunter2"/>${layout}</appender>${root('M')}`,
    ),
  ],
  ['14: debug left on', 'lifecycle/debug', config(console_('A') + root('A'), ' debug="true"')],
  [
    'a: an appender that refers to itself',
    'references/cycle',
    config(`<appender name="F" type="log4net.Appender.ForwardingAppender"><appender-ref ref="F"/></appender>${root('F')}`),
  ],
  ['b: no layout', 'properties/missing-layout', remote(address, port, '')],
  ['b: no port', 'properties/missing', remote(address, '')],
  ['c: no address', 'properties/missing', remote('', port)],
  ['c: blanks around the address', 'values/address', remote('<remoteAddress value=" 127.0.0.1 "/>', port)],
  ['c: a port that is no number', 'values/port', remote(address, '<remotePort value="abc"/>')],
  ['d: a level that does not exist', 'values/level', config(console_('A') + root('A', '<level value="WARNING"/>'))],
  ['d: an empty level', 'values/level', config(console_('A') + root('A', '<level value=""/>'))],
  ['d: a level with blanks', 'values/level', config(console_('A') + root('A', '<level value=" INFO"/>'))],
  ['d: a level as a number', 'values/level', config(console_('A', '<threshold value="40000"/>') + root('A'))],
  ['d: a level as text', 'structure/missing-attribute', config(console_('A') + root('A', '<level>INFO</level>'))],
  ['e: INHERITED in capitals', 'values/level', config(`${console_('A')}${root('A')}<logger name="X"><level value="INHERITED"/></logger>`)],
  ['f: a match without a final deny', 'filters/no-final-deny', udp(filter('StringMatchFilter', '<stringToMatch value="x"/>'))],
  ['g: a deny first', 'filters/nothing-passes', udp(deny + filter('StringMatchFilter', '<stringToMatch value="x"/>'))],
  ['g: a range upside down', 'filters/empty-range', udp(filter('LevelRangeFilter', '<levelMin value="ERROR"/><levelMax value="INFO"/>'))],
  ['h: a filter without a type', 'types/missing', udp('<filter><stringToMatch value="x"/></filter>')],
  ['h: an appender without a type', 'structure/missing-attribute', config(`<appender name="A">${layout}</appender>${root('A')}`)],
  ['i: yes as a boolean', 'values/boolean', config(file('<appendToFile value="yes"/>') + root('File'))],
  ['i: 1 as a boolean', 'values/boolean', config(file('<appendToFile value="1"/>') + root('File'))],
  ['i: an unknown choice', 'values/enum', config(file('<rollingStyle value="Daily"/>') + root('File'))],
  ['i: a unit where bytes are wanted', 'values/number', config(file('<maxFileSize value="10MB"/>') + root('File'))],
  ['i: utf8', 'values/encoding', config(file('<encoding value="utf8"/>') + root('File'))],
  ['j: no for additivity', 'values/boolean', config(`${console_('A')}${root('A')}<logger name="X" additivity="no"/>`)],
  ['j: yes for debug', 'values/boolean', config(console_('A') + root('A'), ' debug="yes"')],
  ['k: an unknown word', 'patterns/unknown-word', pattern('%host %message')],
  ['l: a capitalised word', 'patterns/misread-word', pattern('%Message')],
  ['l: %Level', 'patterns/misread-word', pattern('%Level')],
  ['m: a tab as in C', 'patterns/backslash', pattern(String.raw`%level\t%message`)],
  ['m: a line break as in C', 'patterns/backslash', pattern(String.raw`%message\n`)],
  ['n: Java letters', 'patterns/date', pattern('%date{YYYY-MM-DD} %message')],
  ['o: a single letter as a date', 'patterns/date', pattern('%date{H} %message')],
  [
    'p: words in a file name without a pattern string',
    'values/pattern-as-text',
    config(
      `<appender name="File" type="log4net.Appender.FileAppender"><file value="C:/a-%date{yyyy}.txt"/>${layout}</appender>${root('File')}`,
    ),
  ],
  ['q: a short type name', 'types/unknown-appender', config(`<appender name="A" type="UdpAppender">${layout}</appender>${root('A')}`)],
  [
    'q: blanks inside the quotes',
    'types/blanks',
    config(`<appender name="A" type=" log4net.Appender.ConsoleAppender ">${layout}</appender>${root('A')}`),
  ],
  ['q: a dot for a plus', 'types/unknown', config(file('<lockingModel type="log4net.Appender.FileAppender.MinimalLock"/>') + root('File'))],
  [
    'r: a reference where nothing can be forwarded',
    'references/cannot-forward',
    config(`${console_('A', '<appender-ref ref="B"/>')}${console_('B')}<root><appender-ref ref="A"/><appender-ref ref="B"/></root>`),
  ],
  [
    's: two log4net',
    'structure/several-configurations',
    `<configuration>${config(console_('A') + root('A'))}${config(console_('A') + root('A'))}</configuration>`,
  ],
  ['t: Log4Net', 'structure/no-configuration', config(console_('A') + root('A')).replaceAll('log4net>', 'Log4Net>')],
  ['u: two appenders of one name', 'references/duplicate-name', config(console_('A') + console_('A') + root('A'))],
  ['u: no reference anywhere', 'references/none', config(console_('A'))],
  ['v: a param without a value', 'properties/unknown', config(console_('A', '<param name="nope"/>') + root('A'))],
  ['v: a param without a name', 'structure/missing-attribute', config(console_('A', '<param value="x"/>') + root('A'))],
];

/** The survey itself calls these information: they work. */
const informationOnly: ReadonlySet<string> = new Set(['lifecycle/debug', 'deployment/secret']);

test('each mistake of the survey has its row, or a reason why it has none', () => {
  const elsewhere = { 7: 'a variable or a property that nobody sets: the file does not tell' };
  const numbers = Array.from({ length: 14 }, (_, index) => String(index + 1)).filter(it => !(it in elsewhere));
  const letters = 'abcdefghijklmnopqrstuv'.split('');
  const there = new Set(mistakes.map(([what]) => what.slice(0, what.indexOf(':'))));
  assert.deepEqual(
    [...numbers, ...letters].filter(it => !there.has(it)),
    [],
  );
});

for (const [what, rule, text] of mistakes) {
  test(`a real mistake is found (${what})`, () => {
    const found = findingsIn(text);
    assert.ok(
      found.some(it => it.rule === rule),
      `${rule} finds nothing; found: ${found.map(it => it.rule).join(', ')}`,
    );
    const loud = found.some(it => it.rule === rule && (it.severity === 'error' || it.severity === 'warning'));
    assert.equal(loud, !informationOnly.has(rule), `${rule} is ${found.map(it => `${it.rule} ${it.severity}`).join(', ')}`);
  });
}
