/** Classes of a company's own, as the catalogue file of the current folder describes them. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readUserTypes, userCatalogueFile, type TypeFact } from '../../../server/src/service';
import type { TerminalIo } from './io';

/** What the file adds; what is wrong with it is said on standard error, and the rest is used. */
export async function userTypesIn(io: Pick<TerminalIo, 'cwd' | 'err'>): Promise<readonly TypeFact[]> {
  const text = await readFile(path.join(io.cwd, userCatalogueFile), 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const { types, complaints } = readUserTypes(text.replace(/^\uFEFF/, ''));
  for (const complaint of complaints) io.err(`${complaint}\n`);
  return types;
}
