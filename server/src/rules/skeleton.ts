/** The elements and names of the skeleton, which count with upper and lower case. */
import { attributeText } from '../model/element';
import type { Configuration } from '../model/types';
import type { XmlElement } from '../syntax/tree';

/** Names that count only as they are written here, by where they stand. */
export const exactNames: Readonly<Record<'body' | 'logger' | 'appender', readonly string[]>> = {
  body: ['appender', 'logger', 'category', 'root', 'renderer'],
  logger: ['appender-ref', 'level', 'priority'],
  appender: ['appender-ref'],
};

export const everyExactName: ReadonlySet<string> = new Set([...Object.values(exactNames).flat(), 'param']);

export function isLoggerElement(element: XmlElement, body: XmlElement): boolean {
  return element.parent === body && ['logger', 'category', 'root'].includes(element.localName);
}

/** What loggers hold that names an appender as a reference does, but is not called so: `<appenderref ref="A" />`. */
export function misspeltReferences({ loggers }: Configuration): readonly { readonly element: XmlElement; readonly appender: string }[] {
  return loggers.flatMap(({ settings }) =>
    settings.flatMap(({ element, fact }) => {
      const appender = fact === undefined && element.localName !== 'param' ? attributeText(element, 'ref') : undefined;
      return appender === undefined ? [] : [{ element, appender }];
    }),
  );
}
