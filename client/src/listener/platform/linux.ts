/** Linux: `/proc` tells ports and processes; of its many firewalls only some let a user without rights look. */
import { type UdpEndpoint, parseProcNetUdp } from './endpoints';
import type { FirewallAnswer, FirewallQuestion, Platform, System } from './platform';

export function linux(system: System): Platform {
  return {
    async list() {
      const tables = await Promise.all(['/proc/net/udp', '/proc/net/udp6'].map(file => system.text(file)));
      return tables.flatMap(parseProcNetUdp);
    },
    identify: endpoint => identify(system, endpoint),
    // `/proc/net/udp` has it for each socket.
    dropped: () => Promise.resolve(undefined),
    firewall: question => firewall(system, question),
    services: () => Promise.resolve([]),
  };
}

async function identify(system: System, endpoint: UdpEndpoint): Promise<UdpEndpoint> {
  if (endpoint.inode === undefined) return endpoint;
  const pid = await pidOfSocket(system, endpoint.inode);
  if (pid === undefined) return endpoint;
  // The main thread may have renamed itself; the file it runs has not.
  const program = (await system.link(`/proc/${pid}/exe`)).replace(/^.*\//, '').replace(/ \(deleted\)$/, '');
  const name = program === '' ? (await system.text(`/proc/${pid}/comm`)).trim() : program;
  return { ...endpoint, pid, ...(name === '' ? {} : { process: name }) };
}

/** Looks through the open files of every process that this user may look into. */
async function pidOfSocket(system: System, inode: string): Promise<number | undefined> {
  const wanted = `socket:[${inode}]`;
  const pids = ((await system.names('/proc')) ?? []).filter(name => /^\d+$/.test(name));
  // Our own first: the usual answer to "who holds it" in a test, and cheap.
  for (const pid of ['self', ...pids]) {
    for (const fd of (await system.names(`/proc/${pid}/fd`)) ?? []) {
      if ((await system.link(`/proc/${pid}/fd/${fd}`)) !== wanted) continue;
      return pid === 'self' ? Number(await system.link('/proc/self')) : Number(pid);
    }
  }
  return undefined;
}

/** firewalld says it to everybody, ufw only whether it is on, nftables only to root. */
async function firewall(system: System, { port }: FirewallQuestion): Promise<FirewallAnswer> {
  if ((await system.output('firewall-cmd', ['--state'])).trim() === 'running') {
    const allow = `sudo firewall-cmd --add-port=${port}/udp`;
    const zone = await system.output('firewall-cmd', ['--list-all']);
    if (zone.trim() === '') return { verdict: 'unknown', reason: 'firewalld runs, and does not show its rules to this user.', allow };
    return opensPort(zone, port)
      ? { verdict: 'allows', reason: `firewalld lets UDP port ${port} through.` }
      : { verdict: 'blocks', reason: `firewalld runs, and UDP port ${port} is not among the ports it lets through.`, allow };
  }
  if (/^\s*ENABLED=yes/im.test(await system.text('/etc/ufw/ufw.conf'))) {
    const allow = `sudo ufw allow ${port}/udp`;
    const rules = await system.text('/etc/ufw/user.rules');
    const names = new RegExp(`^### tuple ### allow (?:udp|any) ${port} `, 'm');
    return names.test(rules)
      ? { verdict: 'allows', reason: `ufw is on and lets UDP port ${port} through.` }
      : rules === ''
        ? { verdict: 'unknown', reason: 'ufw is on, and shows its rules to root only.', allow }
        : { verdict: 'blocks', reason: `ufw is on, and no rule of its own lets UDP port ${port} through.`, allow };
  }
  const ruleset = await system.output('nft', ['list', 'ruleset']);
  if (ruleset === '')
    return { verdict: 'unknown', reason: 'Neither firewalld nor ufw runs; the rules of nftables are shown to root only.' };
  return /hook input[^;]*;\s*policy drop|hook input[\s\S]*?\b(drop|reject)\b/.test(ruleset)
    ? {
        verdict: 'unknown',
        reason: `nftables drops some of what comes in; whether UDP port ${port} is among it, \`nft list ruleset\` shows.`,
        allow: `sudo nft add rule inet filter input udp dport ${port} accept`,
      }
    : { verdict: 'off', reason: 'nftables has no rule that drops what comes in.' };
}

/** `ports: 9998/udp 9000-9100/udp` of `firewall-cmd --list-all`; a zone whose target is ACCEPT takes everything. */
function opensPort(zone: string, port: number): boolean {
  if (/^\s*target:\s*ACCEPT/m.test(zone)) return true;
  const ports = /^\s*ports:(.*)$/m.exec(zone)?.[1] ?? '';
  return [...ports.matchAll(/(\d+)(?:-(\d+))?\/udp/g)].some(([, from, to]) => Number(from) <= port && port <= Number(to ?? from));
}
