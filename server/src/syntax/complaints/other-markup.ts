/** Of comments, sections, instructions and declarations. */
import { deletion, insertion, NOT_LOADED, upper, type Complaint } from './complaint';

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
