/** The keyed hash that pseudonyms are made with, and its key in a file of its owner's. */
import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { KeyedHash } from '../privacy/pseudonyms';

/** HMAC-SHA-256. @param key as `newKey` gives it */
export function keyedHash(key: string): KeyedHash {
  const bytes = Buffer.from(key, 'base64');
  return text => createHmac('sha256', bytes).update(text, 'utf8').digest();
}

export const newKey = (): string => randomBytes(32).toString('base64');
export const isKey = (text: string): boolean => Buffer.from(text, 'base64').length === 32;

/**
 * The key in `privacy.key` of a folder; made with the first use. Whoever else makes it at the same moment wins, so that
 * there is one. Throws what the disk throws.
 */
export function keyInFolder(folder: string): string {
  const file = path.join(folder, 'privacy.key');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, newKey(), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const key = readFileSync(file, 'utf8').trim();
  if (!isKey(key)) throw new Error(`${file} is damaged: delete it, and pseudonyms begin anew.`);
  return key;
}
