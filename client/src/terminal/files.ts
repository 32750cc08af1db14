/** Files as the command line names them: patterns expanded by ourselves (no shell does it on Windows), texts decoded. */
import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { savedAs, type SavedAs } from '../../../server/src/service';
import { readXmlBytes } from '../../../server/src/wire/xml-bytes';

export type Expanded = { readonly ok: true; readonly files: readonly string[] } | { readonly ok: false; readonly message: string };
export type ReadText =
  { readonly ok: true; readonly text: string; readonly saved: SavedAs } | { readonly ok: false; readonly message: string };

/** Folders nobody means by `**`. */
const passedOver: readonly string[] = ['node_modules', '.git'];

/**
 * Files in the order given, those of a pattern sorted, none twice; written as they were given. `*` and `?` stay within a
 * folder, `**` goes through folders, `[a-c]` and `{a,b}` mean one of these. No match is a sentence, never an empty list.
 */
export async function expandFiles(patterns: readonly string[], cwd: string): Promise<Expanded> {
  if (patterns.length === 0) return { ok: false, message: 'No file is named. Name one, or a pattern such as "Scheduler/**/*.xml".' };
  const files = new Set<string>();
  for (const pattern of patterns) {
    const found = await expand(pattern, cwd);
    if (!found.ok) return found;
    for (const file of found.files) files.add(file);
  }
  return { ok: true, files: [...files] };
}

async function expand(pattern: string, cwd: string): Promise<Expanded> {
  const kind = await kindOf(path.resolve(cwd, pattern));
  if (kind === 'file') return { ok: true, files: [pattern] };
  if (kind === 'folder') return { ok: false, message: `${pattern} is a folder. Name files, for example "${withSlash(pattern)}**/*.xml".` };
  if (!/[*?[{]/.test(pattern))
    return { ok: false, message: `${pattern} does not exist. Check the name; relative names start from ${cwd}.` };
  const files = await matching(pattern, cwd);
  if (files.length > 0) return { ok: true, files };
  return {
    ok: false,
    message: `No file matches ${pattern}. Relative patterns start from ${cwd}; ** goes through folders, * stays in one.`,
  };
}

function withSlash(folder: string): string {
  return /[\\/]$/.test(folder) ? folder : `${folder}/`;
}

async function kindOf(file: string): Promise<'file' | 'folder' | 'none'> {
  try {
    const found = await stat(file);
    return found.isDirectory() ? 'folder' : 'file';
  } catch {
    return 'none';
  }
}

/** Walks from the part of the pattern that is plain. */
async function matching(pattern: string, cwd: string): Promise<readonly string[]> {
  // A backslash parts folders on Windows only; elsewhere it is a letter of a name.
  const slashed = path.sep === '\\' ? pattern.replaceAll('\\', '/') : pattern;
  const segments = slashed.split('/');
  const first = segments.findIndex(it => /[*?[{]/.test(it));
  const base = segments.slice(0, first).join('/');
  const found: string[] = [];
  await walk(base === '' && slashed.startsWith('/') ? '/' : base, segments.slice(first), cwd, found);
  return found.sort();
}

async function walk(folder: string, segments: readonly string[], cwd: string, found: string[]): Promise<void> {
  const [segment, ...rest] = segments;
  if (segment === undefined) return;
  const isDeep = segment === '**';
  if (isDeep && rest.length > 0) await walk(folder, rest, cwd, found);
  const fits = isDeep ? (name: string) => !passedOver.includes(name) && !name.startsWith('.') : segmentTest(segment);
  for (const entry of await entriesOf(path.resolve(cwd, folder === '' ? '.' : folder))) {
    if (!fits(entry.name)) continue;
    const name = folder === '' ? entry.name : `${withSlash(folder)}${entry.name}`;
    if (entry.isDirectory()) await walk(name, isDeep ? segments : rest, cwd, found);
    else if (rest.length === 0) found.push(name);
  }
}

async function entriesOf(folder: string): Promise<readonly { readonly name: string; isDirectory(): boolean }[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** One segment of a pattern as a test of a name; names with a leading dot have to be asked for. */
function segmentTest(segment: string): (name: string) => boolean {
  const source = segment.replace(
    /\*+|\?|\[(!?)([^\]]+)\]|\{([^}]*)\}|[.+^$()|\\/[\]{}]/g,
    (all, negated: string | undefined, set: string | undefined, choices: string | undefined) => {
      if (all.startsWith('*')) return '[^/]*';
      if (all === '?') return '[^/]';
      if (set !== undefined) return `[${negated === '' ? '' : '^'}${set.replace(/[\\\]^]/g, '\\$&')}]`;
      if (choices !== undefined)
        return `(?:${choices
          .split(',')
          .map(it => it.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
          .join('|')})`;
      return `\\${all}`;
    },
  );
  const test = compiled(`^${source}$`);
  return name => (segment.startsWith('.') || !name.startsWith('.')) && test?.test(name) === true;
}

/** Undefined for what is no range, such as `[z-a]`: it matches nothing. */
function compiled(source: string): RegExp | undefined {
  try {
    return new RegExp(source, path.sep === '\\' ? 'iu' : 'u');
  } catch {
    return undefined;
  }
}

/** The text of an XML file: by its byte order mark, else by what it declares, else UTF-8. The mark is not part of the text. */
export async function readXml(file: string, cwd: string): Promise<ReadText> {
  const bytes = await readBytes(file, cwd);
  return bytes.ok ? { ok: true, text: readXmlBytes(bytes.bytes), saved: savedAs(bytes.bytes) } : bytes;
}

/** A JSON file, parsed; what is wrong is a sentence. */
export async function readJson(
  file: string,
  cwd: string,
): Promise<{ readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string }> {
  const bytes = await readBytes(file, cwd);
  if (!bytes.ok) return bytes;
  try {
    return { ok: true, value: JSON.parse(new TextDecoder('utf-8').decode(bytes.bytes)) };
  } catch (error) {
    return { ok: false, message: `${file} is not valid JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

async function readBytes(
  file: string,
  cwd: string,
): Promise<{ readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly message: string }> {
  try {
    return { ok: true, bytes: await readFile(path.resolve(cwd, file)) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return { ok: false, message: `${file} does not exist. Check the name; relative names start from ${cwd}.` };
    if (code === 'EISDIR') return { ok: false, message: `${file} is a folder. Name a file.` };
    if (code === 'EACCES' || code === 'EPERM')
      return { ok: false, message: `${file} may not be read by this user. Check its permissions.` };
    return { ok: false, message: `${file} cannot be read: ${code ?? String(error)}.` };
  }
}

/** File name and the folders above it, nearest first: how the service is told where a file lies. */
export function pathParts(file: string, cwd: string): readonly string[] {
  return path
    .resolve(cwd, file)
    .split(/[\\/]/)
    .filter(it => it !== '')
    .reverse();
}
