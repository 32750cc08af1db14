import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { violations } from './support/rooms';

const files = new Map(
  ['server/src', 'client/src'].flatMap(folder =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(it => it.isFile() && /\.tsx?$/.test(it.name))
      .map(it => path.posix.join(it.parentPath.split(path.sep).join('/'), it.name))
      .map((file): [string, string] => [file, readFileSync(file, 'utf8')]),
  ),
);

test('every file keeps to its room', () => {
  assert.ok(files.size > 50, `only ${files.size} files were found`);
  assert.deepEqual(
    [...files].flatMap(([file, text]) => violations(file, text, files)),
    [],
  );
});

const seeds: readonly (readonly [claim: string, file: string, text: string, complaint: string])[] = [
  ['a file outside of every room', 'server/src/new/x.ts', '', 'belongs to no room'],
  [
    'a room that the table does not open',
    'server/src/syntax/x.ts',
    `import { a } from '../model/read';`,
    'may not use server/src/model/read',
  ],
  [
    'a rule that uses a feature',
    'server/src/rules/x.ts',
    `import { hover } from '../features/hover';`,
    'may not use server/src/features/hover',
  ],
  [
    'a feature that uses a rule',
    'server/src/features/x.ts',
    `import { diagnose } from '../rules/run';`,
    'may not use server/src/rules/run',
  ],
  [
    'the door of the server going past the service',
    'server/src/lsp/x.ts',
    `import { read } from '../model/read';`,
    'may not use server/src/model/read',
  ],
  ['vscode outside of its room', 'client/src/listener/x.ts', `import * as vscode from 'vscode';`, 'may not use the package vscode'],
  ['even as a type', 'client/src/terminal/x.ts', `import type { Uri } from 'vscode';`, 'may not use the package vscode'],
  [
    'LSP types outside of their room',
    'server/src/features/x.ts',
    `import type { Hover } from 'vscode-languageserver';`,
    'may not use the package vscode-languageserver',
  ],
  ['Node in the core', 'server/src/wire/x.ts', `import { readFileSync } from 'node:fs';`, 'may not use Node (node:fs)'],
  [
    'Node in the door of the server that the browser uses too',
    'server/src/lsp/server.ts',
    `import 'node:path';`,
    'may not use Node (node:path)',
  ],
  ['Node by the back door', 'client/src/delivery/x.ts', `export const fs = await import('node:fs');`, 'may not use Node (node:fs)'],
  ['Node by the oldest door', 'client/src/listener/x.ts', `const net = require('node:net');`, 'may not use Node (node:net)'],
  [
    'sockets in the listener itself',
    'client/src/listener/x.ts',
    `import { open } from './sources/udp';`,
    'may not use client/src/listener/sources',
  ],
  [
    'the journal in the delivery itself',
    'client/src/delivery/x.ts',
    `import { open } from './outbox/file';`,
    'may not use client/src/delivery/outbox',
  ],
  [
    'values where only types are open',
    'client/src/delivery/x.ts',
    `import { levels } from '../../../server/src/wire/event';`,
    'may use only types of server/src/wire/event',
  ],
  [
    'values that are re-exported',
    'server/src/protocol/x.ts',
    `export { a, type B } from '../wire/event';`,
    'may use only types of server/src/wire/event',
  ],
  [
    'a type that is asked for in passing',
    'server/src/syntax/x.ts',
    `export type A = import('../model/types').Configuration;`,
    'may not use server/src/model/types',
  ],
  [
    'a page that reaches for the listener',
    'client/src/panel/ui/x.tsx',
    `import { query } from '../../listener/query';`,
    'may not use client/src/listener/query',
  ],
  [
    'a sink that knows the events view',
    'client/src/sinks/x.ts',
    `import { feed } from '../panel/feed';`,
    'may not use client/src/panel/feed',
  ],
  [
    'a library in a room that has none',
    'server/src/model/x.ts',
    `import { XMLParser } from 'fast-xml-parser';`,
    'may not use the package fast-xml-parser',
  ],
  [
    'a terminal that needs an editor',
    'client/src/terminal/x.ts',
    `import { app } from '../vscode/app';`,
    'may not use client/src/vscode/app',
  ],
  [
    'a type of log4net',
    'server/src/rules/x.ts',
    `if (type === 'log4net.Appender.UdpAppender') act();`,
    'names a type of log4net or Qlik: "log4net.Appender.UdpAppender"',
  ],
  [
    'a type of log4net by its short name',
    'server/src/rules/x.ts',
    `if (name === 'UdpAppender') act();`,
    'names a type of log4net or Qlik: "UdpAppender"',
  ],
  [
    'a type of log4net in a pattern',
    'server/src/rules/x.ts',
    String.raw`export const udp = /log4net\.Appender\.Udp/;`,
    'names a type of log4net or Qlik: "/log4net.Appender.Udp/"',
  ],
  [
    'a type of Qlik in a template',
    'server/src/features/x.ts',
    'export const a = `${b} of Qlik.Sense.Logging.Fancy`;',
    'names a type of log4net or Qlik: " of Qlik.Sense.Logging.Fancy"',
  ],
];

for (const [claim, file, text, complaint] of seeds) {
  test(`the table bites: ${claim}`, () => assert.deepEqual(violations(file, text), [`${file}: ${complaint}`]));
}

test('the table bites: a rule, a sink or a feature that knows its neighbour', () => {
  const seeded = (list: string, entries: readonly string[]): ReadonlyMap<string, string> =>
    new Map([
      [
        list,
        entries
          .map(
            it =>
              `import { ${path.basename(it, '.ts')} } from './${path.posix.relative(path.posix.dirname(list), it).replace('.ts', '')}';`,
          )
          .join('\n'),
      ],
      ...entries.map((it): [string, string] => [it, '']),
    ]);
  const cases = [
    ['server/src/rules/index.ts', 'server/src/rules/a.ts', 'server/src/rules/b.ts'],
    ['client/src/sinks/index.ts', 'client/src/sinks/a.ts', 'client/src/sinks/b.ts'],
    ['client/src/vscode/commands/index.ts', 'client/src/vscode/commands/a.ts', 'client/src/vscode/commands/b.ts'],
    ['server/src/service.ts', 'server/src/features/a.ts', 'server/src/features/b.ts'],
  ] as const;
  for (const [list, a, b] of cases) {
    assert.deepEqual(violations(a, `import { b } from './b';`, seeded(list, [a, b])), [
      `${a}: knows ${b}, its neighbour in the list ${list}`,
    ]);
  }
});

test('what the table opens is open', () => {
  const fine = [
    ['server/src/model/x.ts', `import { parse } from '../syntax/parse';`],
    ['server/src/protocol/x.ts', `import type { A } from '../wire/event'; import { type B } from '../simulate/types';`],
    [
      'server/src/lsp/main.node.ts',
      `import 'node:process'; import { serve } from './server'; import { c } from 'vscode-languageserver/node';`,
    ],
    ['client/src/listener/sources/x.ts', `import { createSocket } from 'node:dgram'; import type { Source } from '../contract';`],
    [
      'client/src/vscode/x.ts',
      `import { open } from '../listener/sources/udp'; import * as vscode from 'vscode'; import { Service } from '../../../server/src/service';`,
    ],
    ['server/src/rules/x.ts', `// log4net.Appender.UdpAppender in a comment explains, it decides nothing\nimport { rule } from './rule';`],
  ] as const;
  for (const [file, text] of fine) assert.deepEqual(violations(file, text), [], file);
});
