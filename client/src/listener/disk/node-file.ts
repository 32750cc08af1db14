/** The memory of nodes on disk: each window keeps what it counted in a file of its own, and takes over those of windows that are gone. */
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { nodeFromJson, nodeToJson, type NodeCount, type NodeMemory } from '../nodes';

const fileName = /^nodes-(\d+)-[\w.-]+\.json$/;
const version = 1;

export interface NodeFileOptions {
  readonly folder: string;
  readonly pid: number;
  /** Unlike that of every other window. */
  readonly writer: string;
  readonly isAlive: (pid: number) => boolean;
  readonly report: (line: string) => void;
}

export class NodeFile {
  readonly #options: NodeFileOptions;
  readonly #file: string;
  #saving: Promise<void> = Promise.resolve();
  #saved = '';

  constructor(options: NodeFileOptions) {
    this.#options = options;
    this.#file = path.join(options.folder, `nodes-${options.pid}-${options.writer}.json`);
  }

  /** Adds what windows that are gone have counted; the file of one that lives stays its own. */
  async load(memory: NodeMemory): Promise<void> {
    const { folder, isAlive, pid, writer, report } = this.#options;
    for (const name of await readdir(folder).catch(() => [])) {
      const owner = fileName.exec(name)?.[1];
      const file = path.join(folder, name);
      if (owner === undefined || file === this.#file || (Number(owner) !== pid && isAlive(Number(owner)))) continue;
      // Renaming is the claim: of two windows that start at once, one gets it.
      const claimed = path.join(folder, `nodes-${pid}-${writer}.taken-${name.slice(6)}`);
      const isMine = await rename(file, claimed).then(
        () => true,
        () => false,
      );
      if (!isMine) continue;
      const read = await nodesIn(claimed);
      if (typeof read === 'string') {
        const aside = path.join(folder, `damaged-${name}`);
        await rename(claimed, aside).catch(() => undefined);
        report(`What was known of the nodes cannot be read: ${read}. It lies in ${aside}; nodes are counted anew.`);
        continue;
      }
      memory.add(read);
      await this.save(memory);
      await rm(claimed, { force: true });
    }
  }

  /** Written aside and moved into place, so that nobody reads half of it. */
  save(memory: NodeMemory): Promise<void> {
    this.#saving = this.#saving.then(async () => {
      const text = JSON.stringify({ nodesVersion: version, nodes: memory.all().map(nodeToJson) });
      if (text === this.#saved) return;
      const aside = `${this.#file}.new`;
      try {
        await mkdir(this.#options.folder, { recursive: true, mode: 0o700 });
        await writeFile(aside, text, { mode: 0o600 });
        await rename(aside, this.#file);
        this.#saved = text;
      } catch (error) {
        this.#options.report(`What is known of the nodes cannot be kept: ${error instanceof Error ? error.message : String(error)}.`);
      }
    });
    return this.#saving;
  }

  /** Forgets all, also what windows that are gone have counted. */
  async clear(memory: NodeMemory): Promise<void> {
    memory.clear();
    await this.#saving;
    for (const name of await readdir(this.#options.folder).catch(() => []))
      if (fileName.test(name)) await rm(path.join(this.#options.folder, name), { force: true });
    this.#saved = '';
  }
}

/** A sentence where the file cannot be read. */
async function nodesIn(file: string): Promise<readonly NodeCount[] | string> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    const nodes: unknown = typeof value === 'object' && value !== null && 'nodes' in value ? value.nodes : undefined;
    return Array.isArray(nodes) ? nodes.flatMap((it: unknown) => nodeFromJson(it) ?? []) : 'it holds no list of nodes';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
