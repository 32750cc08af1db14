/** One plain sentence at the top of a file that needs work: what there is to do. */
import type { XmlDocument } from '../syntax/tree';
import type { Diagnosed, Finding, RuleFacts } from './rule';

/** Not a check of the text but of what the checks found. */
export const summary: RuleFacts = {
  id: 'deployment/summary',
  severity: 'information',
  why: 'A sample that is to become a working file has several things left to do. The first line counts them, so that nobody deploys it half done.',
};

/** Undefined where there is nothing, or a single thing that speaks for itself. */
export function summaryOf(found: readonly Diagnosed[], document: XmlDocument): Finding | undefined {
  const isBlank = (it: Diagnosed): boolean =>
    it.rule.endsWith('/placeholder') || it.fixes?.some(fix => fix.ask === 'fill-placeholders') === true;
  const blanks = found.filter(isBlank);
  const addresses = blanks.filter(it => it.fixes?.some(fix => fix.ask === 'fill-placeholders') === true).length;
  const dropped = found.filter(it => it.rule === 'receiver/unknown-prefix' || it.rule === 'receiver/other-generation').length;
  const errors = found.filter(it => it.severity === 'error' && !isBlank(it)).length;
  const others = blanks.length - addresses;
  if (blanks.length + dropped === 0 || blanks.length + dropped + errors < 2) return undefined;
  const parts = [
    addresses > 0 && `${addresses} ${addresses === 1 ? 'address' : 'addresses'} to fill in`,
    others > 0 && `${others} other ${others === 1 ? 'blank' : 'blanks'} to fill in`,
    dropped > 0 && `${dropped} ${dropped === 1 ? 'prefix' : 'prefixes'} that the receiver drops`,
    errors > 0 && `${errors} ${errors === 1 ? 'error' : 'errors'}`,
  ].filter(it => it !== false);
  return { span: firstLine(document.text), message: `To do in this file: ${parts.join(', ')}.` };
}

function firstLine(text: string): { readonly start: number; readonly end: number } {
  const start = text.length - text.trimStart().length;
  const end = text.slice(start).search(/[\r\n]/);
  return { start, end: end < 0 ? text.length : start + end };
}
