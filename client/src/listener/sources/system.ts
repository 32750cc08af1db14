/** The computer as the platform adapters ask it: programs, files and folders, never with more rights than the user has. */
import { execFile } from 'node:child_process';
import { readFile, readdir, readlink } from 'node:fs/promises';
import { type Platform, type System, platformFor } from '../platform';

const programWithinMs = 5_000;

export const system: System = {
  output: (program, args) =>
    new Promise(resolve => {
      const options = { timeout: programWithinMs, maxBuffer: 32 * 1024 * 1024, windowsHide: true };
      execFile(program, [...args], options, (_error, stdout) => {
        resolve(stdout);
      });
    }),
  text: file => readFile(file, 'utf8').catch(() => ''),
  names: folder => readdir(folder).catch(() => undefined),
  link: file => readlink(file).catch(() => ''),
  env: name => process.env[name],
};

export const thisPlatform = (name: string = process.platform): Platform => platformFor(name, system);
