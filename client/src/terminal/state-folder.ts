import { homedir } from 'node:os';
import path from 'node:path';

/** Where programs keep state on this platform. */
export function stateFolder(platform: string, env: Readonly<Record<string, string | undefined>>): string {
  const home = env['HOME'] ?? env['USERPROFILE'] ?? homedir();
  const name = 'log4net-appenders';
  if (platform === 'win32') return path.join(env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'), name);
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', name);
  return path.join(env['XDG_STATE_HOME'] ?? path.join(home, '.local', 'state'), name);
}
