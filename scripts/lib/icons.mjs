/** The icons of the panel: of VS Code's font and its style sheet only what the sources name, a twentieth of it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import subsetFont from 'subset-font';
import { globSync } from './files.mjs';
import { root } from './root.mjs';

const rule = /\.codicon-([a-z0-9-]+):before\s*\{\s*content:\s*"\\([0-9a-f]+)"\s*;?\s*\}/g;

/**
 * Any text in quotes may be a name: which icon is drawn is often decided far from where it is drawn.
 * @param {string} css codicon.css @returns {ReadonlyMap<string, number>} code points by name
 */
export function usedIcons(css) {
  const sources = globSync(root, 'client/src/panel', name => /\.tsx?$/.test(name)).map(file => readFileSync(path.join(root, file), 'utf8'));
  const quoted = new Set(sources.flatMap(text => [...text.matchAll(/['"`]([a-z0-9-]+)['"`]/g)].map(it => it[1])));
  return new Map(
    [...css.matchAll(rule)].flatMap(([, name = '', code = '']) => (quoted.has(name) ? [[name, Number.parseInt(code, 16)]] : [])),
  );
}

/** @type {import('esbuild').Plugin} */
export const onlyUsedIcons = {
  name: 'only-used-icons',
  setup(it) {
    it.onLoad({ filter: /codicons[\\/]dist[\\/]codicon\.css$/ }, ({ path: file }) => {
      const css = readFileSync(file, 'utf8');
      const used = usedIcons(css);
      return { contents: css.replace(rule, (text, name) => (used.has(name) ? text : '')), loader: 'css' };
    });
    it.onLoad({ filter: /codicons[\\/]dist[\\/]codicon\.ttf/ }, async ({ path: file }) => {
      const used = usedIcons(readFileSync(path.join(path.dirname(file), 'codicon.css'), 'utf8'));
      const font = await subsetFont(readFileSync(file), String.fromCodePoint(...used.values()), { targetFormat: 'truetype' });
      return { contents: font, loader: 'file' };
    });
  },
};
