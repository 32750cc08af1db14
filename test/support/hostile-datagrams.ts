/** Datagrams that mean harm, from a seed: XML that grows, markup, controls, escape sequences, torn encodings, much of it, nothing. */
import { hostileStrings } from './hostile';
import { type Random, seeded } from './random';
import { sampleEvents } from './sample-events';

/** The largest payload of an IPv4 datagram. */
const largest = 65_507;

type Make = (random: Random) => Buffer;

const bomb =
  '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>';
const external = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "http://127.0.0.1:1/x.dtd">%p;]>';
const event = (message: string, name = 'a', value = 'b'): string =>
  `<log4j:event logger="L" timestamp="1773295321000" level="INFO" thread="1"><log4j:message>${message}</log4j:message><log4j:properties><log4j:data name="${name}" value="${value}" /></log4j:properties></log4j:event>`;

const samples = sampleEvents().map(it => it.datagram);

const makers: readonly Make[] = [
  () => Buffer.alloc(0),
  random => Buffer.from(random.pick(hostileStrings), 'utf8').subarray(0, largest),
  random => Buffer.from(`${random.pick([bomb, external])}${event(random.pick(['&d;', '&f;', '&c;&c;']))}`),
  random => Buffer.from(event(random.pick(hostileStrings)).slice(0, 20_000)),
  random =>
    Buffer.from(event('x', random.pick(['__proto__', 'constructor', 'toString', '']), random.pick(['&#0;', '&#x1F;', '&#1114112;', '<']))),
  random => Buffer.from('<a>'.repeat(1 + random.below(5_000))),
  random => Buffer.from(`<log4j:event ${Array.from({ length: random.below(2_000) }, (_, at) => `a${at}="x"`).join(' ')}>`),
  random => Buffer.from(JSON.stringify({ level: random.pick(hostileStrings), ['__proto__']: { x: 1 } }).slice(0, largest / 4)),
  random => Buffer.from('{"a":'.repeat(1 + random.below(10_000))),
  random => Buffer.from(nested(1 + random.below(32_000), random.pick(['[', '{"a":']))),
  random => Buffer.from(`[${'['.repeat(random.below(20_000))}`),
  random => Buffer.from(`<${random.below(1_000)}>${random.pick(['1 ', ''])}${random.pick(hostileStrings)}`.slice(0, 15_000)),
  random => Buffer.from(';'.repeat(random.below(60_000))),
  random =>
    Buffer.from(
      `${random.pick(['/scheduler-task-failed/', '/qseow-proxy/', '/user-session/'])};${random.pick(hostileStrings)};`.slice(0, 15_000),
    ),
  random => Buffer.from(random.pick(samples).slice(0, random.below(400))),
  random => mutated(Buffer.from(random.pick(samples)), random),
  random => mutated(Buffer.from(event('Grüße, Ω, 漢字, 🙂')), random),
  random => Buffer.from(random.pick(samples).replaceAll(';', () => random.pick([';', ';;', '\u001b[2J', '\r\n', '\u0000', '\u202e']))),
  random => Buffer.from(random.pick(samples), random.pick(['latin1', 'utf16le'] as const)),
  random => Buffer.from(Array.from({ length: random.below(300) }, () => random.below(256))),
  random => Buffer.from([0xef, 0xbb, 0xbf, 0xc0, 0x80, 0xed, 0xa0, 0x80, 0xf5, 0xff, random.below(256)]),
];

/** An object that is well-formed to its end, as deep as a datagram lets it be. */
function nested(depth: number, opening: '[' | '{"a":'): string {
  const times = Math.min(depth, Math.floor((largest - 20) / (opening.length + 1)));
  return `{"a":${opening.repeat(times)}${opening === '[' ? '' : '1'}${(opening === '[' ? ']' : '}').repeat(times)}}`;
}

/** A byte changed, taken out or put in, in up to twenty places. */
function mutated(bytes: Buffer, random: Random): Buffer {
  const list = [...bytes];
  for (let times = 1 + random.below(20); times > 0; times--) {
    const at = random.below(list.length + 1);
    const keep = random.below(3);
    list.splice(at, keep === 0 ? 0 : 1, ...(keep === 1 ? [] : [random.below(256)]));
  }
  return Buffer.from(list);
}

/** One in two hundred is as large as a datagram can be. */
export function* hostileDatagrams(seed: number, count: number): Generator<Buffer> {
  const random = seeded(seed);
  for (let made = 0; made < count; made++) {
    if (made % 200 === 199) yield Buffer.alloc(largest, random.pick(hostileStrings.filter(it => it !== '')));
    else yield random.pick(makers)(random);
  }
}
