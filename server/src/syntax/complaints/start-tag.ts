/** Of start tags and their attributes. */
import { codePoint, insertion, NOT_LOADED, shorten, type Complaint, type Mend, type Placed } from './complaint';

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
