/** What keeps a reader from loading the file at all: the parser's issues as findings, one rule for each cause. */
import type { SyntaxCode, SyntaxIssue } from '../syntax/tree';
import { everySetting } from './objects';
import type { Finding, Fix, Rule, RuleContext } from './rule';

const NOT_LOADED = 'log4net hands the file to a strict XML reader: one such fault anywhere, and nothing of the file is configured.';

const whys: Readonly<Record<SyntaxCode, string>> = {
  'raw-less-than': `A '<' begins a tag wherever it stands. ${NOT_LOADED}`,
  'raw-ampersand': `An '&' begins a reference such as '&amp;' wherever it stands. ${NOT_LOADED}`,
  'unknown-entity': `XML knows five named entities; '&nbsp;' and its like belong to HTML. ${NOT_LOADED}`,
  'smart-quote': `Word processors and mail programs turn quotes into typographic ones, which XML does not know. ${NOT_LOADED}`,
  'invisible-character': `Text copied from web pages brings no-break and zero-width characters, which are no blanks to XML. ${NOT_LOADED}`,
  'invalid-character': `Most control characters may not occur in XML, not even as a reference. ${NOT_LOADED}`,
  declaration: `The XML declaration must be the very first thing in the file and well formed. ${NOT_LOADED}`,
  'duplicate-attribute': `An attribute may stand once in a tag. ${NOT_LOADED}`,
  'missing-value': `Each attribute needs '=' and a value in quotes. ${NOT_LOADED}`,
  'missing-quote': `Each value stands between two quotes of the same kind. ${NOT_LOADED}`,
  'missing-blank': `Attributes are separated by blanks. ${NOT_LOADED}`,
  'unclosed-tag': `A tag ends with '>' or '/>'. ${NOT_LOADED}`,
  'unclosed-element': `Each element is closed, by an end tag or by '/>'. ${NOT_LOADED}`,
  'unexpected-end-tag': `An end tag closes the element opened last, by exactly its name. ${NOT_LOADED}`,
  'unclosed-comment': `A comment ends with '-->'; without it everything that follows is part of it. ${NOT_LOADED}`,
  'comment-dashes': `Two dashes in a row end a comment, so they may not stand inside one. ${NOT_LOADED}`,
  'unclosed-section': `A CDATA section ends with ']]>', and only there may these characters stand together. ${NOT_LOADED}`,
  'invalid-name': `Names begin with a letter and hold letters, digits, '-', '_' and '.'. ${NOT_LOADED}`,
  'text-outside': `Text belongs inside elements. ${NOT_LOADED}`,
  'several-roots': `A file has exactly one element at the top. ${NOT_LOADED}`,
  'no-root': `Without an element there is nothing to configure.`,
  'namespace-prefix': `A prefix must be bound to a namespace by xmlns:prefix="…". ${NOT_LOADED}`,
  placeholder: `Samples mark what a person has to fill in with '<…>'. A '<' may not stand in a value. ${NOT_LOADED}`,
};

/** One rule for each code, in the order of the table above. */
export const syntaxRules: readonly Rule[] = (Object.keys(whys) as SyntaxCode[]).map(code => ({
  id: `syntax/${code}`,
  wholeFile: true,
  severity: 'error',
  why: whys[code],
  check: context => findings(code, context),
}));

function* findings(code: SyntaxCode, context: RuleContext): Generator<Finding> {
  for (const issue of context.config.document.issues) {
    if (issue.code !== code) continue;
    const fixes = code === 'placeholder' ? placeholderFixes(issue, context) : fixesOf(issue);
    yield {
      span: issue.span,
      message: issue.message,
      ...(fixes.length > 0 && { fixes }),
      ...(issue.related !== undefined && { related: [issue.related] }),
    };
  }
}

function fixesOf({ fix }: SyntaxIssue): readonly Fix[] {
  return fix === undefined ? [] : [{ title: fix.title, edits: [{ span: fix.span, text: fix.text }], preferred: true }];
}

/** The host asks for the address once and fills all such blanks; a mail address or an account is no receiver's address. */
function placeholderFixes({ span }: SyntaxIssue, { config }: RuleContext): readonly Fix[] {
  for (const { setting } of everySetting(config)) {
    const value = setting.value?.span;
    if (value === undefined || value.start > span.start || span.end > value.end) continue;
    const kind = setting.fact?.kind;
    if (kind !== undefined && kind !== 'address' && kind !== 'host') return [];
    break;
  }
  return [{ title: "Set the receiver's address everywhere", edits: [], ask: 'fill-placeholders' }];
}
