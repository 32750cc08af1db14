/** The schema engines for `lint --xsd`: loaded when asked for, the embedded one from a bundle of its own. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { XsdEngine } from '../../../server/src/xsd/contract';
import type { createEmbeddedEngine } from '../../../server/src/xsd/embedded';
import type { ValidateXsd } from './lint';

/** What `xsd.mjs` gives. */
interface Embedded {
  readonly createEmbeddedEngine: typeof createEmbeddedEngine;
}

/** @param distFolder where `xsd.mjs` lies; the schemas lie beside it in `../schemas` */
export function schemaValidation(distFolder: string): ValidateXsd {
  const files = {
    qlik: path.join(distFolder, '..', 'schemas', 'qlik-local-log-config.xsd'),
    log4net: path.join(distFolder, '..', 'schemas', 'log4net.xsd'),
  };
  const engines = new Map<'embedded' | 'xerces', Promise<XsdEngine>>();

  async function open(name: 'embedded' | 'xerces'): Promise<XsdEngine> {
    if (name === 'xerces') {
      const { createXercesEngine } = await import('../../../server/src/xsd/xerces');
      return createXercesEngine(files);
    }
    const embedded = (await import(pathToFileURL(path.join(distFolder, 'xsd.mjs')).href)) as Embedded;
    return embedded.createEmbeddedEngine({ qlik: await readFile(files.qlik, 'utf8'), log4net: await readFile(files.log4net, 'utf8') });
  }

  return async (document, dialect, name) => {
    let engine = engines.get(name);
    if (engine === undefined) {
      engine = open(name);
      engines.set(name, engine);
    }
    return (await engine).validate(document, dialect);
  };
}
