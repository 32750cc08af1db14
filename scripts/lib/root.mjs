import { existsSync } from 'node:fs';
import path from 'node:path';

/** The repository's root: the nearest folder upwards with a package.json, wherever this file was bundled to. */
export const root = upwards(import.meta.dirname);

/** A path inside the repository. @param {readonly string[]} parts */
export const inRepository = (...parts) => path.join(root, ...parts);

/** Where downloads are kept: git ignores it, deleting it costs nothing but time. */
export const cache = inRepository('.cache');

/** @param {string} folder @returns {string} */
function upwards(folder) {
  if (existsSync(path.join(folder, 'package.json'))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error('This script is not inside the repository.');
  return upwards(parent);
}
