import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Files below `folder` of `root` whose name passes, as paths relative to `root` with `/`, sorted. */
export function globSync(root, folder, passes) {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && passes(entry.name))
    .map(entry =>
      path
        .relative(root, path.join(entry.parentPath ?? entry.path, entry.name))
        .split(path.sep)
        .join('/'),
    )
    .sort();
}
