import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Check, Facts } from '../../../../client/src/listener/checklist';
import { platformFor } from '../../../../client/src/listener/platform';
import { data, recorded, windows } from '../platform/support';
import { check, fine, socket, titles, withSender } from './support';

const butler = { address: '0.0.0.0', port: 9998, pid: 4711, process: 'butler', isOurs: false };

const cases: readonly [what: string, title: string, change: Partial<Facts>, state: Check['state'], words: RegExp][] = [
  ['an open socket is named with its computer', 'Socket', {}, 'ok', /127\.0\.0\.1:9998 of WS-42; only this computer/],
  [
    'a socket that others reach says so',
    'Socket',
    { sockets: [{ ...socket, address: '0.0.0.0' }] },
    'ok',
    /0\.0\.0\.0:9998.*other computers can send/,
  ],
  ['an IPv6 socket stands in brackets', 'Socket', { sockets: [{ ...socket, address: '::1' }] }, 'ok', /\[::1\]:9998/],
  ['no socket is the first thing to mend', 'Socket', { sockets: [] }, 'problem', /The listener is off/],
  [
    'a workspace nobody trusts opens none',
    'Socket',
    { sockets: [], forbidden: { reason: 'Listening is off in a workspace you have not trusted.', isTrust: true } },
    'problem',
    /not trusted/,
  ],
  ['a port of our own is told by the list of the system', 'Port', {}, 'ok', /lists the socket as ours; nobody else holds UDP port 9998/],
  ['a free port is free', 'Port', { sockets: [], holders: [] }, 'ok', /No other program holds UDP port 9998/],
  [
    'a port that another program holds names it',
    'Port',
    { sockets: [], holders: [butler] },
    'problem',
    /9998 is held by butler \(4711\) on 0\.0\.0\.0/,
  ],
  [
    'a program that shares our port takes what is sent to its address',
    'Port',
    { holders: [...(fine.holders ?? []), { ...butler, address: '10.20.30.5' }] },
    'problem',
    /held by butler.*same port as our socket/,
  ],
  [
    'a holder without a name is another program',
    'Port',
    { holders: [{ address: '::', port: 9998, isOurs: false }] },
    'problem',
    /another program on \[::\]/,
  ],
  [
    'without a configuration and a socket the usual ports are looked at',
    'Port',
    { sockets: [], files: [], holders: [butler] },
    'problem',
    /9998 is held/,
  ],
  ['a system that does not tell its ports is no reason for hope', 'Port', { holders: undefined }, 'unknown', /does not tell/],
  ['our own datagram arrives', 'Own datagram', {}, 'ok', /to 127\.0\.0\.1 of this computer arrives/],
  [
    'our own datagram is held back',
    'Own datagram',
    { loopback: [{ address: '127.0.0.1' }, { address: '10.20.30.5', problem: 'It did not arrive.' }] },
    'problem',
    /10\.20\.30\.5: It did not arrive/,
  ],
  ['where sockets are not allowed none is sent', 'Own datagram', { loopback: [] }, 'unknown', /not allowed/],
  ['a firewall does not stand between a computer and itself', 'Firewall', {}, 'ok', /sends to itself/],
  [
    'a firewall that lets the port through',
    'Firewall',
    { firewall: [{ port: 9998, answer: { verdict: 'allows', reason: 'firewalld lets UDP port 9998 through.' } }] },
    'ok',
    /firewalld lets/,
  ],
  [
    'a firewall that blocks comes before one that is not known',
    'Firewall',
    {
      firewall: [
        { port: 9997, answer: { verdict: 'unknown', reason: 'It shows nothing.' } },
        { port: 9998, answer: { verdict: 'blocks', reason: 'No rule lets node receive.', allow: 'netsh add' } },
      ],
    },
    'problem',
    /No rule lets/,
  ],
  [
    'a firewall that shows nothing to this user',
    'Firewall',
    { firewall: [{ port: 9998, answer: { verdict: 'unknown', reason: 'nftables answers to root only.', allow: 'sudo nft' } }] },
    'unknown',
    /root only/,
  ],
  ['everybody may send', 'Senders', {}, 'ok', /Everybody/],
  ['a list that refused nobody', 'Senders', { allowedSenders: ['10.0.0.0/8'] }, 'ok', /10\.0\.0\.0\/8 may send; nobody else/],
  [
    'refused senders are counted and named',
    'Senders',
    { refused: [{ address: '10.9.9.9', count: 12 }], counts: { ...fine.counts, refused: 12 } },
    'problem',
    /12 datagrams came and were not read: 10\.9\.9\.9 \(12\)/,
  ],
  ['nothing was dropped', 'Losses', {}, 'ok', /dropped nothing/],
  ['what the system dropped is said', 'Losses', { counts: { ...fine.counts, lost: 1_234 } }, 'problem', /dropped 1,234 datagrams/],
  ['rows that never came are said', 'Losses', { counts: { ...fine.counts, missing: 1 } }, 'problem', /1 row that senders numbered/],
  ['a system that does not tell its losses', 'Losses', { counts: { ...fine.counts, lost: undefined } }, 'unknown', /does not tell/],
  ['a remote window says where its sockets are', 'Computer', { remote: 'The sockets are inside WSL.' }, 'unknown', /inside WSL/],
];

for (const [what, title, change, state, words] of cases) {
  test(`${title}: ${what}`, () => {
    const found = check(title, change);
    assert.equal(found.state, state);
    assert.match(found.message, words);
    if (state === 'problem')
      assert.ok(found.wayOut !== undefined || found.actions !== undefined || title === 'Socket', 'a problem has a way out');
  });
}

test('a listener that is off can be started, and nothing is said of what only a socket has', () => {
  assert.deepEqual(check('Socket', { sockets: [] }).actions, [{ kind: 'start' }]);
  const all = titles({ sockets: [] });
  for (const title of ['Firewall', 'Senders', 'Losses']) assert.ok(!all.includes(title), title);
});

test('a held port comes with the next one that is free, held ones passed over', () => {
  const { actions, wayOut } = check('Port', { sockets: [], holders: [butler, { ...butler, port: 9999 }] });
  assert.deepEqual(actions, [{ kind: 'listen', port: 10_000 }]);
  assert.match(wayOut ?? '', /10000/);
});

test('ports of configurations count, whoever listens', () => {
  const holders = [...(fine.holders ?? []), { ...butler, port: 9990 }];
  assert.match(check('Port', { files: withSender({ port: 9990 }), holders }).message, /9990 is held by butler/);
});

test('the line for the firewall is shown and can be copied', () => {
  const answer = { verdict: 'blocks', reason: 'No rule.', allow: 'sudo ufw allow 9998/udp' } as const;
  const { wayOut, actions } = check('Firewall', { firewall: [{ port: 9998, answer }] });
  assert.match(wayOut ?? '', /sudo ufw allow 9998\/udp$/);
  assert.deepEqual(actions, [{ kind: 'copy', what: 'line', text: 'sudo ufw allow 9998/udp' }]);
});

const socketfilter = '/usr/libexec/ApplicationFirewall/socketfilterfw';
const macos = recorded({
  output: {
    [`${socketfilter} --getglobalstate`]: 'Firewall is enabled. (State = 1)',
    [`${socketfilter} --listapps`]: data('macos-socketfilterfw-listapps.txt'),
  },
});
const firewalld = recorded({
  output: { 'firewall-cmd --state': 'running', 'firewall-cmd --list-all': data('linux-firewall-cmd-list-all.txt') },
});
const systems = [
  ['win32', windows, 'C:\\Code.exe', 9990, 'problem', /^netsh advfirewall .*localport=9990 program="C:\\Code\.exe"/],
  ['win32', windows, 'C:\\Code.exe', 9998, 'ok', undefined],
  ['darwin', macos, '/usr/local/bin/node', 9998, 'problem', /^sudo .*socketfilterfw --add '\/usr\/local\/bin\/node'/],
  ['darwin', macos, '/opt/node', 9998, 'unknown', /^sudo .*--add '\/opt\/node'/],
  ['linux', firewalld, '/usr/bin/node', 8080, 'problem', /^sudo firewall-cmd --add-port=8080\/udp$/],
  ['linux', firewalld, '/usr/bin/node', 9998, 'ok', undefined],
] as const;
for (const [name, system, executable, port, state, allow] of systems) {
  test(`Firewall: what ${name} answers for ${executable} on port ${port} is ${state}`, async () => {
    const answer = await platformFor(name, system).firewall({ executable, port });
    const found = check('Firewall', { firewall: [{ port, answer }] });
    assert.equal(found.state, state, found.message);
    const copied = found.actions?.flatMap(it => (it.kind === 'copy' ? it.text : []))[0];
    if (allow === undefined) assert.equal(copied, undefined);
    else assert.match(copied ?? '', allow);
  });
}
