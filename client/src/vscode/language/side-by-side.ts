/** Another XML extension in the same file: what both would do, only one does. In files of the language log4net we are alone. */

/** Serves the language `xml`. */
export const otherXmlExtension = 'redhat.vscode-xml';

/**
 * Whether what any XML extension does (folding, formatting, selections, linked tags) is left to the other one.
 * @param setting `log4netAppenders.xml.generic`; anything unknown counts as `auto`
 */
export function stepsBack(languageId: string, setting: unknown, otherIsThere: boolean): boolean {
  if (languageId !== 'xml' || setting === 'on') return false;
  return setting === 'off' || otherIsThere;
}
