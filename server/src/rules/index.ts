/** Every rule there is, in the order of their families. */
import { deploymentRules } from './deployment';
import { filterLevelRules } from './filter-levels';
import { filterRules } from './filters';
import { hiddenRules } from './hidden';
import { lifecycleRules } from './lifecycle';
import { lifecycleMailRules } from './lifecycle-mail';
import { lifecycleFileRules } from './lifecycle-files';
import { patternRules } from './patterns';
import { patternWordRules } from './pattern-words';
import { propertyRules } from './properties';
import { receiverRules } from './receiver';
import { referenceRules } from './references';
import { encodingRules } from './encoding';
import { unusedIgnore } from './ignores';
import type { Rule, RuleFacts } from './rule';
import { structureRules } from './structure';
import { applicationRules } from './structure-application';
import { strayTextRules } from './structure-texts';
import { attributeRules } from './structure-attributes';
import { qlikStructureRules } from './structure-qlik';
import { sampleAccountRules } from './sample-account';
import { summary } from './summary';
import { syntaxRules } from './syntax';
import { typeRules } from './types';
import { typeKindRules } from './types-kinds';
import { valueRules } from './values';
import { textRules } from './values-texts';
import { encodingValueRules } from './values-encodings';
import { addressRules } from './values-addresses';

export const rules: readonly Rule[] = [
  syntaxRules,
  encodingRules,
  hiddenRules,
  structureRules,
  applicationRules,
  attributeRules,
  strayTextRules,
  qlikStructureRules,
  referenceRules,
  typeRules,
  typeKindRules,
  propertyRules,
  valueRules,
  addressRules,
  encodingValueRules,
  textRules,
  filterRules,
  filterLevelRules,
  patternRules,
  patternWordRules,
  lifecycleRules,
  lifecycleFileRules,
  lifecycleMailRules,
  receiverRules,
  deploymentRules,
  sampleAccountRules,
].flat();

/** What there is to say of every id that a finding can have. */
export const ruleFacts: readonly RuleFacts[] = [...rules, unusedIgnore, summary];
