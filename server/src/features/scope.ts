/** Which part of a text is log4net's to edit: everything, or the section where there is more around it. */
import { isApplicationFile } from '../model/application-file';
import type { Configuration } from '../model/types';
import type { Span } from '../syntax/tree';

/** Empty (start = end) where an application's file has no such section. */
export function scopeOf(text: string, config: Configuration, path: readonly string[]): Span {
  const whole = { start: 0, end: text.length };
  const { body, dialect, document } = config;
  if (dialect === 'log4net' && body && !document.roots.includes(body)) return body.span;
  const ours = body !== undefined && dialect === 'log4net';
  return !ours && isApplicationFile(path[0] ?? '') ? { start: 0, end: 0 } : whole;
}
