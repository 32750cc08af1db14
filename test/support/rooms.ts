/** The import table of ARCHITECTURE.md, executable: which room may use what, and what a file does against it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

interface Room {
  /** Rooms (path prefixes) whose values it may import; its own is always open to it. */
  readonly may: readonly string[];
  /** Rooms of which it may import types only. */
  readonly types?: readonly string[];
  /** Packages it may import; `node:` stands for all of Node's own. */
  readonly packages?: readonly string[];
}

const schemas = ['schemas'];
const ofTheServer = ['server/src/service.ts', 'server/src/protocol', 'server/src/wire', 'server/src/pattern', 'server/src/xsd'];
const ofTheClient = ['client/src/listener', 'client/src/delivery', 'client/src/sinks', 'client/src/panel'];

/** The longest prefix that fits is a file's room. */
const rooms: Readonly<Record<string, Room>> = {
  'server/src/syntax': { may: [] },
  'server/src/catalogue': { may: schemas, types: ['server/src/pattern'] },
  'server/src/pattern': { may: schemas, types: ['server/src/catalogue'] },
  'server/src/wire': { may: ['server/src/pattern', ...schemas], packages: ['fast-xml-parser', 'iconv-lite'] },
  'server/src/model': { may: ['server/src/syntax', 'server/src/catalogue', 'server/src/pattern'] },
  'server/src/simulate': {
    may: ['server/src/model', 'server/src/catalogue', 'server/src/pattern', 'server/src/wire'],
    types: ['server/src/syntax'],
  },
  'server/src/rules': { may: ['server/src/syntax', 'server/src/catalogue', 'server/src/pattern', 'server/src/model'] },
  'server/src/features': { may: ['server/src/syntax', 'server/src/catalogue', 'server/src/pattern', 'server/src/model'] },
  'server/src/xsd': { may: ['server/src/syntax', ...schemas], packages: ['libxml2-wasm'] },
  'server/src/xsd/xerces.ts': { may: ['server/src/xsd', 'server/src/syntax', ...schemas], packages: ['node:', 'xsd-schema-validator'] },
  'server/src/xsd/open-engine.ts': { may: ['server/src/xsd', 'server/src/xsd/xerces.ts'], packages: ['node:'] },
  'server/src/protocol': { may: [], types: ['server/src/wire', 'server/src/simulate', 'server/src/pattern'] },
  'server/src/trials': {
    may: ['syntax', 'catalogue', 'simulate', 'rules', 'features'].map(it => `server/src/${it}`),
    types: ['server/src/pattern', 'server/src/protocol', 'server/src/xsd'],
  },
  'server/src/service.ts': {
    may: ['syntax', 'catalogue', 'pattern', 'wire', 'model', 'simulate', 'rules', 'features', 'trials', 'xsd', 'protocol'].map(
      it => `server/src/${it}`,
    ),
  },
  'server/src/lsp': {
    may: ['server/src/service.ts', 'server/src/protocol'],
    packages: ['vscode-languageserver', 'vscode-languageserver-textdocument'],
  },
  'server/src/lsp/host-files.node.ts': { may: ['server/src/lsp', 'server/src/service.ts'], packages: ['node:'] },
  'server/src/lsp/main.node.ts': { may: ['server/src/lsp', 'server/src/xsd/open-engine.ts'], packages: ['node:', 'vscode-languageserver'] },
  'client/src/listener': {
    may: ['server/src/wire', 'server/src/pattern', ...schemas],
    types: ['client/src/listener/sources', 'client/src/listener/disk'],
    packages: ['re2js'],
  },
  'client/src/listener/sources': {
    may: ['client/src/listener', 'server/src/wire', 'server/src/pattern', ...schemas],
    packages: ['node:', 'mqtt', 'nodemailer', 'postal-mime', 'smtp-server'],
  },
  'client/src/listener/disk': { may: ['client/src/listener', 'server/src/wire', 'server/src/pattern', ...schemas], packages: ['node:'] },
  'client/src/delivery': { may: [], types: ['server/src/wire', 'client/src/delivery/outbox'], packages: ['handlebars'] },
  'client/src/delivery/outbox': { may: ['client/src/delivery'], types: ['server/src/wire'], packages: ['node:'] },
  'client/src/sinks': {
    may: ['client/src/delivery'],
    types: ['server/src/wire'],
    packages: ['node:', 'mqtt', 'nodemailer', '@slack/types'],
  },
  'client/src/panel': { may: ['client/src/listener'], types: ['server/src/wire'] },
  'client/src/panel/ui': {
    may: ['client/src/panel'],
    types: ['server/src/wire'],
    packages: ['preact', '@tanstack/virtual-core', '@vscode/codicons', '@vscode-elements/elements', 'uplot'],
  },
  'client/src/vscode': {
    may: [...ofTheClient, ...ofTheServer, 'templates', ...schemas],
    packages: ['node:', 'vscode', 'vscode-languageclient'],
  },
  'client/src/terminal': { may: [...ofTheClient, ...ofTheServer, 'templates', ...schemas], packages: ['node:', 'undici'] },
};

/** The files a list is made of know nothing of one another. What several of them share is named here. */
const lists: Readonly<Record<string, readonly string[]>> = {
  'server/src/rules/index.ts': ['server/src/rules/rule.ts'],
  'client/src/sinks/index.ts': [],
  'client/src/vscode/commands/index.ts': [],
  'server/src/service.ts': ['server/src/features/analysed.ts', 'server/src/features/samples.ts', 'server/src/features/scope.ts'],
};

/** Names of types of log4net and of Qlik are facts, and facts are data: with their namespaces, or the short names the catalogue holds. */
const typeName = new RegExp(`log4net\\.(Appender|Layout|Filter|Core|Util)\\b|Qlik\\.Sense\\.|\\b(${shortNames().join('|')})\\b`);

function shortNames(): readonly string[] {
  const texts = ['appenders', 'layouts', 'filters', 'evaluators', 'converters'].map(it =>
    readFileSync(`schemas/catalogue/${it}.json`, 'utf8'),
  );
  const names = texts.flatMap(text => [...text.matchAll(/"type": "[^"]*?(\w+)"/g)].map(it => it[1] ?? ''));
  return [...new Set(names)];
}

/** What a file does against the table, one sentence each. `file` is its path in the repository; `files` all of them, for the lists. */
export function violations(file: string, text: string, files: ReadonlyMap<string, string> = new Map()): readonly string[] {
  const room = roomOf(file);
  if (room === undefined) return [`${file}: belongs to no room`];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS);
  return [
    ...importsOf(source).flatMap(it => againstTheTable(file, room, it) ?? againstTheLists(file, it, files) ?? []),
    ...literalsOf(source)
      .filter(it => typeName.test(it))
      .map(it => `${file}: names a type of log4net or Qlik: "${it}"`),
  ];
}

interface Import {
  readonly of: string;
  readonly typesOnly: boolean;
}

function againstTheTable(file: string, room: string, { of, typesOnly }: Import): string | undefined {
  const { may, types = [], packages = [] } = rooms[room]!;
  if (!of.startsWith('.')) {
    if (of.startsWith('node:')) return packages.includes('node:') ? undefined : `${file}: may not use Node (${of})`;
    return packages.includes(packageOf(of)) ? undefined : `${file}: may not use the package ${packageOf(of)}`;
  }
  const target = targetOf(file, of);
  if (inside(target, room)) {
    // A room within the room, such as the one with the sockets, has a line of its own.
    const inner = roomOf(target);
    if (inner === undefined || inner === room) return undefined;
    return may.includes(inner) || (typesOnly && types.includes(inner)) || inside(inner, 'server/src/lsp') || inner === 'client/src/panel/ui'
      ? undefined
      : `${file}: may not use ${inner}`;
  }
  if (may.some(it => inside(target, it)) && !hiddenFrom(room, target)) return undefined;
  if (types.some(it => inside(target, it))) return typesOnly ? undefined : `${file}: may use only types of ${target}`;
  return `${file}: may not use ${target}`;
}

const innerRooms = [
  'client/src/listener/sources',
  'client/src/listener/disk',
  'client/src/delivery/outbox',
  'client/src/panel/ui',
  'server/src/xsd/xerces.ts',
  'server/src/xsd/open-engine.ts',
];

/** A room inside a room is not opened by the outer one's line, only by one of its own. */
function hiddenFrom(room: string, target: string): boolean {
  const inner = roomOf(target);
  return (
    inner !== undefined &&
    !room.startsWith('client/src/vscode') &&
    !room.startsWith('client/src/terminal') &&
    rooms[room]?.may.includes(inner) !== true &&
    innerRooms.includes(inner)
  );
}

function againstTheLists(file: string, { of }: Import, files: ReadonlyMap<string, string>): string | undefined {
  if (!of.startsWith('.')) return undefined;
  for (const [list, shared] of Object.entries(lists)) {
    const text = files.get(list);
    if (text === undefined) continue;
    const entries = entriesOf(list, text, files).filter(it => !shared.includes(it));
    const target = resolved(targetOf(file, of), files);
    if (target !== file && entries.includes(file) && entries.includes(target))
      return `${file}: knows ${target}, its neighbour in the list ${list}`;
  }
  return undefined;
}

/** The files of its own room (or, for the service, the features) that a list imports values from. */
function entriesOf(list: string, text: string, files: ReadonlyMap<string, string>): readonly string[] {
  const folder = list.endsWith('service.ts') ? 'server/src/features' : path.posix.dirname(list);
  return importsOf(ts.createSourceFile(list, text, ts.ScriptTarget.Latest, true))
    .filter(it => !it.typesOnly && it.of.startsWith('.'))
    .map(it => resolved(targetOf(list, it.of), files))
    .filter(it => inside(it, folder));
}

function importsOf(source: ts.SourceFile): readonly Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      found.push({ of: node.moduleSpecifier.text, typesOnly: node.importClause !== undefined && onlyTypes(node.importClause) });
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier)) {
      const named = node.exportClause !== undefined && ts.isNamedExports(node.exportClause) ? node.exportClause.elements : undefined;
      found.push({ of: node.moduleSpecifier.text, typesOnly: node.isTypeOnly || (named?.every(it => it.isTypeOnly) ?? false) });
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
      found.push({ of: node.argument.literal.text, typesOnly: true });
    } else if (
      ts.isCallExpression(node) &&
      isLoader(node.expression) &&
      node.arguments[0] !== undefined &&
      ts.isStringLiteralLike(node.arguments[0])
    ) {
      found.push({ of: node.arguments[0].text, typesOnly: false });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const isLoader = (callee: ts.Expression): boolean =>
  callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');

function onlyTypes(clause: ts.ImportClause): boolean {
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  return clause.name === undefined && named !== undefined && ts.isNamedImports(named) && named.elements.every(it => it.isTypeOnly);
}

/** Every piece of text that the program could print or compare; comments are not. */
function literalsOf(source: ts.SourceFile): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isStringLiteralLike(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddle(node) ||
      ts.isTemplateTail(node) ||
      ts.isJsxText(node) ||
      ts.isRegularExpressionLiteral(node)
    ) {
      found.push(node.text.replaceAll('\\.', '.'));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function roomOf(file: string): string | undefined {
  return Object.keys(rooms)
    .filter(it => inside(file, it))
    .sort((a, b) => b.length - a.length)[0];
}

/** `server/src/service` is also the room `server/src/service.ts`. */
const inside = (file: string, room: string): boolean => file === room || `${file}.ts` === room || file.startsWith(`${room}/`);

const targetOf = (file: string, of: string): string => path.posix.normalize(path.posix.join(path.posix.dirname(file), of));

const resolved = (target: string, files: ReadonlyMap<string, string>): string =>
  [`${target}.ts`, `${target}.tsx`, `${target}/index.ts`, target].find(it => files.has(it)) ?? target;

const packageOf = (name: string): string =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
