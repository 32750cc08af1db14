import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FirewallAnswer, type System, platformFor } from '../../../../client/src/listener/platform';
import { parseListedApps, parseUdpDrops } from '../../../../client/src/listener/platform/macos';
import { parseProfiles, parseRules, parseUdpErrors } from '../../../../client/src/listener/platform/windows';
import { data, recorded, windows } from './support';

test('Windows: the list of sockets holds both families, and one of them is named', async () => {
  const platform = platformFor('win32', windows);
  const list = await platform.list();
  assert.equal(list.length, 8);
  const held = list.find(it => it.port === 9998);
  assert.deepEqual(held && (await platform.identify(held)), { address: '0.0.0.0', port: 9998, pid: 4711, process: 'butler.exe' });
});

test('Windows: only inbound rules in force count, with all of their ports and profiles', () => {
  const rules = parseRules(data('windows-reg-rules.txt'));
  assert.deepEqual(
    rules.map(it => it.name),
    ['@FirewallAPI.dll,-25301', 'Butler UDP', 'Visual Studio Code', 'Node.js JavaScript Runtime', 'A range'],
  );
  assert.deepEqual(rules[1], {
    name: 'Butler UDP',
    action: 'allow',
    protocol: 17,
    ports: [
      [9996, 9996],
      [9998, 9998],
    ],
    program: undefined,
    profiles: [],
  });
  assert.deepEqual(rules[3]?.profiles, ['Domain', 'Private']);
  assert.deepEqual(rules[4]?.ports, [[20_000, 20_010]]);
});

test('Windows: the profiles whose firewall is on are read in any language', () => {
  assert.deepEqual(parseProfiles(data('windows-reg-profiles.txt')), ['Domain', 'Public']);
  assert.equal(parseProfiles('FEHLER: Zugriff verweigert'), undefined);
});

const code = 'C:\\Users\\alice\\AppData\\Local\\Programs\\Microsoft VS Code\\Code.exe';
const windowsCases: readonly [string, string, number, FirewallAnswer['verdict'], RegExp, RegExp | undefined][] = [
  ['a rule for the port lets any program receive', 'C:\\other.exe', 9998, 'allows', /"Butler UDP"/, undefined],
  ['a rule that blocks the program wins over one that allows the port', code, 9998, 'blocks', /"Visual Studio Code".*switch/, undefined],
  ['a rule for the program lets it receive anywhere', 'c:\\program files\\nodejs\\NODE.exe', 9555, 'allows', /Domain, Private/, undefined],
  [
    'without a rule the line to allow it names port and program',
    'C:\\other.exe',
    9997,
    'blocks',
    /No rule/,
    /^netsh advfirewall firewall add rule .*protocol=UDP localport=9997 program="C:\\other\.exe"/,
  ],
  ['a rule for a range of ports is understood', 'C:\\other.exe', 20_005, 'allows', /"A range"/, undefined],
];
for (const [what, executable, port, verdict, reason, allow] of windowsCases) {
  test(`Windows: ${what}`, async () => {
    const answer = await platformFor('win32', windows).firewall({ executable, port });
    assert.equal(answer.verdict, verdict);
    assert.match(answer.reason, reason);
    if (allow === undefined) assert.equal(answer.allow, undefined);
    else assert.match(answer.allow ?? '', allow);
  });
}

test('Windows: without an answer of the registry the firewall is unknown, never open', async () => {
  const answer = await platformFor('win32', recorded({})).firewall({ executable: code, port: 9998 });
  assert.equal(answer.verdict, 'unknown');
});

test('Windows: the services of Qlik that have a folder, and whether a configuration lies there', async () => {
  assert.deepEqual(await platformFor('win32', windows).services(), [
    {
      id: 'Repository',
      title: 'Qlik Sense Repository',
      folder: 'C:\\ProgramData\\Qlik\\Sense\\Repository',
      hasConfiguration: undefined,
      systemLog: 'C:\\ProgramData\\Qlik\\Sense\\Log\\Repository\\Trace',
    },
    {
      id: 'Scheduler',
      title: 'Qlik Sense Scheduler',
      folder: 'C:\\ProgramData\\Qlik\\Sense\\Scheduler',
      hasConfiguration: true,
      systemLog: 'C:\\ProgramData\\Qlik\\Sense\\Log\\Scheduler\\Trace',
    },
  ]);
});

test('Linux: the holder is found by its socket, and named by the file it runs', async () => {
  const system = recorded({
    text: { '/proc/net/udp': data('linux-proc-net-udp.txt') },
    folders: { '/proc': ['1', '815', 'net'], '/proc/1/fd': ['0'], '/proc/815/fd': ['0', '17'] },
    links: { '/proc/815/fd/17': 'socket:[67059]', '/proc/815/exe': '/opt/butler/butler (deleted)' },
  });
  const platform = platformFor('linux', system);
  const held = (await platform.list()).find(it => it.port === 9998);
  assert.deepEqual(held && (await platform.identify(held)), {
    ...{ address: '127.0.0.1', port: 9998, inode: '67059', drops: 47 },
    ...{ pid: 815, process: 'butler' },
  });
});

const firewalld = { 'firewall-cmd --state': 'running\n', 'firewall-cmd --list-all': data('linux-firewall-cmd-list-all.txt') };
const linuxCases: readonly [string, System, number, FirewallAnswer['verdict'], string | undefined][] = [
  ['firewalld lets a port of its zone through', recorded({ output: firewalld }), 9998, 'allows', undefined],
  ['firewalld lets a range through', recorded({ output: firewalld }), 20_003, 'allows', undefined],
  ['firewalld, port open for TCP only', recorded({ output: firewalld }), 8080, 'blocks', 'sudo firewall-cmd --add-port=8080/udp'],
  [
    'ufw hides its rules from a user',
    recorded({ text: { '/etc/ufw/ufw.conf': '# comment\nENABLED=yes\n' } }),
    9998,
    'unknown',
    'sudo ufw allow 9998/udp',
  ],
  [
    'ufw shows them to root',
    recorded({
      text: {
        '/etc/ufw/ufw.conf': 'ENABLED=yes\n',
        '/etc/ufw/user.rules': '### RULES ###\n\n### tuple ### allow udp 9998 0.0.0.0/0 any 0.0.0.0/0 in\n',
      },
    }),
    9998,
    'allows',
    undefined,
  ],
  [
    'ufw shows root that no rule opens the port',
    recorded({ text: { '/etc/ufw/ufw.conf': 'ENABLED=yes\n', '/etc/ufw/user.rules': '### RULES ###\n' } }),
    9998,
    'blocks',
    'sudo ufw allow 9998/udp',
  ],
  [
    'nftables drops some of what comes in: which, it takes a person to read',
    recorded({ output: { 'nft list ruleset': data('linux-nft-ruleset.txt') } }),
    9998,
    'unknown',
    'sudo nft add rule inet filter input udp dport 9998 accept',
  ],
  ['nothing can be seen', recorded({}), 9998, 'unknown', undefined],
  [
    'nftables without a rule that drops',
    recorded({ output: { 'nft list ruleset': 'table ip nat {\n\tchain x {\n\t}\n}\n' } }),
    9998,
    'off',
    undefined,
  ],
];
for (const [what, system, port, verdict, allow] of linuxCases) {
  test(`Linux: ${what}`, async () => {
    const answer = await platformFor('linux', system).firewall({ executable: '/usr/bin/node', port });
    assert.equal(answer.verdict, verdict);
    assert.equal(answer.allow, allow);
  });
}

const filter = '/usr/libexec/ApplicationFirewall/socketfilterfw';
const macosCases: readonly [string, string, string, FirewallAnswer['verdict']][] = [
  ['Firewall is disabled. (State = 0)', 'off', '/usr/local/bin/node', 'off'],
  ['Firewall is enabled. (State = 1)', 'a program that is blocked', '/usr/local/bin/node', 'blocks'],
  [
    'Firewall is enabled. (State = 1)',
    'a program inside a bundle that is allowed',
    '/Applications/Visual Studio Code.app/Contents/MacOS/Electron',
    'allows',
  ],
  ['Firewall is enabled. (State = 1)', 'a program without an entry', '/opt/homebrew/bin/node', 'unknown'],
  ['', 'no answer', '/usr/local/bin/node', 'unknown'],
];
for (const [state, what, executable, verdict] of macosCases) {
  test(`macOS: the firewall with ${what} is "${verdict}"`, async () => {
    const system = recorded({
      output: {
        [`${filter} --getglobalstate`]: state,
        [`${filter} --getblockall`]: 'Firewall has block all state set to disabled.',
        [`${filter} --listapps`]: data('macos-socketfilterfw-listapps.txt'),
      },
    });
    assert.equal((await platformFor('darwin', system).firewall({ executable, port: 9998 })).verdict, verdict);
  });
}

test('macOS: a firewall that is set to block everything blocks what it would let through otherwise', async () => {
  const system = recorded({
    output: {
      [`${filter} --getglobalstate`]: 'Firewall is enabled. (State = 2)',
      [`${filter} --listapps`]: data('macos-socketfilterfw-listapps.txt'),
    },
  });
  const executable = '/Applications/Visual Studio Code.app/Contents/MacOS/Electron';
  const answer = await platformFor('darwin', system).firewall({ executable, port: 9998 });
  assert.equal(answer.verdict, 'blocks');
  assert.match(answer.reason, /block all incoming connections/);
});

test('macOS: apps and what becomes of them are read in pairs', () => {
  assert.deepEqual(parseListedApps(data('macos-socketfilterfw-listapps.txt')), [
    { path: '/Applications/Visual Studio Code.app', isAllowed: true },
    { path: '/usr/local/bin/node', isAllowed: false },
  ]);
});

test('a system nobody knows gives no list and no verdict, and fails at nothing', async () => {
  const platform = platformFor('aix', recorded({}));
  assert.deepEqual(await platform.list(), []);
  assert.deepEqual(await platform.services(), []);
  assert.equal((await platform.firewall({ executable: '/x', port: 1 })).verdict, 'unknown');
});

test('what the whole computer dropped is read where no socket tells it', () => {
  const windowsCounts =
    '\r\nUDP-Statistik für IPv4\r\n\r\n  Empfangene Datagramme    = 181726\r\n  Keine Anschlüsse         = 4711\r\n  Empfangsfehler           = 47\r\n  Gesendete Datagramme     = 99021\r\n';
  assert.equal(parseUdpErrors(windowsCounts), 47);
  assert.equal(parseUdpErrors('Zugriff verweigert'), undefined);
  assert.equal(parseUdpDrops('udp:\n\t1234 datagrams received\n\t\t47 dropped due to full socket buffers\n'), 47);
  assert.equal(parseUdpDrops(''), undefined);
});
