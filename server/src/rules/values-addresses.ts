/** Where something goes: hosts, mail addresses, files. */
import { isBlankToFillIn } from '../model/blanks';
import { escapeValue, replacement } from './edits';
import { actsAs, textOf } from './objects';
import { plainValues } from './plain-values';
import type { Rule } from './rule';

const address: Rule = {
  id: 'values/address',
  severity: 'error',
  why: 'The address is looked up once, while the file is read. One that cannot be found at that moment loses the whole appender.',
  *check(context) {
    for (const { text, span, fact } of plainValues(context, ['address', 'host'])) {
      const trimmed = text.trim();
      // That is deployment/placeholder's.
      if (isBlankToFillIn(text, fact.kind)) continue;
      const effect = fact.kind === 'address' ? 'log4net drops the whole appender' : 'nothing can be sent';
      if (trimmed === '') {
        yield { span, message: `The address is empty: ${effect}. Write an IP address or a host name.` };
      } else if (trimmed !== text && fact.kind === 'address') {
        yield {
          span,
          message: `There are blanks around the address: ${effect}. Delete them.`,
          fixes: [replacement('Delete the blanks', span, trimmed, true)],
        };
      } else if (/\s/.test(trimmed)) {
        yield {
          span,
          message: `'${text}' is no address, it looks like a blank to fill in: ${effect}. Write an IP address or a host name.`,
          fixes: [{ title: "Set the receiver's address everywhere", edits: [], ask: 'fill-placeholders' }],
        };
      } else if (/^\w+:\/\//.test(trimmed)) {
        const host = /^\w+:\/\/([^/:]+)/.exec(trimmed)?.[1];
        yield {
          span,
          message: `An address is a host alone, without '${/^\w+:\/\//.exec(trimmed)?.[0] ?? ''}': ${effect}.`,
          ...(host !== undefined && { fixes: [replacement(`Write ${host}`, span, host, true)] }),
        };
      } else if (/^[^:]+:\d+$/.test(trimmed)) {
        const host = trimmed.slice(0, trimmed.indexOf(':'));
        yield {
          span,
          message: `The port does not belong into the address: ${effect}. It has a property of its own.`,
          fixes: [replacement(`Write ${host}`, span, host, true)],
        };
      } else if (/^[\d.]+$/.test(trimmed) && !mayBeIpV4(trimmed)) {
        yield { span, message: `'${trimmed}' is no IP address: ${effect}. It has four numbers from 0 to 255.` };
      } else if (/[^\w.:%[\]-]/u.test(trimmed.normalize('NFKD').replace(/\p{L}|\p{M}/gu, 'a'))) {
        yield { span, message: `'${trimmed}' can be neither an IP address nor a host name: ${effect}.` };
      }
    }
  },
};

const mailAddresses: Rule = {
  id: 'values/mail-addresses',
  severity: 'error',
  why: 'Mail addresses are separated by commas. With semicolons between them every mail fails, and log4net says so only with internal debugging on.',
  *check(context) {
    for (const { text, span, fact } of plainValues(context, ['mail-addresses'])) {
      const inner = text.trim().replace(/^[;,\s]+|[;,\s]+$/g, '');
      if (inner === '') continue;
      const single = ONE_ADDRESS.has(fact.name.toLowerCase());
      if (single && /^[^"]*@[^"]*[,;][^"]*@[^"]*$/.test(inner)) {
        const [first = ''] = inner.split(/\s*[,;]\s*/);
        yield {
          span,
          message: `${fact.name} takes one address, not several: every mail fails, without a word. Keep one.`,
          fixes: [replacement(`Keep ${first}`, span, escapeValue(first))],
        };
        continue;
      }
      if (inner.includes(';')) {
        const mended = inner
          .split(/\s*;\s*/)
          .filter(it => it !== '')
          .join(',');
        yield {
          span,
          // Some builds of .NET read a semicolon and a blank as a separator.
          ...(/;\s/.test(inner) && { severity: 'warning' as const }),
          message: 'Semicolons do not separate mail addresses: mails fail, without a word. Use commas.',
          fixes: [replacement('Use commas', span, escapeValue(mended), true)],
        };
        continue;
      }
      const bad = inner
        .split(',')
        .map(it => it.trim())
        .find(it => !/^(?:[^<>@]*<)?[^\s<>@,;]+@[^\s<>@,;]+>?$/.test(it));
      if (bad !== undefined)
        yield {
          span,
          severity: 'warning',
          message: `'${bad}' is no mail address: every mail with it in ${fact.name} fails, without a word.`,
        };
    }
  },
};

/** Who sends, and who gets the answer: .NET reads exactly one address there. */
const ONE_ADDRESS: ReadonlySet<string> = new Set(['from', 'replyto']);

const fileName: Rule = {
  id: 'values/file-name',
  severity: 'error',
  why: 'A file appender opens its file while it is set up. Without a name, or with one that Windows does not allow, it cannot, and writes nothing; log4net says so with internal debugging only.',
  *check(context) {
    for (const { text, span, place } of plainValues(context, ['file-path'])) {
      const rolls = actsAs(context.catalogue, place.owner.object.type, 'rolling-file');
      if (!rolls && !actsAs(context.catalogue, place.owner.object.type, 'file')) continue;
      const bad = /[*?|"<>]/.exec(text)?.[0];
      if (text.trim() === '' && (!rolls || textOf(place.owner.object, 'staticlogfilename')?.trim().toLowerCase() !== 'false')) {
        yield { span, message: 'There is no file name: log4net cannot open the folder as a file and writes nothing. Name a file.' };
      } else if (bad !== undefined && !text.includes('%')) {
        yield {
          span,
          severity: 'warning',
          message: `Windows allows no '${bad}' in a file name: the file cannot be opened, and nothing is written. Choose another name.`,
        };
      }
    }
  },
};

export const addressRules: readonly Rule[] = [address, mailAddresses, fileName];

/** .NET takes shorter forms as well: 127.1 is 127.0.0.1. */
function mayBeIpV4(text: string): boolean {
  const parts = text.split('.');
  return parts.length < 4 || (parts.length === 4 && parts.every(it => /^\d{1,3}$/.test(it) && Number(it) <= 255));
}
