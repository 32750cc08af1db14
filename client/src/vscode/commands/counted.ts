import * as vscode from 'vscode';

/** `1 event`, `1,234 events`, in the language of the window. */
export const countedEvents = (count: number): string =>
  count === 1 ? vscode.l10n.t('1 event') : vscode.l10n.t('{0} events', count.toLocaleString());
