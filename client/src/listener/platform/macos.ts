/** macOS: `lsof` names program and process at once; its firewall is about programs, not about ports. */
import { parseLsof } from './endpoints';
import type { FirewallAnswer, FirewallQuestion, Platform, System } from './platform';

const tool = '/usr/libexec/ApplicationFirewall/socketfilterfw';

export function macos(system: System): Platform {
  return {
    list: async () => parseLsof(await system.output('lsof', ['-nP', '-iUDP', '-FpcPn'])),
    identify: endpoint => Promise.resolve(endpoint),
    dropped: async () => parseUdpDrops(await system.output('netstat', ['-s', '-p', 'udp'])),
    firewall: question => firewall(system, question),
    services: () => Promise.resolve([]),
  };
}

async function firewall(system: System, { executable }: FirewallQuestion): Promise<FirewallAnswer> {
  const allow = `sudo ${tool} --add ${quoted(executable)} --unblockapp ${quoted(executable)}`;
  const state = /State\s*=\s*(\d)/.exec(await system.output(tool, ['--getglobalstate']))?.[1];
  if (state === undefined) return { verdict: 'unknown', reason: 'The firewall of macOS does not tell its state.', allow };
  if (state === '0') return { verdict: 'off', reason: 'The firewall of macOS is off.' };
  if (state === '2' || /\bENABLED\b/i.test(await system.output(tool, ['--getblockall'])))
    return { verdict: 'blocks', reason: 'The firewall of macOS is set to block all incoming connections: change that in System Settings.' };
  const known = parseListedApps(await system.output(tool, ['--listapps'])).find(it => isOf(executable, it.path));
  if (known === undefined) return { verdict: 'unknown', reason: `The firewall of macOS is on and has no entry for ${executable}.`, allow };
  return known.isAllowed
    ? { verdict: 'allows', reason: `The firewall of macOS lets ${known.path} receive.` }
    : { verdict: 'blocks', reason: `The firewall of macOS blocks ${known.path}.`, allow };
}

/** `47 dropped due to full socket buffers` of `netstat -s -p udp`. */
export function parseUdpDrops(text: string): number | undefined {
  const found = /(\d+) dropped due to full socket buffers/.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** `1 : /Applications/X.app`, and on the next line what becomes of it. */
export function parseListedApps(text: string): readonly { readonly path: string; readonly isAllowed: boolean }[] {
  return [...text.matchAll(/^\s*\d+\s*:\s*(\S.*?)\s*\n\s*\(\s*(Allow|Block)\b/gim)].map(([, path = '', action = '']) => ({
    path,
    isAllowed: action.toLowerCase() === 'allow',
  }));
}

/** Entries are programs, or bundles that hold them. */
const isOf = (executable: string, entry: string): boolean => executable === entry || executable.startsWith(`${entry.replace(/\/$/, '')}/`);

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
