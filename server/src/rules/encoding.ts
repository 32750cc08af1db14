/** What the first line says of the encoding, against the bytes that are there. */
import type { Span } from '../syntax/tree';
import { replacement } from './edits';
import type { Finding, Rule } from './rule';

const encoding: Rule = {
  id: 'syntax/encoding',
  wholeFile: true,
  severity: 'error',
  why: 'An XML reader takes the bytes for what the first line says, and for UTF-8 where it says nothing. When the file is saved in another encoding the reader stops at the first byte that does not fit, and nothing of the file is configured; or it reads other letters than those that were written.',
  *check({ config: { document }, savedAs }): Generator<Finding> {
    if (savedAs === undefined || savedAs === 'ascii') {
      const declared = declaredEncoding(document.text);
      if (savedAs === 'ascii' && declared !== undefined && isWide(declared.name)) yield notWide(declared);
      return;
    }
    const declared = declaredEncoding(document.text);
    const name = declared?.name ?? 'utf-8';
    const says = declared === undefined ? 'an XML file without a declaration is taken for' : 'its first line says';
    switch (savedAs) {
      case 'utf-8':
        if (declared !== undefined && isWide(name)) yield notWide(declared);
        else if (declared !== undefined && name !== 'utf-8' && name !== 'utf8')
          yield {
            span: declared.span,
            severity: 'warning',
            message: `The file is saved as UTF-8, but its first line says ${declared.name}: letters outside ASCII are read as others. Write utf-8 here.`,
            fixes: [replacement('Write utf-8', declared.span, 'utf-8', true)],
          };
        return;
      case 'utf-16':
        if (declared !== undefined && !isWide(name))
          yield {
            span: declared.span,
            message: `The file is saved as UTF-16, but its first line says ${declared.name}: the file is not loaded. Save it as UTF-8.`,
          };
        return;
      case 'other':
        if (!isWide(name) && name !== 'utf-8') return;
        yield {
          span: declared?.span ?? firstLost(document.text) ?? { start: 0, end: Math.min(1, document.text.length) },
          message: `The file is not saved as ${name.toUpperCase()}, which ${says}: the XML reader stops at the first letter that does not fit, and the file is not loaded. Save it as UTF-8.`,
        };
    }
  },
};

export const encodingRules: readonly Rule[] = [encoding];

function notWide({ name, span }: { readonly name: string; readonly span: Span }): Finding {
  return {
    span,
    message: `The first line says ${name}, but the file is saved as UTF-8: the file is not loaded. Write utf-8 here, or save it as UTF-16.`,
    fixes: [replacement('Write utf-8', span, 'utf-8', true)],
  };
}

/** Two or more bytes for each character: a reader believes this only where the bytes show it. */
function isWide(name: string): boolean {
  return /^(?:utf-16|utf-32|ucs-[24]|unicode|iso-10646-ucs-[24])/.test(name);
}

/** The encoding of the XML declaration, in small letters. */
function declaredEncoding(text: string): { readonly name: string; readonly span: Span } | undefined {
  const [, before, name] = /^(\uFEFF?<\?xml[^>]*?\sencoding\s*=\s*["'])([A-Za-z][A-Za-z0-9._-]*)/.exec(text) ?? [];
  if (before === undefined || name === undefined) return undefined;
  return { name: name.toLowerCase(), span: { start: before.length, end: before.length + name.length } };
}

function firstLost(text: string): Span | undefined {
  const at = text.indexOf('\ufffd');
  return at < 0 ? undefined : { start: at, end: at + 1 };
}
