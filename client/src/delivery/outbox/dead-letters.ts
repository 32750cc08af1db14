/** What sinks refused for good, in a file of its own beside the queue: it waits for a person, not for a service. */
import { appendFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { DeadLetter } from '../contract';
import { isEvent } from './lines';
import { keepAside } from './unread';

const version = 1;
/** A list longer than this is a wrong setting, not a list to go through. */
const most = 1_000;

type Line = { readonly v: 1; readonly dead: DeadLetter } | { readonly v: 1; readonly gone: readonly string[] };

export class DeadLetters {
  readonly #file: string;
  readonly #log: (line: string) => void;
  #letters: Map<string, DeadLetter> | undefined;

  constructor(file: string, log: (line: string) => void) {
    this.#file = file;
    this.#log = log;
  }

  /** Oldest first. */
  async all(): Promise<readonly DeadLetter[]> {
    return [...(await this.#read()).values()];
  }

  async add(more: readonly DeadLetter[]): Promise<void> {
    const letters = await this.#read();
    await this.#write(more.map(dead => ({ v: version, dead })));
    for (const letter of more) letters.set(letter.deliveryId, letter);
    const over = letters.size - most;
    if (over <= 0) return;
    await this.remove([...letters.keys()].slice(0, over));
    this.#log(`The dead-letter list is full (${most}); ${over} of the oldest refused events were given up.`);
  }

  async remove(deliveryIds: readonly string[]): Promise<void> {
    const letters = await this.#read();
    for (const id of deliveryIds) letters.delete(id);
    if (letters.size === 0) await rm(this.#file, { force: true });
    else await this.#write([{ v: version, gone: deliveryIds }]);
  }

  async #read(): Promise<Map<string, DeadLetter>> {
    if (this.#letters !== undefined) return this.#letters;
    const text = await readFile(this.#file, 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
      throw error;
    });
    const letters = new Map<string, DeadLetter>();
    const strange: string[] = [];
    for (const raw of text.split('\n')) {
      if (raw === '') continue;
      const line = parseLine(raw);
      if (line === undefined) strange.push(raw);
      else if ('dead' in line) letters.set(line.dead.deliveryId, line.dead);
      else for (const id of line.gone) letters.delete(id);
    }
    if (strange.length > 0) {
      const aside = await keepAside(this.#file, strange);
      this.#log(`${strange.length} lines of the dead-letter list could not be read; they are kept in ${aside}.`);
    }
    if (text !== '') await this.#rewrite(letters);
    this.#letters = letters;
    return letters;
  }

  /** Without what is gone, so that the file does not grow for ever; beside and renamed, so that a crash leaves one of the two. */
  async #rewrite(letters: ReadonlyMap<string, DeadLetter>): Promise<void> {
    const text = [...letters.values()].map(dead => `${JSON.stringify({ v: version, dead })}\n`).join('');
    await writeFile(`${this.#file}.new`, text, { mode: 0o600 });
    await rename(`${this.#file}.new`, this.#file);
  }

  async #write(lines: readonly Line[]): Promise<void> {
    await appendFile(this.#file, lines.map(line => `${JSON.stringify(line)}\n`).join(''), { mode: 0o600 });
  }
}

function parseLine(raw: string): Line | undefined {
  try {
    const value = JSON.parse(raw) as Partial<{ v: number; dead: Partial<DeadLetter>; gone: unknown }> | null;
    if (value?.v !== version) return undefined;
    if (Array.isArray(value.gone) && value.gone.every(it => typeof it === 'string')) return { v: version, gone: value.gone };
    const { dead } = value;
    if (typeof dead?.deliveryId === 'string' && typeof dead.sink === 'string' && typeof dead.reason === 'string' && isEvent(dead.event))
      return { v: version, dead: dead as DeadLetter };
    return undefined;
  } catch {
    return undefined;
  }
}
