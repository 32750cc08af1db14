#!/usr/bin/env node
// Writes docs/rules: one page for each rule, and an index. What a page says comes from the rule itself, its examples from
// test/corpus/rules.txt, and what the examples show from running the rules over them.
//   node scripts/generate-rule-docs.mjs           writes what differs
//   node scripts/generate-rule-docs.mjs --check   exits 1 and names the stale files
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { writeGenerated } from './lib/generated.mjs';
import { inRepository, root } from './lib/root.mjs';

const folder = 'docs/rules';
const generated = '<!-- Written by scripts/generate-rule-docs.mjs. -->\n';
const meaning = {
  error: 'the file is not loaded, or an appender is lost or can never send',
  warning: 'it works, but hardly as meant',
  information: 'worth knowing',
  hint: 'a small thing',
};
const about = {
  syntax: 'What keeps an XML reader from reading the file at all.',
  structure: 'Elements and attributes: which log4net knows, and what it makes of the others.',
  references: 'Who refers to whom: loggers, appenders, forwarding appenders.',
  types: 'Classes by name.',
  properties: 'Properties of classes: unknown, missing, set twice, in each other’s way.',
  values: 'Values as log4net reads them.',
  filters: 'Filter chains: what passes in the end.',
  patterns: 'Conversion patterns: what they will really print.',
  lifecycle: 'From event to output over time: buffers, thresholds, files, logins.',
  receiver: 'What the receiver at the other end will make of the datagrams.',
  deployment: 'On a real server: the right folder, nothing left to fill in, nothing that should not lie in a file.',
};
const check = process.argv.includes('--check');
const { ruleFacts, ruleExamples, createService } = await sources();
const examples = new Map(ruleExamples().map(it => [it.rule, it]));
const pages = [[`${folder}/README.md`, index()], ...ruleFacts.map(it => [`${folder}/${it.id}.md`, page(it)])];
await leaveOnly(new Set(pages.map(([name]) => name)));
for (const [name] of pages) await mkdir(path.dirname(inRepository(name)), { recursive: true });
await writeGenerated(root, pages, check);

/** The whole page of one rule. */
function page({ id, severity, why }) {
  const example = examples.get(id);
  return [
    generated,
    `# ${id}`,
    '',
    `Default: **${severity}** (${meaning[severity]}) · [all rules](../README.md)`,
    '',
    literally(why),
    '',
    ...(example === undefined ? [] : shown(example)),
    '## Change or silence it',
    '',
    `In the settings: \`error\`, \`warning\`, \`information\`, \`hint\` or \`off\`.`,
    '',
    ...fenced('json', `"log4netAppenders.rules.${id}": "${severity === 'warning' ? 'information' : 'warning'}"`),
    '',
    'In the file, for the element that follows, with the reason:',
    '',
    ...fenced('xml', `<!-- log4net-ignore ${id}: why it is meant -->`),
    '',
    `\`log4net-ignore-start ${id}\` and \`log4net-ignore-end\` silence it for what stands between them, \`log4net-ignore-file ${id}\` for the whole file.`,
    '',
  ].join('\n');
}

/** The failing example with what is said about it, and the mended one. */
function shown({ rule, failing, mended }) {
  const found = findingsIn(failing).filter(it => it.rule === rule);
  const messages = [...new Set(found.map(it => it.message))];
  const fixes = [...new Set(found.flatMap(it => it.fixes ?? []).map(it => it.title))];
  return [
    '## For example',
    '',
    ...where(failing),
    ...fenced('xml', readable(failing)),
    '',
    ...messages.flatMap(it => [`> ${literally(it)}`, '']),
    ...(fixes.length === 0 ? [] : [`Quick fix: ${fixes.map(it => `“${literally(it)}”`).join(', ')}.`, '']),
    '## Mended',
    '',
    ...where(mended),
    ...fenced('xml', readable(mended)),
    '',
  ];
}

function where({ path: names, receiver, version, saved }) {
  const parts = [
    names && `as \`${[...names].reverse().join('/')}\``,
    receiver && `with the receiver \`${receiver}\``,
    version && `with log4net ${version}`,
    saved && `saved as ${saved.toUpperCase()}`,
  ].filter(Boolean);
  return parts.length === 0 ? [] : [`${parts.join(', ').replace(/^./, it => it.toUpperCase())}:`, ''];
}

function findingsIn({ text, path: names = [], receiver, version, saved }) {
  const service = createService({ ...(receiver && { receiver }), ...(version && { log4netVersion: version }) });
  return service.diagnose(service.analyse(text, names, saved));
}

/** As the formatter would have it, where it dares to touch the text at all. */
function readable({ text }) {
  const service = createService();
  const edits = service.format(service.analyse(text), { tabSize: 2, insertSpaces: true });
  return [...edits]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce((result, { span, text: put }) => result.slice(0, span.start) + put + result.slice(span.end), text)
    .trimEnd();
}

function fenced(language, text) {
  return [`\`\`\`${language}`, text, '```'];
}

/** Text for Markdown that looks as it is written. */
function literally(text) {
  return text.replaceAll('&', '&amp;').replace(/[\\`*_<>[\]|]/g, '\\$&');
}

function index() {
  /** @type {Map<string, typeof ruleFacts>} */
  const families = new Map();
  for (const it of ruleFacts) {
    const [family] = it.id.split('/');
    families.set(family, [...(families.get(family) ?? []), it]);
  }
  return [
    generated,
    '# Rules',
    '',
    'What is looked for in a configuration, by family. Each page says what log4net does, shows an example and its mend, and how to',
    'change or silence the rule.',
    '',
    ...[...families].flatMap(([family, rules]) => [
      `## ${family}`,
      '',
      about[family] ?? '',
      '',
      '| rule | default | why |',
      '| --- | --- | --- |',
      ...rules.map(it => `| [${it.id}](${it.id}.md) | ${it.severity} | ${firstSentence(it.why)} |`),
      '',
    ]),
  ].join('\n');
}

function firstSentence(text) {
  const [first = text] = /^.+?[.](?=\s|$)/s.exec(text) ?? [];
  return literally(first);
}

/** Takes away the page of a rule that is no more; with `--check` that, too, is stale. */
async function leaveOnly(names) {
  const there = (await readdir(inRepository(folder), { recursive: true }))
    .map(it => `${folder}/${it.split(path.sep).join('/')}`)
    .filter(it => it.endsWith('.md') && !names.has(it));
  if (there.length === 0) return;
  if (check) {
    console.error(`There is no such rule: ${there.join(', ')}. Run the generator without --check.`);
    process.exitCode = 1;
  } else for (const name of there) await rm(inRepository(name));
}

/** The rules and their examples are TypeScript: bundled and loaded from there. */
async function sources() {
  const outfile = inRepository('out', 'rule-docs', `${process.pid}.mjs`);
  await build({
    absWorkingDir: root,
    stdin: {
      contents:
        "export { ruleFacts } from './server/src/rules'; export { createService } from './server/src/service'; export { ruleExamples } from './test/support/rule-examples';",
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    outfile,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(outfile);
  }
}
