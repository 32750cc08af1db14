/** Whether an XML file is a log4net configuration, from its name and its beginning. */

/** How much of a file is looked at. */
export const headLength = 4096;

/**
 * @param head the first characters of the file, perhaps cut in the middle
 * @returns true for a root `<log4net>`, and for Qlik's bare `<configuration>` with log4net's own children. Logback's
 *   `<configuration>` names classes by `class=`, log4net's by `type=`: that tells them apart.
 */
export function looksLikeLog4net(head: string): boolean {
  const text = head
    .replace(/^\ufeff/, '')
    .replace(/<!--[\s\S]*?(-->|$)/g, '')
    .replace(/<\?[\s\S]*?(\?>|$)/g, '')
    .replace(/<!DOCTYPE[^>[]*(\[[\s\S]*?\]\s*)?>/gi, '')
    .trimStart();
  const root = /^<([\w.:-]+)(?=[\s/>])/.exec(text)?.[1];
  if (root === 'log4net') return true;
  if (root !== 'configuration') return false;
  const first = /^<configuration\b[^>]*>\s*<([\w.:-]+)([^>]*)/.exec(text);
  if (first?.[1] === 'appender') return isLog4netAppender(first[2] ?? '');
  if (!before.has(first?.[1] ?? '')) return false;
  return [...text.matchAll(/<appender\b([^>]*)/g)].some(it => isLog4netAppender(it[1] ?? ''));
}

/** What may stand in front of the first appender. */
const before: ReadonlySet<string> = new Set(['logger', 'category', 'root', 'threshold', 'renderer']);

const isLog4netAppender = (attributes: string): boolean => /\btype\s*=/.test(attributes) && !/\bclass\s*=/.test(attributes);

/** Application configurations: they keep their language and have a log4net section, or not. */
export const isApplicationConfig = (path: string): boolean => /(^|[\\/])(app|web|[^\\/]+\.(exe|dll))\.config$/i.test(path);

/** Whether an application configuration has a section for the server. */
export const hasLog4netSection = (text: string): boolean => /<log4net[\s>/]/.test(text);

/** Whether a file of this name can be a log4net configuration at all; what it holds decides. */
export const mayBeLog4net = (path: string): boolean => /\.(xml|config|log4net)$/i.test(path);

/** The same as a glob, for whoever searches or watches files. */
export const candidateGlob = '**/*.{xml,config,log4net,XML,Config}';

/** Whether a file of that name and beginning is log4net's; of an application configuration the whole text counts. */
export function isLog4netFile(path: string, text: string): boolean {
  return isApplicationConfig(path) ? hasLog4netSection(text) : looksLikeLog4net(text.slice(0, headLength));
}
