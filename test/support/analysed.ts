import { catalogueFor } from '../../server/src/catalogue/index';
import type { Analysed } from '../../server/src/features/analysed';
import { scopeOf } from '../../server/src/features/scope';
import { readConfiguration } from '../../server/src/model/read';
import { parse } from '../../server/src/syntax/parse';

/** A text as features get it. `path`: file name and folders above it, nearest first. */
export function analysed(text: string, path: readonly string[] = ['LocalLogConfig.xml', 'Scheduler'], version?: string): Analysed {
  const document = parse(text);
  const catalogue = catalogueFor(version);
  const config = readConfiguration(document, catalogue);
  return { text, document, config, catalogue, path, scope: scopeOf(text, config, path) };
}
