/** Of text between tags, and of references in it. */
import { deletion, escapedAmpersand, insertion, NOT_LOADED, type Complaint } from './complaint';

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
