import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import {
  holderName,
  nextFreePort,
  parseLsof,
  parseNetstat,
  parseProcNetUdp,
  parseTasklist,
} from '../../../../client/src/listener/platform/endpoints';

const data = (file: string): string => readFileSync(path.join(process.cwd(), 'test/client/listener/platform/data', file), 'utf8');

test('Linux: addresses, ports, sockets and drops are read from /proc/net/udp', () => {
  assert.deepEqual(parseProcNetUdp(data('linux-proc-net-udp.txt')), [
    { address: '0.0.0.0', port: 19_998, inode: '67058', drops: 0 },
    { address: '0.0.0.0', port: 41_561, inode: '67062', drops: 0 },
    { address: '127.0.0.1', port: 9998, inode: '67059', drops: 47 },
  ]);
});

test('Linux: IPv6 addresses are written as people write them', () => {
  assert.deepEqual(
    parseProcNetUdp(data('linux-proc-net-udp6.txt')).map(it => [it.address, it.port]),
    [
      ['::1', 9996],
      ['::', 9997],
    ],
  );
  const row = '  1: B80D01200000000067452301EFCDAB89:270E 0:0 07 00000000:00000000 00:00000000 00000000 0 0 5 2 0 0';
  assert.equal(parseProcNetUdp(`head\n${row}`)[0]?.address, '2001:db8::123:4567:89ab:cdef');
});

test('Windows: netstat is read in any language, with and without brackets', () => {
  assert.deepEqual(parseNetstat(data('windows-netstat-udp.txt')).slice(2, 4), [
    { address: '0.0.0.0', port: 9998, pid: 4711 },
    { address: '10.20.30.5', port: 137, pid: 4 },
  ]);
  assert.deepEqual(parseNetstat(data('windows-netstat-udpv6.txt')), [
    { address: '::', port: 123, pid: 1180 },
    { address: '::1', port: 1900, pid: 7020 },
    { address: 'fe80::9f2:1f5b:6f5e:c2a1', port: 546, pid: 1532 },
  ]);
});

test('Windows: tasklist names the program, or says there is none', () => {
  assert.equal(parseTasklist(data('windows-tasklist.txt')), 'butler.exe');
  assert.equal(parseTasklist('INFO: No tasks are running which match the specified criteria.\r\n'), undefined);
});

test('macOS: lsof names program and process for each socket', () => {
  assert.deepEqual(parseLsof(data('macos-lsof.txt')).slice(2), [
    { address: '127.0.0.1', port: 9998, pid: 4711, process: 'node' },
    { address: '::1', port: 9997, pid: 4711, process: 'node' },
    { address: '192.168.1.20', port: 61_033, pid: 4711, process: 'node' },
  ]);
});

test('what is no list gives no endpoints', () => {
  for (const parse of [parseProcNetUdp, parseNetstat, parseLsof])
    for (const text of ['', 'error', '\0\0', 'UDP', 'n:', ': : :']) assert.deepEqual(parse(text), []);
});

test('the next free port is the next one nobody holds', () => {
  const held = [9998, 9999, 10_001].map(port => ({ address: '0.0.0.0', port }));
  assert.equal(nextFreePort(9998, held), 10_000);
  assert.equal(nextFreePort(65_535, held), undefined);
});

test('a holder is named as far as it is known', () => {
  assert.equal(holderName({ process: 'butler', pid: 4711 }), 'butler (4711)');
  assert.equal(holderName({ pid: 4711 }), 'process 4711');
  assert.equal(holderName({}), undefined);
});
