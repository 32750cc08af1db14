/**
 * Datagrams in a capture file (pcap), byte for byte, with their times, addresses and ports: what Wireshark and tcpdump
 * read and write. Raw IP packets are written; Ethernet and Linux "cooked" captures are read as well.
 */
import type { Endpoint } from '../../../../server/src/wire/event';

export interface CapturedDatagram {
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly from: Endpoint;
  /** Where it arrived. */
  readonly port: number;
  readonly payload: Uint8Array;
  /** Its length, where more came than the payload holds. */
  readonly length?: number;
}

export type ReadCapture =
  | {
      readonly ok: true;
      readonly datagrams: readonly CapturedDatagram[];
      /** Packets that are no UDP datagram. */ readonly passedOver: number;
    }
  | { readonly ok: false; readonly message: string };

const magic = { micro: 0xa1b2c3d4, nano: 0xa1b23c4d };
const rawIp = 101;
const headerBytes = 24;
const recordBytes = 16;
const udp = 17;

const ipv4Header = 20;
const udpHeaderBytes = 8;
/** What the 16 bits of a length can say. */
const longestPacket = 0xffff;

/** Whether it can be written: no datagram is longer than its headers can say. */
export function fitsPcap({ from, payload, length = payload.length }: CapturedDatagram): boolean {
  const headers = v4Bytes(from.address) === undefined && v6Bytes(from.address) !== undefined ? udpHeaderBytes : ipv4Header + udpHeaderBytes;
  return headers + length <= longestPacket;
}

/** A whole file of datagrams that fit. Addresses that are none (names, scopes) become the loopback address. */
export function* toPcap(datagrams: Iterable<CapturedDatagram>): IterableIterator<Uint8Array> {
  const head = new DataView(new ArrayBuffer(headerBytes));
  head.setUint32(0, magic.micro, true);
  head.setUint16(4, 2, true);
  head.setUint16(6, 4, true);
  head.setUint32(16, 0x40000, true);
  head.setUint32(20, rawIp, true);
  yield new Uint8Array(head.buffer);
  for (const datagram of datagrams) yield record(datagram);
}

function record({ receivedAt, from, port, payload, length = payload.length }: CapturedDatagram): Uint8Array {
  const v4 = v4Bytes(from.address);
  const v6 = v4 === undefined ? v6Bytes(from.address) : undefined;
  const packet =
    v6 === undefined ? ipv4(v4 ?? [127, 0, 0, 1], from.port, port, payload, length) : ipv6(v6, from.port, port, payload, length);
  const bytes = new Uint8Array(recordBytes + packet.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(receivedAt / 1_000), true);
  view.setUint32(4, (receivedAt % 1_000) * 1_000, true);
  view.setUint32(8, packet.length, true);
  view.setUint32(12, packet.length - payload.length + length, true);
  bytes.set(packet, recordBytes);
  return bytes;
}

function ipv4(from: readonly number[], fromPort: number, port: number, payload: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(28 + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x45);
  view.setUint16(2, ipv4Header + udpHeaderBytes + length);
  view.setUint8(8, 64);
  view.setUint8(9, udp);
  bytes.set(from, 12);
  bytes.set([127, 0, 0, 1], 16);
  view.setUint16(10, checksum(bytes.subarray(0, 20)));
  udpHeader(view, 20, fromPort, port, length);
  bytes.set(payload, 28);
  return bytes;
}

function ipv6(from: readonly number[], fromPort: number, port: number, payload: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(48 + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x60);
  view.setUint16(4, udpHeaderBytes + length);
  view.setUint8(6, udp);
  view.setUint8(7, 64);
  bytes.set(from, 8);
  view.setUint8(39, 1);
  udpHeader(view, 40, fromPort, port, length);
  bytes.set(payload, 48);
  return bytes;
}

/** Without a checksum, which UDP over IPv4 may leave out. */
function udpHeader(view: DataView, at: number, from: number, to: number, length: number): void {
  view.setUint16(at, from);
  view.setUint16(at + 2, to);
  view.setUint16(at + 4, udpHeaderBytes + length);
}

function checksum(header: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < header.length; at += 2) sum += ((header[at] ?? 0) << 8) | (header[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

/** Total: any bytes give datagrams or a sentence. */
export function readPcap(bytes: Uint8Array): ReadCapture {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const order = bytes.length < headerBytes ? undefined : orderOf(view);
  if (order === undefined) {
    const isNewer = bytes.length > 4 && view.getUint32(0) === 0x0a0d0d0a;
    return {
      ok: false,
      message: isNewer
        ? 'This is a pcapng capture. Save it as "Wireshark/tcpdump/… - pcap" and import that.'
        : 'This is no capture file (pcap).',
    };
  }
  const { little, perMs } = order;
  const link = linkHeader(view.getUint32(20, little));
  if (link === undefined)
    return {
      ok: false,
      message: 'The packets of this capture are of a kind that is not read: capture on an Ethernet, loopback or "any" interface.',
    };
  const datagrams: CapturedDatagram[] = [];
  let passedOver = 0;
  let at = headerBytes;
  while (at + recordBytes <= bytes.length) {
    const length = view.getUint32(at + 8, little);
    const whole = view.getUint32(at + 12, little);
    const start = at + recordBytes;
    if (start + length > bytes.length) {
      passedOver++;
      break;
    }
    const receivedAt = view.getUint32(at, little) * 1_000 + Math.floor(view.getUint32(at + 4, little) / perMs);
    const found = datagramIn(bytes.subarray(start, start + length), link, length < whole);
    if (found === undefined) passedOver++;
    else datagrams.push({ receivedAt, ...found });
    at = start + length;
  }
  return { ok: true, datagrams, passedOver };
}

function orderOf(view: DataView): { readonly little: boolean; readonly perMs: number } | undefined {
  for (const little of [true, false]) {
    const found = view.getUint32(0, little);
    if (found === magic.micro) return { little, perMs: 1_000 };
    if (found === magic.nano) return { little, perMs: 1_000_000 };
  }
  return undefined;
}

/** How many bytes stand before the IP packet: none, Ethernet's, those of Linux's "any" (two versions), of BSD's loopback. */
function linkHeader(type: number): number | undefined {
  return new Map([
    [rawIp, 0],
    [12, 0],
    [228, 0],
    [229, 0],
    [1, 14],
    [113, 16],
    [276, 20],
    [0, 4],
  ]).get(type);
}

/** @param isCut whether the file holds only the beginning of the packet */
function datagramIn(packet: Uint8Array, link: number, isCut: boolean): Omit<CapturedDatagram, 'receivedAt'> | undefined {
  // A VLAN's tag makes Ethernet's header longer.
  const start = link === 14 && packet[12] === 0x81 && packet[13] === 0 ? 18 : link;
  const ip = packet.subarray(start);
  if (ip.length < 28) return undefined;
  const view = new DataView(ip.buffer, ip.byteOffset, ip.byteLength);
  const kind = view.getUint8(0) >> 4;
  if (kind === 4) {
    const header = (view.getUint8(0) & 15) * 4;
    const isPart = (view.getUint16(6) & 0x3fff) !== 0;
    if (view.getUint8(9) !== udp || isPart || header < 20 || ip.length < header + 8) return undefined;
    return udpIn(ip.subarray(header), Array.from(ip.subarray(12, 16)).join('.'), isCut);
  }
  if (kind === 6 && view.getUint8(6) === udp && ip.length >= 48) return udpIn(ip.subarray(40), v6Text(ip.subarray(8, 24)), isCut);
  return undefined;
}

function udpIn(bytes: Uint8Array, address: string, isCut: boolean): Omit<CapturedDatagram, 'receivedAt'> | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint16(4);
  const lacksSome = length > bytes.length;
  if (length < udpHeaderBytes || (lacksSome && !isCut)) return undefined;
  return {
    from: { address, port: view.getUint16(0) },
    port: view.getUint16(2),
    payload: new Uint8Array(bytes.subarray(udpHeaderBytes, length)),
    ...(lacksSome && { length: length - udpHeaderBytes }),
  };
}

function v4Bytes(address: string): readonly number[] | undefined {
  const parts = address.replace(/^::ffff:/i, '').split('.');
  const bytes = parts.map(Number);
  return parts.length === 4 && parts.every(it => /^\d{1,3}$/.test(it)) && bytes.every(it => it <= 255) ? bytes : undefined;
}

function v6Bytes(address: string): readonly number[] | undefined {
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const groups = (text: string): readonly string[] => (text === '' ? [] : text.split(':'));
  const before = groups(head);
  const after = groups(tail ?? '');
  const missing = 8 - before.length - after.length;
  if (!address.includes(':') || (tail === undefined ? missing !== 0 : missing < 0)) return undefined;
  const all = [...before, ...Array<string>(missing).fill('0'), ...after];
  if (!all.every(it => /^[0-9a-f]{1,4}$/i.test(it))) return undefined;
  return all.flatMap(it => [parseInt(it, 16) >> 8, parseInt(it, 16) & 255]);
}

/** RFC 5952: the longest run of zeros is left out. */
function v6Text(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, at) => ((bytes[at * 2] ?? 0) << 8) | (bytes[at * 2 + 1] ?? 0));
  let best = { start: 0, length: 0 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const text = (part: readonly number[]): string => part.map(it => it.toString(16)).join(':');
  if (best.length < 2) return text(groups);
  return `${text(groups.slice(0, best.start))}::${text(groups.slice(best.start + best.length))}`;
}
