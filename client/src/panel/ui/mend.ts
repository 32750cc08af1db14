/** What to do about a verdict, by its code: a sentence for whoever wrote the configuration. */
import type { CapturedEvent } from '../../../../server/src/wire/event';
import type { Words } from '../words';

const byCode: Readonly<Record<string, keyof Words>> = {
  'field-count': 'mendFieldCount',
  'bad-guid': 'mendGuid',
  'execution-id': 'mendExecutionId',
  'missing-field': 'mendMissing',
  'no-listener': 'mendNoListener',
  'not-well-formed': 'mendTorn',
  'too-large': 'mendTooLarge',
  'unknown-type': 'mendUnknown',
  altered: 'mendAltered',
};

/** Undefined where nothing is to be mended. */
export function mendOf({ verdict, code }: Pick<CapturedEvent, 'verdict' | 'code'>, words: Words): string | undefined {
  if (verdict === 'duplicate') return words.mendDuplicate;
  const key = code === undefined || !Object.hasOwn(byCode, code) ? undefined : byCode[code];
  return key === undefined ? undefined : words[key];
}
