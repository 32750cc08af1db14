/** The XML declaration: `<?xml version="1.0" encoding="utf-8" standalone="yes"?>`, in this order. */
import { isBlank } from './characters';
import type { Mend } from './complaints';
import type { Entities } from './entities';
import type { Issues } from './issues';
import { skipBlanks } from './recovery';

const order = ['version', 'encoding', 'standalone'] as const;

/** Checks what stands between `<?xml` and `?>`; at most one issue, the first cause. */
export function checkDeclaration(text: string, from: number, close: number, issues: Issues, entities: Entities): void {
  const complain = (start: number, end: number, message: string, fix?: Mend): void => {
    issues.add({ code: 'declaration', start, end: Math.max(end, start), message, mend: fix });
  };
  let at = from;
  let last = -1;
  for (;;) {
    const start = skipBlanks(text, at);
    if (start >= close) break;
    if (!isBlank(text.charCodeAt(start - 1)))
      return complain(start, close, 'There must be a blank before each part of the XML declaration.');
    let nameEnd = start;
    while (nameEnd < close && /[A-Za-z]/.test(text.charAt(nameEnd))) nameEnd++;
    const name = text.slice(start, nameEnd);
    const index = (order as readonly string[]).indexOf(name);
    if (index < 0)
      return complain(
        start,
        Math.max(nameEnd, start + 1),
        'The XML declaration knows version, encoding and standalone only: the file is not loaded.',
      );
    if (index <= last)
      return complain(
        start,
        nameEnd,
        'The XML declaration holds version, encoding and standalone once each, in this order: the file is not loaded.',
      );
    if (last < 0 && index > 0) {
      return complain(start, nameEnd, 'The XML declaration must begin with version="1.0": the file is not loaded.', {
        title: 'Insert version="1.0"',
        start,
        end: start,
        text: 'version="1.0" ',
      });
    }
    last = index;
    const equals = skipBlanks(text, nameEnd);
    const quoteAt = skipBlanks(text, equals + 1);
    const quote = text[quoteAt];
    const valueEnd = quote === '"' || quote === "'" ? text.indexOf(quote, quoteAt + 1) : -1;
    if (text[equals] !== '=' || quoteAt >= close || valueEnd < 0 || valueEnd >= close) {
      return complain(start, close, `'${name}' in the XML declaration needs a value in quotes: the file is not loaded.`);
    }
    const value = text.slice(quoteAt + 1, valueEnd);
    const fault = faultOf(name, value);
    if (fault !== undefined)
      return complain(quoteAt + 1, valueEnd, fault.message, {
        title: `Write '${fault.better}'`,
        start: quoteAt + 1,
        end: valueEnd,
        text: fault.better,
      });
    // A document that stands alone cannot have declarations elsewhere.
    if (name === 'standalone' && value === 'yes') entities.open = false;
    at = valueEnd + 1;
  }
  if (last < 0)
    complain(from, close, 'The XML declaration must say version="1.0": the file is not loaded.', {
      title: 'Insert version="1.0"',
      start: from,
      end: close,
      text: ' version="1.0"',
    });
}

function faultOf(name: string, value: string): { readonly message: string; readonly better: string } | undefined {
  if (name === 'version' && value !== '1.0') {
    return { message: `log4net's reader knows XML 1.0 only, not '${value}': the file is not loaded.`, better: '1.0' };
  }
  if (name === 'encoding' && !/^[A-Za-z][A-Za-z0-9._-]*$/.test(value)) {
    return { message: `'${value}' cannot be the name of an encoding: the file is not loaded.`, better: 'utf-8' };
  }
  if (name === 'encoding' && !isKnownEncoding(value)) {
    return { message: `.NET knows no encoding '${value}': the file is not loaded.`, better: 'utf-8' };
  }
  if (name === 'standalone' && value !== 'yes' && value !== 'no') {
    return { message: "standalone is 'yes' or 'no': the file is not loaded.", better: 'yes' };
  }
  return undefined;
}

/** The names .NET's Encoding.GetEncoding takes, as patterns; without regard to case. */
const knownEncodings = [
  /^(utf-(7|8|16|16le|16be|32|32le|32be)|unicode(fffe)?|ucs-2|iso-10646-ucs-2|us-ascii|ascii|ansi_x3\.[\d-]+|iso646-us|us)$/,
  /^(iso[-_]8859-\d{1,2}(-[ei])?|iso8859-\d{1,2}|latin[1-9]|l[1-9]|cp\d{3,5}|ibm[-_]?\d{3,5}|ibm-thai|windows-\d{3,5}|x-\S+|macintosh)$/,
  /^(koi8(-(r|u|ru))?|gb2312(-80)?|gbk|gb18030|gb_2312-80|chinese|hz-gb-2312|big5(-hkscs)?|shift[_-]jis|sjis|ms_kanji|johab|tis-620)$/,
  /^(euc-(jp|kr|cn)|iso-2022-(jp|kr)|ks_c_5601(-1987|-1989|_1987)?|ksc_?5601|dos-\d{3}|arabic|cyrillic|greek8?|hebrew|logical|visual)$/,
];

function isKnownEncoding(name: string): boolean {
  const lower = name.toLowerCase();
  return knownEncodings.some(it => it.test(lower));
}
