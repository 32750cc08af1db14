/** The complete configurations that tests of parsers cut and mutate. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const folder = path.join('test', 'corpus', 'configs');

/** Name and text of each file under test/corpus/configs. */
export const configs: readonly { readonly name: string; readonly text: string }[] = readdirSync(folder)
  .filter(name => name.endsWith('.xml'))
  .sort()
  .map(name => ({ name, text: readFileSync(path.join(folder, name), 'utf8').replaceAll('\r\n', '\n') }));
