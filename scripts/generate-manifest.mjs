#!/usr/bin/env node
// Writes into package.json what VS Code is to know: commands, menus, settings, languages and snippets, from the registries that the code itself reads.
//   node scripts/generate-manifest.mjs [--check]
import { readFile, rm } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import prettier from 'prettier';
import { writeGenerated } from './lib/generated.mjs';
import { inRepository, root } from './lib/root.mjs';

await writeGenerated(root, [['package.json', await manifest()]], process.argv.includes('--check'));

/** The text package.json should have. */
async function manifest() {
  const { contributes, activationEvents, capabilities, log4netLanguage, rules, sinkKinds, sinksSchema } = await registries();
  const now = JSON.parse(await readFile(inRepository('package.json'), 'utf8'));
  const next = {
    ...now,
    activationEvents,
    capabilities,
    contributes: {
      ...contributes(rules.map(settingOf), sinksSchema(sinkKinds)),
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

/** The registries are TypeScript modules of data: bundled into a file of its own and loaded from there, libraries from where they are. */
async function registries() {
  const outfile = inRepository('out', `registries-${process.pid}.mjs`);
  const modules = [
    "export * from './client/src/vscode/registry/contributes';",
    "export { ruleFacts as rules } from './server/src/rules/index';",
    "export { sinkKinds } from './client/src/sinks/index';",
    "export { sinksSchema } from './client/src/delivery/sink-settings';",
  ];
  try {
    await build({
      absWorkingDir: root,
      stdin: { contents: modules.join('\n'), resolveDir: root, loader: 'ts' },
      outfile,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(outfile, { force: true });
  }
}
