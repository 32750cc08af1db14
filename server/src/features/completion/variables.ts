/** Environment variables in `${…}`: their names only. What they hold may be a secret. */
import { siteAt } from '../../syntax/site';
import { settingOf } from '../lookup';
import { inScope, type Analysed } from '../analysed';
import { sorted, type Completion } from './item';

/** Where log4net mostly runs they are there, wherever the file is written. */
const usual = [
  'ALLUSERSPROFILE',
  'APPDATA',
  'COMPUTERNAME',
  'LOCALAPPDATA',
  'ProgramData',
  'TEMP',
  'USERDOMAIN',
  'USERNAME',
  'USERPROFILE',
];

/** Undefined where no variable is being written. `names`: those of the computer, in any order. */
export function variables(doc: Analysed, offset: number, names: readonly string[]): readonly Completion[] | undefined {
  if (!inScope(doc, offset)) return undefined;
  const begun = /\$\{([\w()]*)$/.exec(doc.text.slice(Math.max(0, offset - 200), offset));
  if (!begun || !isValueAt(doc, offset)) return undefined;
  const start = offset - (begun[1] ?? '').length;
  const rest = /^([\w()]*)(\}?)/.exec(doc.text.slice(offset, offset + 200));
  const end = offset + (rest?.[0].length ?? 0);
  const own = names.filter(it => /^[\w()]+$/.test(it));
  const known = new Set(own.map(it => it.toLowerCase()));
  const item = (name: string, rank: number, detail: string): Completion => ({
    label: name,
    kind: 'value',
    span: { start, end },
    text: `${name}}`,
    filter: name,
    sort: sorted(rank, name),
    detail,
  });
  return [
    ...own.map(it => item(it, 0, 'environment variable')),
    ...usual.filter(it => !known.has(it.toLowerCase())).map(it => item(it, 1, 'environment variable of Windows')),
  ];
}

/** log4net replaces variables in the values of settings. */
function isValueAt(doc: Analysed, offset: number): boolean {
  const site = siteAt(doc.document, offset);
  if (site.kind === 'attributeValue') return site.attribute.name === 'value' && settingOf(doc.config, site.element) !== undefined;
  if (site.kind !== 'text' && site.kind !== 'content') return false;
  return settingOf(doc.config, site.parent)?.setting.value?.from === 'text';
}
