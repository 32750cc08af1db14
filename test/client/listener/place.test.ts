import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reaches } from '../../../client/src/listener/checklist/listener';
import {
  type Adapter,
  hears,
  listenThereLine,
  ourSocket,
  type Target,
  targetOf,
  whereSocketsAre,
} from '../../../client/src/listener/place';

const adapters: readonly Adapter[] = [
  { name: 'lo', address: '127.0.0.1', family: 'IPv4', isLoopback: true },
  { name: 'Ethernet', address: '10.20.30.5', family: 'IPv4', isLoopback: false },
  { name: 'Ethernet', address: 'fe80::9f2:1f5b:6f5e:c2a1', family: 'IPv6', isLoopback: false },
];

const targets: readonly [string, Target][] = [
  ['127.0.0.1', { kind: 'loopback', address: '127.0.0.1' }],
  ['127.8.0.1', { kind: 'loopback', address: '127.8.0.1' }],
  ['::1', { kind: 'loopback', address: '::1' }],
  ['localhost', { kind: 'loopback', address: '127.0.0.1' }],
  [' 10.20.30.5 ', { kind: 'here', address: '10.20.30.5', adapter: 'Ethernet' }],
  ['FE80::9f2:1f5b:6f5e:c2a1', { kind: 'here', address: 'fe80::9f2:1f5b:6f5e:c2a1', adapter: 'Ethernet' }],
  ['10.20.30.6', { kind: 'elsewhere', address: '10.20.30.6' }],
  ['2001:db8::5', { kind: 'elsewhere', address: '2001:db8::5' }],
  ['239.255.0.1', { kind: 'multicast', address: '239.255.0.1' }],
  ['ff02::1', { kind: 'multicast', address: 'ff02::1' }],
  ['qs-central', { kind: 'name', name: 'qs-central', isHere: false }],
  ['WS-42.example.test', { kind: 'name', name: 'WS-42.example.test', isHere: true }],
  ['ws-42', { kind: 'name', name: 'ws-42', isHere: true }],
  ['', { kind: 'unknown' }],
  ['<IP of server …>', { kind: 'unknown' }],
  ['255.255.255.255', { kind: 'unknown' }],
];
for (const [address, target] of targets) {
  test(`"${address}" is ${target.kind} for a computer that is 10.20.30.5 and called ws-42`, () => {
    assert.deepEqual(targetOf(address, adapters, 'ws-42'), target);
  });
}

for (const [sentTo, bound, isOurs] of [
  ['127.0.0.1', '127.0.0.1', true],
  ['localhost', '127.0.0.1', true],
  ['0.0.0.0', '127.0.0.1', true],
  ['::', '::1', true],
  ['10.20.30.5', '0.0.0.0', true],
  ['ws-42', '10.20.30.5', true],
  ['10.20.30.5', '127.0.0.1', false],
  ['10.20.30.6', '0.0.0.0', false],
  ['qs-central', '0.0.0.0', false],
  ['::1', '0.0.0.0', false],
  ['', '0.0.0.0', false],
] as const) {
  test(`what is sent to "${sentTo}" is ${isOurs ? '' : 'not '}heard by our own socket on ${bound}`, () => {
    assert.equal(ourSocket(sentTo, [{ address: bound }], adapters, 'ws-42')?.address, isOurs ? bound : undefined);
  });
}

test('a local window says that the sockets are on this computer', () => {
  assert.equal(whereSocketsAre(undefined, 'ws-42'), 'The sockets are on this computer, ws-42.');
});

for (const [remote, words] of [
  ['ssh-remote', /on ws-42, .*SSH.*TCP ports only/],
  ['wsl', /inside WSL \(ws-42\), not on Windows.*TCP ports only/],
  ['dev-container', /inside the container ws-42.*publish the UDP port/],
  ['codespaces', /codespace ws-42/],
  ['something-new', /on ws-42, .*not on the computer with the keyboard/],
] as const) {
  test(`a window of ${remote} says on which computer the sockets are`, () => {
    assert.match(whereSocketsAre(remote, 'ws-42'), words);
  });
}

test('the line to run elsewhere names port and address', () => {
  assert.equal(listenThereLine(9998, '10.1.2.3'), 'log4net-appenders listen --port 9998 --bind 10.1.2.3 --forward SINKS.json');
});

for (const [own, sentTo, isHeard] of [
  ['::', '127.0.0.1', false],
  ['::', '::ffff:10.20.30.5', false],
  ['::', 'fe80::1', true],
  ['0.0.0.0', '127.0.0.1', true],
  ['0.0.0.0', '::1', false],
  ['::1', '::1', true],
  ['FE80::1%eth0', 'fe80::1', true],
  ['fe80::1%eth0', 'fe80::1%eth1', false],
  ['10.20.30.5', '127.0.0.1', false],
] as const) {
  test(`a socket on ${own} ${isHeard ? 'hears' : 'does not hear'} what is sent to ${sentTo}`, () => {
    assert.equal(hears(own, sentTo), isHeard);
    assert.equal(reaches({ sockets: [{ address: own, port: 9998, receiveBuffer: 1, since: '' }] }, sentTo, 9998), isHeard);
  });
}
