/** What the place the server runs in can do; a browser can do nothing of it. */
import type { XsdEngine, XsdEngineName } from '../service';

export interface ServerHost {
  readonly schemaEngine?: (name: XsdEngineName) => Promise<XsdEngine>;
  readonly files?: HostFiles;
  /** The URI of a rule's page, with `{rule}` for its id, where the pages lie beside the server. */
  readonly ruleDocs?: string;
  /** Names of the environment's variables. Their values stay where they are. */
  readonly environment?: () => readonly string[];
}

/** Files by their URIs. Undefined stands for a file that is not there, that cannot be read, or that lies on no disk of ours. */
export interface HostFiles {
  /** The whole text; undefined where the file is longer than `most` bytes. */
  readText(uri: string, most?: number): Promise<string | undefined>;
  /** All of the bytes, whatever they mean. */
  readBytes(uri: string): Promise<Uint8Array | undefined>;
  /** The text of the first `bytes`, perhaps cut in the middle. */
  readHead(uri: string, bytes: number): Promise<string | undefined>;
  /** The files below a folder whose name fits, in the order of their names; no folder of an excluded name is entered. */
  find(folder: string, search: FileSearch): Promise<readonly FoundFile[]>;
}

export interface FileSearch {
  readonly fits: (name: string) => boolean;
  readonly exclude: readonly string[];
  readonly most: number;
}

export interface FoundFile {
  readonly uri: string;
  /** Another one after each change. */
  readonly stamp: string;
}
