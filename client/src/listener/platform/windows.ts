/**
 * Windows. Everything asked here answers in the same words whatever language the system has, and without more rights:
 * the rules of the firewall come from the registry, because `netsh` translates them and PowerShell takes seconds.
 */
import engine from '../../../../schemas/services/engine.json';
import printing from '../../../../schemas/services/printing.json';
import proxy from '../../../../schemas/services/proxy.json';
import repository from '../../../../schemas/services/repository.json';
import scheduler from '../../../../schemas/services/scheduler.json';
import { parseNetstat, parseTasklist } from './endpoints';
import type { FirewallAnswer, FirewallQuestion, Platform, ServiceFolder, System } from './platform';

export function windows(system: System): Platform {
  return {
    async list() {
      const tables = await Promise.all(['udp', 'udpv6'].map(protocol => system.output('netstat', ['-ano', '-p', protocol])));
      return tables.flatMap(parseNetstat);
    },
    async identify(endpoint) {
      if (endpoint.pid === undefined) return endpoint;
      const name = parseTasklist(await system.output('tasklist', ['/FI', `PID eq ${endpoint.pid}`, '/FO', 'CSV', '/NH']));
      return name === undefined ? endpoint : { ...endpoint, process: name };
    },
    async dropped() {
      const families = await Promise.all(['udp', 'udpv6'].map(protocol => system.output('netstat', ['-s', '-p', protocol])));
      const counts = families.flatMap(text => parseUdpErrors(text) ?? []);
      return counts.length === 0 ? undefined : counts.reduce((sum, it) => sum + it, 0);
    },
    firewall: question => firewall(system, question),
    services: () => services(system),
  };
}

/** `netstat -s -p udp`: received, no port, errors, sent, in this order in every language; errors are what found no room. */
export function parseUdpErrors(text: string): number | undefined {
  const counts = [...text.matchAll(/=\s*(\d+)\s*$/gm)].map(it => Number(it[1]));
  return counts.length === 4 ? counts[2] : undefined;
}

const ownPolicy = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy';
/** What an administrator of the domain prescribes. */
const groupPolicy = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\WindowsFirewall';

async function firewall(system: System, question: FirewallQuestion): Promise<FirewallAnswer> {
  const { executable, port } = question;
  const [profiles, own, prescribed] = await Promise.all([
    system.output('reg', ['query', ownPolicy, '/s', '/v', 'EnableFirewall']),
    system.output('reg', ['query', `${ownPolicy}\\FirewallRules`]),
    system.output('reg', ['query', `${groupPolicy}\\FirewallRules`]),
  ]);
  const allow = `netsh advfirewall firewall add rule name="log4net test listener" dir=in action=allow protocol=UDP localport=${port} program="${executable}" profile=domain,private`;
  const on = parseProfiles(profiles);
  if (on === undefined) return { verdict: 'unknown', reason: 'Windows does not tell the state of its firewall.', allow };
  if (on.length === 0) return { verdict: 'off', reason: 'Windows Defender Firewall is off in every profile.' };
  const matching = [...parseRules(own), ...parseRules(prescribed)].filter(it => concerns(it, question, system));
  // A rule that blocks wins over every rule that allows.
  const blocking = matching.find(it => it.action === 'block');
  if (blocking !== undefined)
    return {
      verdict: 'blocks',
      reason: `The rule "${blocking.name}" of Windows Defender Firewall blocks it, whatever others allow: switch that rule off.`,
    };
  const allowing = matching.find(it => it.action === 'allow');
  return allowing === undefined
    ? { verdict: 'blocks', reason: `No rule of Windows Defender Firewall lets ${executable} receive on UDP port ${port}.`, allow }
    : {
        verdict: 'allows',
        reason: `The rule "${allowing.name}" of Windows Defender Firewall allows it${allowing.profiles.length === 0 ? '' : `, in the profile ${allowing.profiles.join(', ')} only`}.`,
      };
}

/** Profiles whose firewall is on; undefined for what is no answer. */
export function parseProfiles(text: string): readonly string[] | undefined {
  const found = [...text.matchAll(/\\(\w+)Profile\s*\r?\n\s*EnableFirewall\s+REG_DWORD\s+0x(\d+)/g)];
  return found.length === 0 ? undefined : found.flatMap(([, profile = '', value]) => (Number(value) === 0 ? [] : [profile]));
}

/** An inbound rule that is active. */
export interface FirewallRule {
  readonly name: string;
  readonly action: 'allow' | 'block';
  /** Number of the IP protocol; undefined for all. */
  readonly protocol: number | undefined;
  /** Undefined for all. */
  readonly ports: readonly (readonly [number, number])[] | undefined;
  /** Undefined for all; perhaps with `%SystemRoot%`. */
  readonly program: string | undefined;
  /** Empty for all. */
  readonly profiles: readonly string[];
}

/** Values as `reg query` prints them: `v2.30|Action=Allow|Active=TRUE|Dir=In|Protocol=17|LPort=9998|App=C:\…|Name=…|`. */
export function parseRules(text: string): readonly FirewallRule[] {
  return text.split(/\r?\n/).flatMap(line => {
    const rule = /\sREG_SZ\s+(v\d[\d.]*\|.*)$/.exec(line)?.[1];
    if (rule === undefined) return [];
    const parts = rule.split('|').flatMap(it => {
      const at = it.indexOf('=');
      return at < 0 ? [] : [[it.slice(0, at), it.slice(at + 1)] as const];
    });
    const one = (name: string): string | undefined => parts.find(it => it[0] === name)?.[1];
    const all = (name: string): readonly string[] => parts.flatMap(it => (it[0] === name ? [it[1]] : []));
    if (one('Dir') !== 'In' || one('Active') !== 'TRUE') return [];
    const ports = [...all('LPort'), ...all('LPort2_10')].flatMap(range);
    const named = all('LPort').length + all('LPort2_10').length > 0;
    return [
      {
        name: one('Name') ?? '',
        action: one('Action') === 'Block' ? 'block' : 'allow',
        protocol: one('Protocol') === undefined ? undefined : Number(one('Protocol')),
        ports: named ? ports : undefined,
        program: one('App'),
        profiles: all('Profile'),
      } satisfies FirewallRule,
    ];
  });
}

function range(text: string): readonly (readonly [number, number])[] {
  const found = /^(\d+)(?:-(\d+))?$/.exec(text);
  return found === null ? [] : [[Number(found[1]), Number(found[2] ?? found[1])]];
}

const udp = 17;

/** Rules for a service or a package are kept apart by further words; those name no program of ours and no port of ours. */
function concerns(rule: FirewallRule, { executable, port }: FirewallQuestion, system: System): boolean {
  if (rule.protocol !== undefined && rule.protocol !== udp) return false;
  if (rule.ports !== undefined && !rule.ports.some(([from, to]) => from <= port && port <= to)) return false;
  if (rule.program === undefined) return rule.ports !== undefined;
  return expanded(rule.program, system).toLowerCase() === executable.toLowerCase();
}

const expanded = (text: string, system: System): string => text.replace(/%(\w+)%/g, (all, name: string) => system.env(name) ?? all);

const known = [repository, proxy, scheduler, engine, printing];

async function services(system: System): Promise<readonly ServiceFolder[]> {
  const found = await Promise.all(
    known.map(async ({ id, title, folder, systemLog }): Promise<ServiceFolder | undefined> => {
      const place = expanded(folder, system);
      const inParent = await system.names(place.replace(/\\[^\\]*$/, ''));
      const isThere = inParent?.some(name => name.toLowerCase() === place.replace(/^.*\\/, '').toLowerCase()) === true;
      if (!isThere) return undefined;
      const files = await system.names(place);
      return {
        ...{ id, title, folder: place },
        hasConfiguration: files?.some(name => name.toLowerCase() === 'locallogconfig.xml'),
        systemLog: expanded(systemLog, system),
      };
    }),
  );
  return found.filter(it => it !== undefined);
}
