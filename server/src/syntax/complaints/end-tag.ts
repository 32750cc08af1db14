/** Of end tags, and of elements that have none. */
import { deletion, insertion, opened, type Complaint, type Placed } from './complaint';

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
