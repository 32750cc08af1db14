/** Every rule there is, in the order of their families. */
import { filterRules } from './filters';
import { propertyRules } from './properties';
import { referenceRules } from './references';
import type { Rule } from './rule';
import { syntaxRules } from './syntax';
import { typeRules } from './types';
import { valueRules } from './values';

export const rules: readonly Rule[] = [...syntaxRules, ...referenceRules, ...propertyRules, ...valueRules, ...typeRules, ...filterRules];
