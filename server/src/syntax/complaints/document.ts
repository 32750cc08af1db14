/** Of the document as a whole. */
import { codePoint, deletion, NOT_LOADED, upper, type Complaint, type Placed } from './complaint';

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
