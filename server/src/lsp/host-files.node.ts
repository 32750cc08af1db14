/** The disk of the computer the server runs on. */
import { open, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readXmlBytes } from '../service';
import type { FileSearch, FoundFile, HostFiles } from './host';

/** Deeper than any configuration lies; links that lead in a circle end here. */
const DEEPEST = 24;

export const hostFiles: HostFiles = {
  readText: async (uri, most) => {
    const file = fileOf(uri);
    if (file === undefined) return undefined;
    try {
      if (most !== undefined && (await stat(file)).size > most) return undefined;
      return readXmlBytes(await readFile(file));
    } catch {
      return undefined;
    }
  },
  readBytes: async uri => {
    const file = fileOf(uri);
    return file === undefined ? undefined : await readFile(file).catch(() => undefined);
  },
  readHead: async (uri, bytes) => {
    const file = fileOf(uri);
    if (file === undefined) return undefined;
    try {
      const handle = await open(file);
      try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0);
        return readXmlBytes(buffer.subarray(0, bytesRead));
      } finally {
        await handle.close();
      }
    } catch {
      return undefined;
    }
  },
  find: async (folder, search) => {
    const found: FoundFile[] = [];
    const start = fileOf(folder);
    if (start !== undefined) await walk(start, folder.replace(/\/$/, ''), search, found, 0);
    return found;
  },
};

/** `uri`: the folder's own, so that what lies below is written as the client writes it. */
async function walk(folder: string, uri: string, search: FileSearch, found: FoundFile[], depth: number): Promise<void> {
  if (depth > DEEPEST) return;
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (found.length >= search.most) return;
    const file = path.join(folder, entry.name);
    const its = `${uri}/${encodeURIComponent(entry.name)}`;
    // A linked folder is not entered: what it leads to lies in the workspace as well, or is none of its business.
    if (entry.isDirectory()) {
      if (!search.exclude.includes(entry.name)) await walk(file, its, search, found, depth + 1);
    } else if (search.fits(entry.name)) {
      const facts = await stat(file).catch(() => undefined);
      if (facts?.isFile()) found.push({ uri: its, stamp: `${facts.size}.${facts.mtimeMs}` });
    }
  }
}

function fileOf(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}
