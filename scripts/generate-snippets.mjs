#!/usr/bin/env node
// Writes snippets/log4net.json from schemas/receivers/formats.json and schemas/services/*.json.
//   node scripts/generate-snippets.mjs           writes it when it differs
//   node scripts/generate-snippets.mjs --check   exits 1 when it is stale
// Everything is in the form Qlik Sense accepts (by <param>, in its order); plain log4net reads that form just as well.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from './lib/files.mjs';
import { writeGenerated } from './lib/generated.mjs';
import { appender, currentTexts, filter, formatOf, logger, onlyMessagesWith, pascal, patternLayout, udpAppender } from './lib/qlik-xml.mjs';

const root = path.resolve(import.meta.dirname, '..');
const services = globSync(root, 'schemas/services', name => name.endsWith('.json') && !name.endsWith('.schema.json')).map(name =>
  JSON.parse(readFileSync(path.join(root, name), 'utf8')),
);

/** A place to type, as `‹1:text›` while XML is made; `snippet` turns it into `${1:text}` and escapes everything else. */
const stop = (number, text) => `‹${number}:${text}›`;
const choice = (number, texts) => `‹${number}|${texts.join(',')}›`;

function snippet(prefix, description, lines) {
  return { prefix, description, body: lines.map(toBody) };
}

function toBody(line) {
  const escaped = line.replace(/\\/g, '\\\\').replace(/\$/g, '\\$');
  return escaped
    .replace(/‹(\d+):([^›]*)›/g, (_, number, text) => `\${${number}:${text.replace(/}/g, '\\}')}}`)
    .replace(/‹(\d+)\|([^›]*)›/g, (_, number, texts) => `\${${number}|${texts.replace(/}/g, '\\}')}|}`);
}

const levels = ['ERROR', 'WARN', 'INFO', 'DEBUG', 'FATAL', 'ALL', 'OFF'];
const simplePattern = '%date %level %logger %message%newline';
const mailPattern = '[Level] %level%newline[Time] %date%newline[Logger] %logger%newline[Message] %message%newline';

const appenders = {
  'UDP appender': snippet(['log4net-udp', 'udp'], 'Sends each event as one UDP datagram.', udpLines()),
  'Mail appender': snippet(
    ['log4net-mail', 'smtp'],
    'Sends a mail for each event. Fill in server and addresses; nothing tells you when the server refuses.',
    appender({
      name: stop(1, 'Mail'),
      type: 'log4net.Appender.SmtpAppender',
      params: [
        ['threshold', choice(2, levels)],
        ['smtpHost', stop(3, '127.0.0.1')],
        ['port', stop(4, '25')],
        ['from', stop(5, 'qlik-sense@example.com')],
        ['to', stop(6, 'qlik-admins@example.com')],
        ['subject', stop(7, 'Qlik Sense: error')],
        ['bufferSize', '1'],
      ],
      layout: patternLayout(mailPattern),
    }),
  ),
  'Rolling file appender': snippet(
    ['log4net-rolling', 'rollingfile'],
    'Writes lines to a file that starts anew at a size, keeping some old ones.',
    appender({
      name: stop(1, 'RollingFile'),
      type: 'log4net.Appender.RollingFileAppender',
      params: [
        ['file', stop(2, 'C:/ProgramData/Qlik/Sense/Log/custom.txt')],
        ['encoding', 'utf-8'],
        ['appendToFile', 'true'],
        ['rollingStyle', 'Size'],
        ['maximumFileSize', stop(3, '10MB')],
        ['maxSizeRollBackups', stop(4, '5')],
      ],
      layout: patternLayout(stop(5, simplePattern)),
    }),
  ),
  'Qlik rolling file appender': snippet(
    ['log4net-qlik-file', 'qsrollingfile'],
    "Qlik's own rolling file: starts anew by size or age.",
    appender({
      name: stop(1, 'QlikFile'),
      type: 'Qlik.Sense.Logging.log4net.Appender.QSRollingFileAppender',
      params: [
        ['threshold', choice(2, levels)],
        ['encoding', 'utf-8'],
        ['file', stop(3, 'C:/ProgramData/Qlik/Sense/Log/custom.txt')],
        ['maximumfiletime', stop(4, '720')],
        ['maximumfilesize', stop(5, '512KB')],
      ],
      layout: patternLayout(stop(6, simplePattern)),
    }),
  ),
  'Event log appender': snippet(
    ['log4net-eventlog', 'eventlog'],
    'Writes entries to the Windows event log. The source must exist, or the service account must be allowed to create it.',
    appender({
      name: stop(1, 'EventLog'),
      type: 'log4net.Appender.EventLogAppender',
      params: [
        ['threshold', choice(2, levels)],
        ['logName', stop(3, 'Application')],
        ['applicationName', stop(4, 'Qlik Sense')],
      ],
      layout: patternLayout(stop(5, '%level %logger %message')),
    }),
  ),
  'Syslog appender': snippet(
    ['log4net-syslog', 'syslog'],
    'Sends each event as a syslog line by UDP. Only plain ASCII letters survive.',
    appender({
      name: stop(1, 'Syslog'),
      type: 'log4net.Appender.RemoteSyslogAppender',
      params: [
        ['threshold', choice(2, levels)],
        ['facility', choice(3, ['Local0', 'Local1', 'Local2', 'Local3', 'Local4', 'Local5', 'Local6', 'Local7', 'User', 'Daemons'])],
        ['identity', stop(4, 'qlik-sense')],
        ['remoteAddress', stop(5, '127.0.0.1')],
        ['remotePort', stop(6, '514')],
      ],
      layout: patternLayout(stop(7, '%level %logger %message')),
    }),
  ),
};

const filters = {
  'String match filter': snippet(
    ['log4net-filter-text', 'stringmatch'],
    'Only messages that hold a text; the last filter denies the rest.',
    [...filter('StringMatchFilter', [['stringToMatch', stop(1, 'text')]]), ...filter('DenyAllFilter')],
  ),
  'Regular expression filter': snippet(
    ['log4net-filter-regex', 'regexmatch'],
    'Only messages that match an expression; the last filter denies the rest.',
    [...filter('StringMatchFilter', [['regexToMatch', stop(1, '^Reload')]]), ...filter('DenyAllFilter')],
  ),
  'Level range filter': snippet(['log4net-filter-range', 'levelrange'], 'Denies events outside a range of levels.', [
    ...filter('LevelRangeFilter', [
      ['levelMin', choice(1, ['WARN', 'ERROR', 'INFO', 'DEBUG', 'FATAL'])],
      ['levelMax', choice(2, ['FATAL', 'ERROR', 'WARN', 'INFO', 'OFF'])],
    ]),
  ]),
  'Level match filter': snippet(['log4net-filter-level', 'levelmatch'], 'Only events of exactly one level.', [
    ...filter('LevelMatchFilter', [['levelToMatch', choice(1, levels)]]),
    ...filter('DenyAllFilter'),
  ]),
  'Logger match filter': snippet(['log4net-filter-logger', 'loggermatch'], 'Only events of loggers whose name begins with a text.', [
    ...filter('LoggerMatchFilter', [['loggerToMatch', stop(1, 'System.Scheduler')]]),
    ...filter('DenyAllFilter'),
  ]),
  'Property filter': snippet(['log4net-filter-property', 'propertymatch'], 'Only events whose property holds a text.', [
    ...filter('PropertyFilter', [
      ['key', stop(1, 'TaskName')],
      ['stringToMatch', stop(2, 'text')],
    ]),
    ...filter('DenyAllFilter'),
  ]),
  'Exclusion filter': snippet(
    ['log4net-filter-exclude', 'exclude'],
    'Everything but messages that hold a text. No filter that denies all may follow.',
    [
      ...filter('StringMatchFilter', [
        ['stringToMatch', stop(1, 'text')],
        ['acceptOnMatch', 'false'],
      ]),
    ],
  ),
  'Deny all filter': snippet(['log4net-filter-deny', 'denyall'], 'Denies what no earlier filter accepted.', filter('DenyAllFilter')),
};

const parts = {
  'Pattern layout': snippet(['log4net-layout', 'patternlayout'], 'Turns an event into text.', patternLayout(stop(1, simplePattern))),
  'Level evaluator': snippet(['log4net-evaluator', 'levelevaluator'], 'Sends the buffer at events of a level and above.', [
    '<evaluator type="log4net.Core.LevelEvaluator">',
    `  <param name="threshold" value="${choice(1, levels)}" />`,
    '</evaluator>',
  ]),
};

/** Message types a user may want, with the words to call them by. */
const messageTypes = [
  ['butler-task-failed', 'Butler: failed tasks'],
  ['butler-task-aborted', 'Butler: aborted tasks'],
  ['butler-task-success', 'Butler: successful tasks'],
  ['butler-distribute', 'Butler: distribution tasks'],
  ['sos-user-qseow-proxy-session', 'Butler SOS: user sessions'],
  ['sos-user-qseow-proxy-connection', 'Butler SOS: user connections'],
  ['sos-log-proxy', 'Butler SOS: proxy warnings'],
  ['sos-log-repository', 'Butler SOS: repository warnings'],
  ['sos-log-scheduler', 'Butler SOS: scheduler warnings'],
  ['sos-log-engine', 'Butler SOS: engine warnings'],
  ['sos-qix-perf', 'Butler SOS: QIX performance'],
].map(([id, title]) => ({ format: formatOf(id), title }));

/** The bare appender, and the appender with the loggers that feed it. */
const messages = Object.fromEntries(
  messageTypes.flatMap(({ format, title }) => {
    const name = stop(1, pascal(format.type));
    const lines = udpAppender(format, { name, address: stop(2, '127.0.0.1'), port: stop(3, String(format.defaultPort)) });
    const prefix = `${format.product === 'Butler' ? 'butler' : 'butler-sos'}-${format.type.replace(/^qseow-proxy-/, 'user-')}`;
    const loggers = loggersOf(format).flatMap(each => ['', ...logger(each, [name])]);
    const where = `${format.service} service, port ${format.defaultPort}.`;
    return [
      [`${title}, appender`, snippet([`${prefix}-appender`], `Appender only. ${where}`, lines)],
      [title, snippet([prefix], `Appender and loggers. ${where}`, [...lines, ...loggers])],
    ];
  }),
);

const loggers = Object.fromEntries(
  services.map(service => [
    `Loggers of the ${service.id} service`,
    snippet([`log4net-loggers-${service.id.toLowerCase()}`], `Binds a logger of the ${service.id} service to an appender.`, [
      `<logger name="${choice(1, service.mainLoggers)}">`,
      `  <appender-ref ref="${stop(2, 'AppenderName')}" />`,
      '</logger>',
    ]),
  ]),
);

function udpLines() {
  return appender({
    name: stop(1, 'Udp'),
    type: 'log4net.Appender.UdpAppender',
    filters: onlyMessagesWith([stop(2, 'text')]),
    params: [
      ['remoteAddress', stop(3, '127.0.0.1')],
      ['remotePort', stop(4, '9998')],
      ['encoding', 'utf-8'],
    ],
    layout: patternLayout(stop(5, '%date %level %logger %message')),
  });
}

/** The shipped files ask for the whole branch `Service`; each service needs only its own part of it. */
function loggersOf(format) {
  return format.loggers.map(name => (name === 'Service' || name === 'AuditSecurity' ? `${name}.${format.service}` : name));
}

const whole = { ...appenders, ...filters, ...parts, ...messages, ...loggers };
for (const { format } of messageTypes)
  if (currentTexts(format).some(text => /[‹›]/.test(text))) throw new Error(`${format.id} holds a mark the generator uses`);
await writeGenerated(root, [['snippets/log4net.json', `${JSON.stringify(whole, null, 2)}\n`]], process.argv.includes('--check'));
