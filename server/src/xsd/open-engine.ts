/** The engines where there is a file system: loaded when first asked for, the embedded one from a bundle of its own. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SchemaName, XsdEngine, XsdEngineName } from './contract';
import type { createEmbeddedEngine } from './embedded';

/** What `xsd.mjs` gives. */
interface Embedded {
  readonly createEmbeddedEngine: typeof createEmbeddedEngine;
}

/**
 * @param folder where `xsd.mjs`, `schemas/` and the Java helper in `support/` lie: `dist/`
 * @returns each engine once; one that cannot be loaded answers `unavailable`, and is tried anew the next time
 */
export function engineOpener(folder: string): (name: XsdEngineName) => Promise<XsdEngine> {
  const files: Readonly<Record<SchemaName, string>> = {
    qlik: path.join(folder, 'schemas', 'qlik-local-log-config.xsd'),
    log4net: path.join(folder, 'schemas', 'log4net.xsd'),
  };
  const opened = new Map<XsdEngineName, Promise<XsdEngine>>();
  return name => {
    const known = opened.get(name);
    if (known) return known;
    const opening = load(name).catch((fault: unknown) => {
      opened.delete(name);
      return broken(name, fault);
    });
    opened.set(name, opening);
    return opening;
  };

  async function load(name: XsdEngineName): Promise<XsdEngine> {
    switch (name) {
      case 'xerces': {
        const { createXercesEngine } = await import('./xerces');
        return createXercesEngine(files);
      }
      case 'embedded': {
        const { createEmbeddedEngine: create } = (await import(pathToFileURL(path.join(folder, 'xsd.mjs')).href)) as Embedded;
        return create({ qlik: await readFile(files.qlik, 'utf8'), log4net: await readFile(files.log4net, 'utf8') });
      }
    }
  }
}

function broken(name: XsdEngineName, fault: unknown): XsdEngine {
  const what = name === 'embedded' ? 'The embedded schema validator' : 'The Java schema validator';
  const why = fault instanceof Error ? fault.message.split('\n', 1)[0] : 'it cannot be loaded';
  const reason = `${what} is not complete in this installation; install log4net-appenders anew. (${why ?? ''})`;
  return { name, validate: () => Promise.resolve({ kind: 'unavailable', reason }) };
}
