/** Configurations of any size, as people have them: the appenders and loggers of a template, each copy with names of its own. */
import { readFileSync } from 'node:fs';

/** About so many bytes: all appenders first, then all loggers, as the template has them. */
export function configuration(bytes: number): string {
  const template = readFileSync('templates/all-task-events.xml', 'utf8');
  const start = template.indexOf('>', template.indexOf('<configuration')) + 1;
  const end = template.lastIndexOf('</configuration>');
  const firstLogger = template.indexOf('<logger', start);
  const appenders = template.slice(start, firstLogger);
  const loggers = template.slice(firstLogger, end);
  const copies = Math.max(1, Math.round((bytes - start) / (end - start)));
  const all = (part: string): string => Array.from({ length: copies }, (_, copy) => renamed(part, copy)).join('');
  return template.slice(0, start) + all(appenders) + all(loggers) + template.slice(end);
}

const renamed = (part: string, copy: number): string =>
  part
    .replace(/(<appender name|<appender-ref ref)="(\w+)"/g, `$1="$2${copy}"`)
    .replace(/<logger name="([\w.]+)"/g, `<logger name="$1.Part${copy}"`);
