/** The licences of what is inside the bundles, as their authors want them passed on. */

import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { root } from './root.mjs';

/**
 * The text of THIRD-PARTY-NOTICES.txt; throws when a package says nothing about its licence.
 * @param {readonly import('esbuild').Metafile[]} metafiles of every bundle that is shipped
 */
export async function thirdPartyNotices(metafiles) {
  const folders = new Set(metafiles.flatMap(it => Object.keys(it.inputs)).flatMap(it => packageFolder(it) ?? []));
  const packages = await Promise.all([...folders].map(read));
  packages.sort((a, b) => (a.title < b.title ? -1 : 1));
  const sections = packages.map(({ title, licence, text }) => `${'='.repeat(80)}\n${title}\nLicence: ${licence}\n\n${text.trim()}\n`);
  return `This extension contains the following third-party software.\n\n${sections.join('\n')}`;
}

/** `node_modules/a/node_modules/@b/c/x.js` → `node_modules/a/node_modules/@b/c` @param {string} input */
function packageFolder(input) {
  return /^(?:[^:]*:)?((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
}

/** @param {string} folder */
async function read(folder) {
  const { name, version, license, author, homepage, repository } = JSON.parse(
    await readFile(path.join(root, folder, 'package.json'), 'utf8'),
  );
  const licence = typeof license === 'string' ? license : license?.type;
  if (licence === undefined) throw new Error(`${name} ${version} does not say what its licence is; it cannot be shipped like that.`);
  const where = homepage ?? (typeof repository === 'string' ? repository : repository?.url) ?? '';
  const by = typeof author === 'string' ? author : author?.name;
  const files = (await readdir(path.join(root, folder))).filter(it => /^(licen[cs]e|notice|copying)/i.test(it)).sort();
  const texts = await Promise.all(files.map(it => readFile(path.join(root, folder, it), 'utf8')));
  const fallback = `${by === undefined ? '' : `Copyright ${by}. `}The package carries no licence text; its package.json says: ${licence}.`;
  return {
    title: `${name} ${version}${where === '' ? '' : ` (${where})`}`,
    licence,
    text: `${attributions[name] ?? ''}${texts.join('\n\n') || fallback}`,
  };
}

/** What a licence wants said beyond its own text. @type {Readonly<Record<string, string>>} */
const attributions = {
  '@vscode/codicons':
    'The icons of the panel are "Codicons" by Microsoft, of which only those in use are shipped, otherwise unchanged, under the Creative Commons Attribution 4.0 International licence.\n\n',
};
