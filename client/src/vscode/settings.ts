/** The settings as the host has them. */
import * as vscode from 'vscode';
import { parseSettings, type ParsedSettings } from './registry/parse-settings';
import { settings as entries, settingsSection } from './registry/settings';

export type { ParsedSettings, Settings } from './registry/parse-settings';

/** Values of `machine` scope only from where the machine's owner writes: never from a workspace, whatever the host would merge. */
export function readSettings(resource?: vscode.Uri): ParsedSettings {
  const section = vscode.workspace.getConfiguration(settingsSection, resource);
  const machine: ReadonlySet<string> = new Set(entries.filter(it => it.scope === 'machine').map(it => it.key));
  return parseSettings(key => {
    if (!machine.has(key)) return section.get(key);
    const found = section.inspect(key);
    return found?.globalValue ?? found?.defaultValue;
  });
}
