#!/usr/bin/env node
// Writes into package.json what VS Code is to know: commands, menus, settings, languages and snippets, from the registries that the code itself reads.
//   node scripts/generate-manifest.mjs [--check]
import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { build } from 'esbuild';
import prettier from 'prettier';
import { writeGenerated } from './lib/generated.mjs';
import { inRepository, root } from './lib/root.mjs';

await writeGenerated(root, [['package.json', await manifest()]], process.argv.includes('--check'));

/** The text package.json should have. */
async function manifest() {
  const { contributes, activationEvents, capabilities, log4netLanguage, rules } = await registries();
  const now = JSON.parse(await readFile(inRepository('package.json'), 'utf8'));
  const next = {
    ...now,
    activationEvents,
    capabilities,
    contributes: {
      ...contributes(rules.map(settingOf)),
      snippets: [{ language: log4netLanguage.id, path: './snippets/log4net.json' }],
    },
  };
  return prettier.format(JSON.stringify(next), {
    ...(await prettier.resolveConfig(inRepository('package.json'))),
    filepath: 'package.json',
  });
}

/**
 * A rule's severity is the user's to change.
 * @param {{ id: string, severity: string, why: string }} rule
 */
function settingOf({ id, severity, why }) {
  return {
    key: `rules.${id}`,
    scope: 'resource',
    schema: { type: 'string', enum: ['error', 'warning', 'information', 'hint', 'off'], default: severity },
    description: why,
  };
}

/** The registries are TypeScript modules of plain data: bundled in memory and loaded from there. */
async function registries() {
  const rules = existsSync(inRepository('server/src/rules/index.ts'))
    ? "export { ruleFacts as rules } from './server/src/rules/index';"
    : 'export const rules = [];';
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: { contents: `export * from './client/src/vscode/registry/contributes';\n${rules}`, resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0]?.text ?? '').toString('base64')}`);
}
