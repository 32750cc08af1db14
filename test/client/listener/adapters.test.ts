import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adapters } from '../../../client/src/listener/sources/adapters';

const list = {
  eth0: [
    { address: '10.20.30.5', netmask: '255.255.255.0', family: 'IPv4' as const, mac: '', internal: false, cidr: null },
    { address: 'fe80::1', netmask: 'ffff::', family: 'IPv6' as const, mac: '', internal: false, cidr: null, scopeid: 12 },
    { address: '2001:db8::5', netmask: 'ffff::', family: 'IPv6' as const, mac: '', internal: false, cidr: null, scopeid: 0 },
  ],
};

for (const [platform, zoned] of [
  ['linux', 'fe80::1%eth0'],
  ['darwin', 'fe80::1%eth0'],
  ['win32', 'fe80::1%12'],
] as const) {
  test(`on ${platform} an address of one link is offered as ${zoned}`, () => {
    assert.deepEqual(
      adapters(list, platform).map(it => it.address),
      ['10.20.30.5', zoned, '2001:db8::5'],
    );
  });
}
