/** A full parse of a configuration to a tree, against the libraries that could have done it. Bars: ARCHITECTURE.md, "Speed". */
import { parser as lezer } from '@lezer/xml';
import { buildAst } from '@xml-tools/ast';
import { parse as xmlTools } from '@xml-tools/parser';
import { SaxesParser } from 'saxes';
import { getLanguageService, TextDocument } from 'vscode-html-languageservice';
import { parse } from '../../server/src/syntax/parse';
import type { XmlDocument } from '../../server/src/syntax/tree';
import { nodesOf } from '../../server/src/syntax/walk';
import { configuration } from './support/configuration';
import { bar, race } from './support/race';

const sizes = { '8 KB': 8_192, '100 KB': 102_400, '1 MB': 1_048_576 } as const;
const html = getLanguageService();
const ours: Record<string, number> = {};

for (const [name, bytes] of Object.entries(sizes)) {
  const text = configuration(bytes);
  const median = await race(`Full parse, ${name}`, {
    'log4net-appenders': () => parse(text),
    // Nodes of clean sections are made when somebody asks: here somebody asks for all of them.
    'every node and attribute visited': () => visit(parse(text)),
    'saxes (events, no tree)': () => new SaxesParser().write(text).close(),
    'vscode-html-languageservice': () => html.parseHTMLDocument(TextDocument.create('file:///x.xml', 'xml', 1, text)),
    '@lezer/xml': () => lezer.parse(text),
    // More than a second per megabyte: three sizes of it would take longer than all the rest.
    ...(bytes > 200_000 ? {} : { '@xml-tools/parser + ast': () => withXmlTools(text) }),
  });
  ours[name] = median('log4net-appenders');
  if (name === '100 KB') continue;
  bar(`times as fast as vscode-html-languageservice, ${name}`, median('vscode-html-languageservice') / median('log4net-appenders'), {
    atLeast: 3,
  });
  console.log(
    `    with every node and attribute visited it is ${(median('vscode-html-languageservice') / median('every node and attribute visited')).toFixed(2)} times as fast`,
  );
  console.log(
    `    goal: as fast as saxes; it is ${(median('saxes (events, no tree)') / median('log4net-appenders')).toFixed(2)} times as fast`,
  );
}
bar('times the time for 10 times the text (100 KB to 1 MB)', (ours['1 MB'] ?? NaN) / (ours['100 KB'] ?? NaN), { atMost: 12.3 });

function visit(document: XmlDocument): number {
  let count = 0;
  for (const node of nodesOf(document)) count += node.kind === 'element' ? 1 + node.attributes.length : 1;
  return count;
}

function withXmlTools(text: string): unknown {
  const { cst, tokenVector } = xmlTools(text);
  return buildAst(cst as Parameters<typeof buildAst>[0], tokenVector);
}
