/** Every syntax issue in words, named once: what is wrong, what follows from it, what to do, and the text that mends it. */
import type { SyntaxCode } from './tree';

/** A replacement of one stretch of text. */
export interface Mend {
  readonly title: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Related {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

export interface Complaint {
  readonly code: SyntaxCode;
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly mend?: Mend | undefined;
  readonly related?: Related | undefined;
}

/** A name with its place. */
export interface Placed {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const NOT_LOADED = 'the file is not loaded';

// The document

export function noRoot(end: number, empty: boolean): Complaint {
  return {
    code: 'no-root',
    start: 0,
    end,
    message: empty ? 'The file is empty: nothing will be configured.' : 'There is no element in this file: nothing will be configured.',
  };
}

export function severalRoots(root: Placed, first: Placed): Complaint {
  return {
    code: 'several-roots',
    start: root.start,
    end: root.end,
    message: `A file has one element at the top, and that is <${first.name}> already; <${root.name}> must stand inside it. ${upper(NOT_LOADED)}.`,
    related: { start: first.start, end: first.end, message: 'The first one is here.' },
  };
}

export function textOutside(start: number, end: number, root: string | undefined): Complaint {
  const where = root === undefined ? 'before the first element' : `outside <${root}>`;
  return {
    code: 'text-outside',
    start,
    end,
    message: `There is text ${where}: ${NOT_LOADED}. Delete it, or make it a comment.`,
    mend: deletion(start, end),
  };
}

export function invisibleOutside(start: number, end: number): Complaint {
  return {
    code: 'invisible-character',
    start,
    end,
    message: `There are invisible characters here, outside every element: ${NOT_LOADED}. Delete them.`,
    mend: deletion(start, end),
  };
}

export function invalidCharacters(start: number, end: number, code: number): Complaint {
  const message =
    end - start > 1
      ? `These characters (${codePoint(code)} and others) may not occur in XML: ${NOT_LOADED}. Delete them.`
      : `The character ${codePoint(code)} may not occur in XML: ${NOT_LOADED}. Delete it.`;
  return { code: 'invalid-character', start, end, message, mend: deletion(start, end) };
}

// Text and references

export function lessThanInText(at: number): Complaint {
  return {
    code: 'raw-less-than',
    start: at,
    end: at + 1,
    message: `A '<' in text must be written '&lt;': ${NOT_LOADED}.`,
    mend: { title: "Write '&lt;'", start: at, end: at + 1, text: '&lt;' },
  };
}

export function sectionEndInText(at: number): Complaint {
  return {
    code: 'unclosed-section',
    start: at,
    end: at + 3,
    message: "']]>' may not stand in text; it only ends a CDATA section. Write ']]&gt;'.",
    mend: { title: "Write ']]&gt;'", start: at, end: at + 3, text: ']]&gt;' },
  };
}

export function bareAmpersand(at: number): Complaint {
  return {
    code: 'raw-ampersand',
    start: at,
    end: at + 1,
    message: `A '&' must be written '&amp;': ${NOT_LOADED}.`,
    mend: escapedAmpersand(at),
  };
}

export function unfinishedReference(start: number, end: number, written: string): Complaint {
  return {
    code: 'raw-ampersand',
    start,
    end,
    message: `'${written}' lacks its semicolon: ${NOT_LOADED}. Write '${written};', or '&amp;' for the sign itself.`,
    mend: insertion(end, ';', `Write '${written};'`),
  };
}

export function unknownEntity(start: number, end: number, written: string, name: string): Complaint {
  return {
    code: 'unknown-entity',
    start,
    end,
    message: `XML does not know '${written}': ${NOT_LOADED}. Only &lt; &gt; &amp; &quot; &apos; and numbers such as &#160; are known.`,
    mend: name === 'nbsp' ? { title: "Write '&#160;'", start, end, text: '&#160;' } : escapedAmpersand(start),
  };
}

export function invalidReference(start: number, end: number, written: string): Complaint {
  return {
    code: 'invalid-character',
    start,
    end,
    message: `'${written}' names a character that may not occur in XML: ${NOT_LOADED}.`,
    mend: deletion(start, end),
  };
}

export function entityWithMarkup(start: number, end: number, written: string): Complaint {
  return {
    code: 'unknown-entity',
    start,
    end,
    message: `The entity ${written} stands for something with a '<', which may not occur in an attribute.`,
  };
}

export function entityWithAmpersand(start: number, end: number, name: string): Complaint {
  return { code: 'raw-ampersand', start, end, message: `The entity '${name}' holds a '&' that begins no reference: ${NOT_LOADED}.` };
}

// Start tags

export function emptyName(start: number): Complaint {
  return { code: 'invalid-name', start, end: start + 2, message: 'This tag has no name.' };
}

export function nameNotYetTyped(start: number): Complaint {
  return { code: 'unclosed-tag', start, end: start + 1, message: "A tag begins here and has no name yet; for a '<' in text write '&lt;'." };
}

export function blankBeforeName(start: number, end: number): Complaint {
  return {
    code: 'invalid-name',
    start,
    end,
    message: "There may be nothing between '<' and the name.",
    mend: { title: 'Delete the blank', start: start + 1, end, text: '' },
  };
}

export function invalidName(start: number, end: number, written: string, of: 'element' | 'attribute'): Complaint {
  return {
    code: 'invalid-name',
    start,
    end,
    message: `'${shorten(written)}' cannot be the name of an ${of}: names are made of letters, digits, '-', '_' and '.' and begin with a letter.`,
  };
}

export function unfinishedTag(name: string, start: number, end: number, mend: Mend | undefined): Complaint {
  return { code: 'unclosed-tag', start, end, message: `The tag <${name}> is not finished: its '>' is missing.`, mend };
}

export function blankInTagEnd(start: number, end: number): Complaint {
  return {
    code: 'unclosed-tag',
    start,
    end,
    message: "'/>' must be written without a blank in between.",
    mend: { title: "Write '/>'", start, end, text: '/>' },
  };
}

export function straySlash(at: number): Complaint {
  return {
    code: 'unclosed-tag',
    start: at,
    end: at + 1,
    message: "A '/' may only stand directly before the '>' of a tag.",
    mend: { title: "Delete the '/'", start: at, end: at + 1, text: '' },
  };
}

export function strayQuote(at: number, element: string): Complaint {
  return {
    code: 'missing-quote',
    start: at,
    end: at + 1,
    message: `There is a quote too many in <${element}>: ${NOT_LOADED}. Delete it.`,
    mend: { title: 'Delete the quote', start: at, end: at + 1, text: '' },
  };
}

export function missingBlank(at: number): Complaint {
  return {
    code: 'missing-blank',
    start: at,
    end: at + 1,
    message: 'There must be a blank between two attributes.',
    mend: insertion(at, ' ', 'Insert a blank'),
  };
}

export function invisibleInTag(start: number, end: number, code: number, blankBeside: boolean): Complaint {
  return {
    code: 'invisible-character',
    start,
    end,
    message: `There is a character here that looks like a blank or like nothing but is neither to XML (${codePoint(code)}): ${NOT_LOADED}.`,
    mend: { title: blankBeside ? 'Delete it' : 'Make it a blank', start, end, text: blankBeside ? '' : ' ' },
  };
}

export function duplicateAttribute(
  attribute: Placed,
  first: Placed,
  element: string,
  whole: { readonly start: number; readonly end: number },
): Complaint {
  return {
    code: 'duplicate-attribute',
    start: attribute.start,
    end: attribute.end,
    message: `'${attribute.name}' stands twice in <${element}>: ${NOT_LOADED}. Keep one of them.`,
    mend: { title: 'Delete this one', start: whole.start, end: whole.end, text: '' },
    related: { start: first.start, end: first.end, message: 'The first one is here.' },
  };
}

export function sameAttribute(attribute: Placed, first: string): Complaint {
  const { name, start, end } = attribute;
  return {
    code: 'duplicate-attribute',
    start,
    end,
    message: `'${first}' and '${name}' are the same attribute: ${NOT_LOADED}. Keep one of them.`,
  };
}

export function attributeWithoutValue({ name, start, end }: Placed): Complaint {
  return { code: 'missing-value', start, end, message: `The attribute '${name}' has no value: write ${name}="…", or delete it.` };
}

export function emptyValue(name: string, start: number, end: number): Complaint {
  return {
    code: 'missing-value',
    start,
    end,
    message: `'${name}=' has no value: write ${name}="…".`,
    mend: insertion(end, '""', 'Insert ""'),
  };
}

export function valueWithoutName(at: number): Complaint {
  return { code: 'invalid-name', start: at, end: at + 1, message: "There is a '=' without the name of an attribute before it." };
}

export function bareValue(name: string, start: number, end: number, written: string, escaped: string): Complaint {
  return {
    code: 'missing-quote',
    start,
    end,
    message: `The value of '${name}' must stand in quotes: ${name}="${shorten(written)}".`,
    mend: { title: 'Put it in quotes', start, end, text: `"${escaped}"` },
  };
}

export function unclosedValue(name: string, start: number, end: number, quote: string): Complaint {
  return {
    code: 'missing-quote',
    start,
    end,
    message: `The value of '${name}' is not closed: a ${quote} is missing at its end.`,
    mend: insertion(end, quote, `Insert ${quote}`),
  };
}

export function smartEnd(start: number, end: number, quote: string): Complaint {
  return {
    code: 'smart-quote',
    start,
    end,
    message: `A typographic quote ends this value where a plain one is needed: ${NOT_LOADED}.`,
    mend: { title: `Write ${quote}`, start, end, text: quote },
  };
}

export function smartQuotes(name: string, start: number, end: number, escaped: string): Complaint {
  return {
    code: 'smart-quote',
    start,
    end,
    message: `The value of '${name}' stands in typographic quotes, which XML does not know: ${NOT_LOADED}. Use plain ones.`,
    mend: { title: 'Use plain quotes', start, end, text: `"${escaped}"` },
  };
}

export function placeholder(start: number, end: number, written: string): Complaint {
  return {
    code: 'placeholder',
    start,
    end,
    message: `This is a blank to fill in: put the real value in place of ${shorten(written)}. As it stands, ${NOT_LOADED}.`,
  };
}

export function lessThanInValue(at: number, value: { readonly start: number; readonly end: number }, escaped: string): Complaint {
  return {
    code: 'raw-less-than',
    start: at,
    end: at + 1,
    message: `A '<' in a value must be written '&lt;': ${NOT_LOADED}.`,
    mend: { title: "Write '&lt;'", start: value.start, end: value.end, text: escaped },
  };
}

// End tags

export function blankInEndTag(start: number, end: number): Complaint {
  return {
    code: 'invalid-name',
    start,
    end,
    message: "There may be no blank between '</' and the name.",
    mend: { title: 'Delete the blank', start, end, text: '' },
  };
}

export function attributesInEndTag(name: string, start: number, end: number, nameEnd: number): Complaint {
  return {
    code: 'unclosed-tag',
    start,
    end,
    message: `An end tag holds nothing but its name: </${name}>.`,
    mend: { title: `Write </${name}>`, start: nameEnd, end, text: '' },
  };
}

export function unfinishedEndTag(name: string, start: number, end: number): Complaint {
  return {
    code: 'unclosed-tag',
    start,
    end,
    message: `The end tag </${name}> is not finished: its '>' is missing.`,
    mend: insertion(end, '>', "Insert '>'"),
  };
}

export function endTagOfNothing(name: string, start: number, end: number): Complaint {
  return {
    code: 'unexpected-end-tag',
    start,
    end,
    message: `There is no <${name}> that this end tag could close. Delete it.`,
    mend: deletion(start, end),
  };
}

export function misspeltEndTag(tag: Placed, nameStart: number, nameEnd: number, open: Placed): Complaint {
  return {
    code: 'unexpected-end-tag',
    start: tag.start,
    end: tag.end,
    message:
      tag.name === ''
        ? `This end tag has no name: </${open.name}> is expected here.`
        : `</${tag.name}> does not match <${open.name}>: names must agree in every letter.`,
    mend: { title: `Write </${open.name}>`, start: nameStart, end: nameEnd, text: open.name },
    related: opened(open),
  };
}

export function strayEndTag({ name, start, end }: Placed, open: Placed): Complaint {
  return {
    code: 'unexpected-end-tag',
    start,
    end,
    message: `There is no <${name}> open here that this end tag could close; <${open.name}> is.`,
    mend: deletion(start, end),
    related: opened(open),
  };
}

/** What a stray end tag turns out to be once the element around it is found never to be closed. */
export function endTagOfAnother({ name, start, end }: Placed, expected: string): Pick<Complaint, 'message' | 'mend'> {
  return {
    message: `</${name}> stands where </${expected}> is expected.`,
    mend: { title: `Write </${expected}>`, start, end, text: `</${expected}>` },
  };
}

/** `forgotSlash`: nothing tells whether the end tag is missing or the tag was to end in `/>`. */
export function unclosedElement({ name, start, end }: Placed, forgotSlash: boolean, empty: boolean): Complaint {
  return {
    code: 'unclosed-element',
    start,
    end,
    message: forgotSlash
      ? `<${name}> is never closed: its tag should end in '/>', or </${name}> is missing.`
      : `<${name}> is never closed: </${name}> is missing.`,
    mend: forgotSlash && empty ? { title: "End it with '/>'", start: end - 1, end, text: '/>' } : undefined,
  };
}

// Comments, sections, declarations

export function unknownDeclaration(start: number, end: number): Complaint {
  return {
    code: 'unclosed-comment',
    start,
    end,
    message: "'<!' begins a comment only as '<!--', and a CDATA section only as '<![CDATA['.",
  };
}

export function unclosedComment(start: number, end: number, lineEnd: number): Complaint {
  return {
    code: 'unclosed-comment',
    start,
    end,
    message: "This comment is never closed: '-->' is missing. Everything behind it would be lost.",
    mend: insertion(lineEnd, ' -->', "Insert '-->' at the end of the line"),
  };
}

export function commentInComment(start: number, end: number): Complaint {
  return {
    code: 'comment-dashes',
    start,
    end,
    message: `A comment may not hold another comment: '--' is not allowed inside. ${upper(NOT_LOADED)}.`,
  };
}

export function dashesInComment(
  start: number,
  end: number,
  content: { readonly start: number; readonly end: number },
  separated: string,
): Complaint {
  return {
    code: 'comment-dashes',
    start,
    end,
    message: `'--' may not stand inside a comment: ${NOT_LOADED}. Use single dashes.`,
    mend: { title: "Write '- -'", start: content.start, end: content.end, text: separated },
  };
}

export function unclosedSection(start: number, end: number, lineEnd: number): Complaint {
  return {
    code: 'unclosed-section',
    start,
    end,
    message: "This CDATA section is never closed: ']]>' is missing.",
    mend: insertion(lineEnd, ']]>', "Insert ']]>' at the end of the line"),
  };
}

export function sectionOutside(start: number, end: number): Complaint {
  return { code: 'text-outside', start, end, message: 'A CDATA section may stand inside an element only.' };
}

export function lateDoctype(start: number, end: number): Complaint {
  return {
    code: 'declaration',
    start,
    end,
    message: `A DOCTYPE may stand once, before the first element: ${NOT_LOADED}.`,
    mend: deletion(start, end),
  };
}

export function brokenDoctype(start: number, nameEnd: number, end: number): Complaint {
  return {
    code: 'unclosed-section',
    start,
    end: nameEnd,
    message: `This DOCTYPE is not finished or not well-formed: ${NOT_LOADED}. log4net needs none; delete it.`,
    mend: deletion(start, end),
  };
}

export function namelessDoctype(start: number, end: number): Complaint {
  return { code: 'declaration', start, end, message: `A DOCTYPE must name the root element: ${NOT_LOADED}.` };
}

export function unclosedInstruction(target: string, start: number, end: number, from: number): Complaint {
  return {
    code: 'declaration',
    start,
    end,
    message: `'<?${target}' must end with '?>': ${NOT_LOADED}.`,
    mend: target === '' ? undefined : { title: "Write '?>'", start: from, end, text: '?>' },
  };
}

export function namelessInstruction(start: number, end: number): Complaint {
  return { code: 'invalid-name', start, end, message: "'<?' must be followed by a name and a blank." };
}

export function declarationInCapitals(start: number, end: number): Complaint {
  return {
    code: 'declaration',
    start,
    end,
    message: `The declaration is written '<?xml', in small letters: ${NOT_LOADED}.`,
    mend: { title: "Write '<?xml'", start: start + 2, end, text: 'xml' },
  };
}

export function colonInTarget(start: number, end: number): Complaint {
  return { code: 'namespace-prefix', start, end, message: "The name behind '<?' may not hold a colon." };
}

export function lateDeclaration(start: number, end: number, documentStart: number, onlyBlanksBefore: boolean): Complaint {
  return onlyBlanksBefore
    ? {
        code: 'declaration',
        start,
        end,
        message: `The XML declaration must be the very first thing in the file, without a blank or line before it: ${NOT_LOADED}.`,
        mend: { title: 'Delete what stands before it', start: documentStart, end: start, text: '' },
      }
    : {
        code: 'declaration',
        start,
        end,
        message: `The XML declaration may only stand at the very beginning of the file: ${NOT_LOADED}.`,
        mend: deletion(start, end),
      };
}

// Namespaces

export function badColon(name: string, start: number, end: number): Complaint {
  return { code: 'namespace-prefix', start, end, message: `'${name}': a colon only separates a prefix from a name, once.` };
}

export function undeclaredPrefix(prefix: string, start: number, end: number): Complaint {
  return {
    code: 'namespace-prefix',
    start,
    end,
    message: `The prefix '${prefix}' is declared nowhere: ${NOT_LOADED}. Add xmlns:${prefix}="…" to the root element, or drop the prefix.`,
  };
}

export function badNamespace(start: number, end: number, why: string): Complaint {
  return { code: 'namespace-prefix', start, end, message: `${why}: ${NOT_LOADED}.` };
}

/** The `'>'` that is missing at the end of a tag. */
export function insertion(at: number, text: string, title: string): Mend {
  return { title, start: at, end: at, text };
}

function deletion(start: number, end: number): Mend {
  return { title: 'Delete it', start, end, text: '' };
}

function escapedAmpersand(at: number): Mend {
  return { title: "Write '&amp;'", start: at, end: at + 1, text: '&amp;' };
}

function opened({ name, start, end }: Placed): Related {
  return { start, end, message: `<${name}> is open here.` };
}

function codePoint(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
