/** Encodings, and the letters they have. */
import type { Appender } from '../model/types';
import type { Span } from '../syntax/tree';
import { replacement } from './edits';
import { nearest } from './nearest';
import { actsAs, textOf } from './objects';
import { patternsIn } from './pattern-places';
import { plainValues } from './plain-values';
import type { Rule, RuleContext } from './rule';

const encoding: Rule = {
  id: 'values/encoding',
  severity: 'error',
  why: 'An encoding has one of the names that .NET knows. Any other loses the whole appender.',
  *check(context) {
    for (const { text, span, fact } of plainValues(context, ['encoding'])) {
      if (isEncoding(text)) continue;
      const known = ['utf-8', 'utf-16', 'us-ascii', 'iso-8859-1', 'iso-8859-15', 'windows-1252', 'windows-1250', 'windows-1251'];
      const dashed = text
        .trim()
        .toLowerCase()
        .replace(/^(utf|iso)[ _]?(\d)/, '$1-$2')
        .replace(/^latin-?1$|^ansi$/, 'windows-1252');
      const guess = known.find(it => it === dashed) ?? nearest(text.trim(), known);
      yield {
        span,
        message: `.NET knows no encoding '${text}': log4net drops the whole appender. ${fact.name} is usually utf-8.`,
        ...(guess !== undefined && { fixes: [replacement(`Write ${guess}`, span, guess, true)] }),
      };
    }
  },
};

const nonAscii: Rule = {
  id: 'values/no-encoding',
  severity: 'information',
  why: 'Without an encoding .NET sends text in the code page of the server, and names with accents or umlauts arrive garbled. Receivers expect UTF-8.',
  *check(context) {
    const { config, catalogue } = context;
    for (const appender of config.appenders) {
      const { type, element } = appender;
      if (type === undefined || !actsAs(catalogue, type, 'udp-datagram') || textOf(appender, 'encoding') !== undefined) continue;
      const fact = catalogue.property(type, 'encoding');
      if (fact === undefined || fact.default !== undefined) continue;
      const strange = lettersBeyond(0x7f, context, appender);
      const last = appender.settings.findLast(it => it.value !== undefined);
      const written = last?.form === 'param' ? '<param name="encoding" value="utf-8" />' : '<encoding value="utf-8" />';
      yield {
        span: appender.typeSpan ?? element.nameSpan,
        ...(strange !== undefined && { severity: 'warning' as const }),
        message: `No encoding is set: letters outside ASCII${strange === undefined ? '' : `, such as '${strange}' in the pattern,`} are sent in the code page of the server and arrive garbled. Set encoding to utf-8.`,
        ...(last !== undefined && {
          fixes: [{ title: 'Add encoding utf-8', edits: [after(config.document.text, last.element.span, written)], preferred: true }],
        }),
      };
    }
  },
};

const poorEncoding: Rule = {
  id: 'values/poor-encoding',
  severity: 'warning',
  why: 'An encoding of few letters turns every other one into a question mark while the text is sent or written, for good.',
  *check(context) {
    for (const { text, span, place } of plainValues(context, ['encoding'])) {
      const most = MOST_LETTERS[text.toLowerCase()];
      const { appender } = place.owner;
      if (most === undefined || appender === undefined || place.owner.setting !== undefined) continue;
      const strange = lettersBeyond(most, context, appender);
      if (strange === undefined) continue;
      yield {
        span,
        message: `${text} has no '${strange}', which stands in the pattern: '?' is sent in its place. Use utf-8.`,
        fixes: [replacement('Write utf-8', span, 'utf-8', true)],
      };
    }
  },
};

export const encodingValueRules: readonly Rule[] = [encoding, nonAscii, poorEncoding];

/** The highest character that an encoding has, where that is easily said. */
const MOST_LETTERS: Readonly<Record<string, number>> = { 'us-ascii': 0x7f, ascii: 0x7f, 'iso-8859-1': 0xff, latin1: 0xff };

/** A letter in the patterns of the appender that lies beyond; the first one. */
function lettersBeyond(most: number, context: RuleContext, appender: Appender): string | undefined {
  for (const place of patternsIn(context)) {
    if (place.owner.appender?.element !== appender.element || place.language === 'string') continue;
    for (const letter of place.text) if ((letter.codePointAt(0) ?? 0) > most) return letter;
  }
  return undefined;
}

/** The names .NET's Encoding.GetEncoding takes; without regard to case. */
function isEncoding(name: string): boolean {
  const lower = name.toLowerCase();
  return /^(utf-(7|8|16|16le|16be|32|32le|32be)|unicode(fffe)?|ucs-2|us-ascii|ascii|iso[-_]8859-\d{1,2}|iso8859-\d{1,2}|latin\d|l\d|cp\d{3,5}|ibm[-_]?\d{3,5}|windows-\d{3,5}|x-\S+|macintosh|koi8-?r?u?|gb2312|gbk|gb18030|big5|shift[_-]jis|euc-(jp|kr|cn)|iso-2022-(jp|kr)|ks_c_5601-1987)$/.test(
    lower,
  );
}

function after(text: string, { start, end }: Span, added: string): { readonly span: Span; readonly text: string } {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const indent = text.slice(lineStart, start);
  return { span: { start: end, end }, text: indent.trim() === '' && lineStart > 0 ? `\n${indent}${added}` : added };
}
