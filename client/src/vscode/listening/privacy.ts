/** Privacy in this window: by the setting as it stands, with the key from the secret store. */
import * as vscode from 'vscode';
import { isKey, keyedHash, newKey } from '../../listener/disk/keyed-hash';
import type { Treatment } from '../../listener/listener';
import { createPrivacy } from '../../listener/privacy';
import { readSettings } from '../settings';

const keyName = 'log4netAppenders.privacy.key';

/** What happens to every event before anybody sees it. */
export async function openPrivacy(context: vscode.ExtensionContext): Promise<Treatment> {
  const privacy = createPrivacy(keyedHash(await keyOf(context)));
  let mode = readSettings().settings.userNames;
  context.subscriptions.push(
    vscode.workspace.onDidChangeConfiguration(change => {
      if (change.affectsConfiguration('log4netAppenders')) mode = readSettings().settings.userNames;
    }),
  );
  return event => privacy.treat(event, mode);
}

/** One key for an installation. Where the system keeps no secrets for VS Code, the extension's own state has to do. */
async function keyOf({ secrets, globalState }: vscode.ExtensionContext): Promise<string> {
  const kept = (await secrets.get(keyName).then(undefined, () => undefined)) ?? globalState.get<string>(keyName);
  if (kept !== undefined && isKey(kept)) return kept;
  const key = newKey();
  try {
    await secrets.store(keyName, key);
  } catch {
    await globalState.update(keyName, key);
  }
  return key;
}
