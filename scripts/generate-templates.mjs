#!/usr/bin/env node
// Writes templates/*.xml from templates/index.json and schemas/receivers/formats.json.
//   node scripts/generate-templates.mjs           writes what differs
//   node scripts/generate-templates.mjs --check   exits 1 and names the stale files
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { writeGenerated } from './lib/generated.mjs';
import { appender, currentTexts, formatOf, indent, logger, onlyMessagesWith, pascal, patternLayout, udpAppender } from './lib/qlik-xml.mjs';

const root = path.resolve(import.meta.dirname, '..');
const { templates } = JSON.parse(readFileSync(path.join(root, 'templates/index.json'), 'utf8'));

/** The whole text of one template. */
function templateXml(template) {
  const parts = template.parts.map(part => (part.mail ? mailPart(part.mail) : formatPart(part)));
  const byLogger = new Map();
  for (const part of parts) for (const name of part.loggers) byLogger.set(name, [...(byLogger.get(name) ?? []), part.name]);
  const blocks = [
    ...parts.map(part => [`<!-- ${part.comment} -->`, ...part.xml]),
    ...[...byLogger].map(([name, refs]) => logger(name, refs)),
  ];
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    ...headComment(template),
    '<configuration>',
    ...indent(blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]))),
    '</configuration>',
    '',
  ].join('\n');
}

function headComment({ title, service, folder, nodes, reports, doesNotReport }) {
  const sure = nodes.certainty === 'documented' ? '' : ' Concluded from logger names; Qlik does not document it.';
  return [
    '<!--',
    ...wrap(`${title}.`),
    ...wrap(`File:     LocalLogConfig.xml in %ProgramData%\\Qlik\\Sense\\${folder}`),
    ...wrap(`Service:  ${service}`),
    ...wrap(`Nodes:    ${nodes.text}${sure}`),
    ...wrap(`Reports:  ${reports}`),
    ...wrap(`Does not: ${doesNotReport}`),
    '-->',
  ];
}

function wrap(text) {
  const lines = [];
  let line = '';
  for (const word of text.split(/(?<=\S) (?=\S)/)) {
    if (line !== '' && line.length + 1 + word.length > 110) {
      lines.push(line);
      line = `          ${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return indent([...lines, line]);
}

function formatPart(part) {
  const format = formatOf(part.format);
  const name = part.appender ?? pascal(format.type);
  const texts = currentTexts(format);
  const comment =
    texts.length === 0
      ? `Everything at ${format.threshold} and above.`
      : texts.length === 1
        ? 'Only messages with the text below.'
        : 'Messages with any of the texts below, nothing else.';
  return { name, comment, loggers: part.loggers ?? format.loggers, xml: udpAppender(format, { name }) };
}

function mailPart(name) {
  const failed = formatOf('butler-task-failed');
  const pattern =
    '[Task] %property{TaskName}%newline[App] %property{AppName}%newline[User] %property{User}%newline[Node] %hostname%newline[Time] %date%newline[Execution] %property{ExecutionId}%newline[Message] %message%newline';
  return {
    name,
    comment: 'Off until you have filled in server and addresses: no event of Qlik Sense is as high as EMERGENCY. Then make it ALL.',
    loggers: failed.loggers,
    xml: appender({
      name,
      type: 'log4net.Appender.SmtpAppender',
      filters: onlyMessagesWith(currentTexts(failed)),
      params: [
        ['threshold', 'EMERGENCY'],
        ['smtpHost', '127.0.0.1'],
        ['port', '25'],
        ['from', 'qlik-sense@example.com'],
        ['to', 'qlik-admins@example.com'],
        ['subject', 'Qlik Sense: a task has failed'],
        ['bufferSize', '1'],
      ],
      layout: patternLayout(pattern),
    }),
  };
}

await writeGenerated(
  root,
  templates.map(template => [`templates/${template.file}`, templateXml(template)]),
  process.argv.includes('--check'),
);
