/** Privacy in this window: by the setting as it stands, with the key from the secret store. */
import * as vscode from 'vscode';
import type { CapturedEvent } from '../../../../server/src/wire/event';
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

const treatedAtOnce = 500;

/** Many events, between which other work has its turn. */
export async function treatAll(events: readonly CapturedEvent[], treat: Treatment): Promise<readonly CapturedEvent[]> {
  const all: CapturedEvent[] = [];
  for (const event of events) {
    all.push(treat(event));
    if (all.length % treatedAtOnce === 0) await new Promise(resolve => setImmediate(resolve));
  }
  return all;
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
