/** Every rule there is, in the order of their families. */
import { deploymentRules } from './deployment';
import { filterLevelRules } from './filter-levels';
import { filterRules } from './filters';
import { hiddenRules } from './hidden';
import { lifecycleRules } from './lifecycle';
import { patternRules } from './patterns';
import { propertyRules } from './properties';
import { receiverRules } from './receiver';
import { referenceRules } from './references';
import { encodingRules } from './encoding';
import { unusedIgnore } from './ignores';
import type { Rule, RuleFacts } from './rule';
import { structureRules } from './structure';
import { qlikStructureRules } from './structure-qlik';
import { sampleAccountRules } from './sample-account';
import { summary } from './summary';
import { syntaxRules } from './syntax';
import { typeRules } from './types';
import { valueRules } from './values';

export const rules: readonly Rule[] = [
  syntaxRules,
  encodingRules,
  hiddenRules,
  structureRules,
  qlikStructureRules,
  referenceRules,
  typeRules,
  propertyRules,
  valueRules,
  filterRules,
  filterLevelRules,
  patternRules,
  lifecycleRules,
  receiverRules,
  deploymentRules,
  sampleAccountRules,
].flat();

/** What there is to say of every id that a finding can have. */
export const ruleFacts: readonly RuleFacts[] = [...rules, unusedIgnore, summary];
