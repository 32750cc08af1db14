import Ajv from 'ajv';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { keyedHash, newKey } from '../../../client/src/listener/disk/keyed-hash';
import { createIntake } from '../../../client/src/listener/intake';
import { createPrivacy, type PrivacyMode } from '../../../client/src/listener/privacy';
import { holdsOf } from '../../../client/src/listener/privacy/names';
import { patternCodecs } from '../../../client/src/terminal/pattern-codecs';
import type { CapturedEvent } from '../../../server/src/wire/event';
import { formats } from '../../../server/src/wire/receivers';
import { countingUuid } from '../../support/captured';
import { sampleEvents } from '../../support/sample-events';

const seed = 20_261_128;
const json = (file: string): object => JSON.parse(readFileSync(path.join(process.cwd(), file), 'utf8')) as object;
const isEvent = new Ajv({ allErrors: true, strict: false }).compile(json('schemas/event.schema.json'));
const key = newKey();
const privacyOf = (own = key): ReturnType<typeof createPrivacy> => createPrivacy(keyedHash(own));

const config = `<log4net><appender name="u" type="log4net.Appender.UdpAppender"><remoteAddress value="127.0.0.1"/><remotePort value="7700"/>
<layout type="log4net.Layout.PatternLayout"><conversionPattern value="%date|%username|%property{OwnerUserId}|%message"/></layout></appender><root><appender-ref ref="u"/></root></log4net>`;
const codecsFor = patternCodecs(config);

function captureBytes(payload: Uint8Array, port = 9997, receiver = 'auto'): CapturedEvent {
  const intake = createIntake({ uuid: countingUuid, now: () => 0, receiver, codecsFor });
  return intake.take({ port, from: { address: '127.0.0.1', port: 50_000 }, receivedAt: 0, payload });
}
const capture = (text: string, port = 9997, receiver = 'auto'): CapturedEvent => captureBytes(Buffer.from(text), port, receiver);

const proxySession = (directory: string, user: string, message: string): string =>
  `/qseow-proxy-session/;QS-NODE-1;Start session;${directory};${user};10.0.0.1;/hub;${message}`;

test('the data follow their schema, and every field that a contract calls a user or an account is in them', () => {
  const isPrivacy = new Ajv({ allErrors: true, strict: false, formats: { regex: true } }).compile(json('schemas/privacy.schema.json'));
  assert.equal(isPrivacy(json('schemas/privacy.json')), true, JSON.stringify(isPrivacy.errors));
  for (const { id, fields } of formats) {
    for (const field of fields) {
      const names = /user|account/i.test(field.name) || field.kind === 'user' || field.kind === 'account';
      assert.equal(holdsOf(field.name) !== undefined, names, `${id}: ${field.name}`);
    }
  }
});

test('shown names stay as they are: the very same event', () => {
  const event = capture(proxySession('LAB', 'alice', "user 'LAB\\alice'"));
  assert.equal(privacyOf().treat(event, 'show'), event);
});

test('of bytes in an encoding that was named only the names become others', () => {
  for (const encoding of ['windows-1251', 'shift_jis', 'ibm852', 'utf-16', 'koi8-r', 'windows-1252']) {
    const word = { shift_jis: 'タスク', ibm852: 'łódź', 'windows-1252': 'Größe' }[encoding] ?? 'Задача';
    const intake = createIntake({ uuid: countingUuid, now: () => 0, encoding });
    const payload = iconv.encode(
      proxySession('LAB', 'alice', `${word} user 'LAB\\alice' ${word}`),
      encoding === 'utf-16' ? 'utf-16le' : encoding,
    );
    const event = intake.take({ port: 9997, from: { address: '127.0.0.1', port: 50_000 }, receivedAt: 0, payload });
    const treated = privacyOf().treat(event, 'pseudonym');
    const bytes = Buffer.from(treated.base64 ?? '', 'base64');
    assert.equal(iconv.decode(bytes, encoding === 'utf-16' ? 'utf-16le' : encoding), treated.text, encoding);
    assert.ok(treated.text.includes(word) && !treated.text.includes('alice'), treated.text);
  }
});

test('an event without a user is left alone', () => {
  const event = capture('Disk almost full on the central node, see https://example.com/a;b', 514);
  assert.equal(privacyOf().treat(event, 'pseudonym'), event);
});

test('a pseudonym is readable, the same in every place and every time, and another one under another key', () => {
  const event = capture(proxySession('LAB', 'alice', "Start session for user: 'LAB\\alice', profile C:\\Users\\Alice\\x"));
  const treated = privacyOf().treat(event, 'pseudonym');
  const user = treated.fields['UserId'] ?? '';
  const directory = treated.fields['UserDirectory'] ?? '';
  assert.match(user, /^user-[0-9a-z]{10}$/);
  assert.match(directory, /^dir-[0-9a-z]{10}$/);
  assert.equal(treated.message, `Start session for user: '${directory}\\${user}', profile C:\\Users\\${user}\\x`);
  assert.equal(treated.text, proxySession(directory, user, treated.message));
  assert.deepEqual(privacyOf().treat(event, 'pseudonym'), treated);
  assert.notEqual(privacyOf(newKey()).treat(event, 'pseudonym').fields['UserId'], user);
  const task = privacyOf().treat(capture('/scheduler-task-failed/;QS;T;A;lab\\ALICE;1;2;3;INFO;4;x', 9998), 'pseudonym');
  assert.equal(task.fields['User'], `${directory}\\${user}`, 'User, UserId and UserDirectory agree');
});

test('hidden names cannot be told from each other', () => {
  const [alice, bob] = ['alice', 'bob'].map(it => privacyOf().treat(capture(proxySession('LAB', it, `user LAB\\${it}`)), 'hide'));
  assert.deepEqual([alice?.fields, alice?.text], [bob?.fields, bob?.text]);
  assert.equal(alice?.fields['UserId'], 'hidden-user');
});

test('treating twice changes nothing, so that what was exported under pseudonyms can come back', () => {
  for (const mode of ['pseudonym', 'hide'] as const) {
    const once = privacyOf().treat(capture(proxySession('LAB', 'alice', "user 'LAB\\alice' with UserId=alice")), mode);
    assert.deepEqual(privacyOf().treat(once, mode), once);
    assert.deepEqual(privacyOf().treat(once, 'pseudonym'), once);
  }
});

test('a name that merely looks like a pseudonym is replaced', () => {
  const treated = privacyOf().treat(capture(proxySession('LAB', 'user-0000000001', '')), 'pseudonym');
  assert.notEqual(treated.fields['UserId'], 'user-0000000001');
});

test('the verdict, its reason and what the datagram weighed are those of the datagram as it came', () => {
  for (const receiver of ['auto', 'butler-16', 'butler-17', 'butler-sos-15', 'qs-log-scanner']) {
    for (const { datagram } of sampleEvents()) {
      const event = capture(datagram, 9998, receiver);
      for (const mode of ['pseudonym', 'hide'] as const) {
        const treated = privacyOf().treat(event, mode);
        assert.equal(isEvent(JSON.parse(JSON.stringify(treated))), true, JSON.stringify(isEvent.errors));
        for (const part of ['id', 'seq', 'verdict', 'code', 'type', 'receiver', 'bytes', 'duplicateOf', 'format'] as const)
          assert.equal(treated[part], event[part], part);
        assert.equal(treated.altered?.length, event.altered?.length);
        assert.deepEqual(Object.keys(treated.fields).length, Object.keys(event.fields).length);
      }
    }
  }
});

test("a computer's own name stays, also where it is the directory of its local accounts", () => {
  const treated = privacyOf().treat(capture(proxySession('QS-NODE-1', 'alice', "user 'QS-NODE-1\\alice'")), 'pseudonym');
  assert.equal(treated.fields['HostName'], 'QS-NODE-1');
  assert.equal(treated.fields['UserDirectory'], 'QS-NODE-1');
  assert.doesNotMatch(JSON.stringify(treated), /alice/i);
});

test('what stands for nobody is no name', () => {
  for (const nobody of ['', '(null)', '-', 'Unknown', 'Not available']) {
    const event = capture(proxySession(nobody, nobody, 'Proxy started'));
    assert.equal(privacyOf().treat(event, 'pseudonym'), event, nobody);
  }
});

test('short names are replaced as words only', () => {
  const treated = privacyOf().treat(capture(proxySession('LAB', 'al', 'al has altered the label of Lab-al')), 'pseudonym');
  assert.match(treated.message ?? '', /^user-\w{10} has altered the label of dir-\w{10}-user-\w{10}$/);
});

test('a user known from one event is recognised in the text of the next, that has no field for it', () => {
  const privacy = privacyOf();
  const { fields } = privacy.treat(capture(proxySession('LAB', 'Wilhelmina.K', '')), 'pseudonym');
  const later = privacy.treat(capture('<14>app: the ticket of wilhelmina.k. has expired', 514), 'pseudonym');
  assert.equal(later.message, `the ticket of ${fields['UserId'] ?? ''}. has expired`);
});

const crowds: readonly [string, (index: number) => string][] = [
  ['accounts', index => `D${index}\\user${index} `],
  ['keys and values', index => `UserDirectory=Dir${index}; UserId=someone${index} `],
  ['names that begin alike', index => `userid=${'a'.repeat(1 + (index % 90))}${Math.floor(index / 90)} `],
  ['names beside base64', index => `D${index}\\user${index} ${Buffer.from(`hello ${index}`).toString('base64')} `],
];
for (const [what, line] of crowds) {
  test(`a text of very many ${what} loses every one of them, and holds nobody up`, () => {
    const names = Array.from({ length: 40_000 }, (_, index) => line(index));
    const event: CapturedEvent = { ...capture('x', 514), text: names.join('') };
    const begun = Date.now();
    const { text } = privacyOf().treat(event, 'hide');
    // A hang guard: one search for each name takes a minute.
    assert.ok(Date.now() - begun < 25_000, `${Date.now() - begun} ms`);
    assert.doesNotMatch(text, /D\d|user\d|Dir\d|someone|userid=a/);
    assert.equal(text.match(/hidden-user/g)?.length, names.length);
  });
}

const mentions: readonly [string, string][] = [
  ["in quotes after the word user: user 'LAB\\alice'", 'LAB\\alice'],
  ['a name with a blank: User: "LAB\\Alice Arkwright"', 'Alice Arkwright'],
  ['a key and a value: UserDirectory=LAB; UserId=alice', 'alice'],
  ['JSON in a message: {"user":"LAB\\\\alice"}', 'alice'],
  ['an account in capitals: access denied to LAB\\alice.', 'alice'],
  ['a profile folder: C:\\Users\\alice\\AppData', 'alice'],
];
for (const [claim, name] of mentions) {
  test(`found in running text: ${claim}`, () => {
    const treated = privacyOf().treat(capture(`<14>app: ${claim}`, 514), 'pseudonym');
    assert.equal(JSON.stringify(treated).toLowerCase().includes(JSON.stringify(name).slice(1, -1).toLowerCase()), false, treated.text);
    assert.match(treated.text, /user-\w{10}/);
  });
}

test('what a pattern of running text needs stands in whatever it finds', () => {
  const { texts } = json('schemas/privacy.json') as {
    texts: readonly { needs: readonly string[]; pattern: string; caseMatters?: boolean }[];
  };
  const samples = [...mentions.map(([claim]) => claim), 'UserDirectory=LAB; x', 'USER-DIRECTORY: lab', 'c:/users/bob/x', "UserName:'bob'"];
  for (const { needs, pattern, caseMatters } of texts) {
    let found = 0;
    for (const sample of samples) {
      for (const [match] of sample.matchAll(new RegExp(pattern, caseMatters === true ? 'gu' : 'giu'))) {
        found++;
        for (const need of needs) assert.ok(match.toLowerCase().includes(need), `${need}: ${match}`);
      }
    }
    assert.ok(found > 0, `no sample for ${pattern}`);
  }
});

const kept = ['Log files in C:\\ProgramData\\Qlik\\Sense\\Log\\Trace', 'User session closed', 'user: none', 'users are synced: 12 of 30'];
for (const text of kept) {
  test(`no name in running text: ${text}`, () => {
    assert.equal(privacyOf().treat(capture(`<14>app: ${text}`, 514), 'pseudonym').text, `<14>app: ${text}`);
  });
}

test('a mail hides names in quoted-printable, in encoded words and in base64 bodies', () => {
  const name = 'Jürgen.Müller';
  const quoted = 'J=C3=BCrg=\r\nen.M=C3=BCller';
  const body = Buffer.from(`The task of user 'LAB\\${name}' failed, and this goes on for more than one line of base64.`).toString('base64');
  const text = [
    `Subject: =?utf-8?B?${Buffer.from(name).toString('base64')}?= and =?utf-8?Q?J=C3=BCrgen.M=C3=BCller?=`,
    '',
    quoted,
    body.replace(/.{76}/g, '$&\r\n'),
  ].join('\r\n');
  const event: CapturedEvent = { ...capture('x'), format: 'mail', text, fields: { Body: `user 'LAB\\${name}'` } };
  const treated = privacyOf().treat(event, 'pseudonym');
  assert.doesNotMatch(treated.text, /J=C3|M=C3/);
  const decoded = Buffer.from(treated.text.split('\r\n\r\n')[1]?.split('\r\n').slice(1).join('') ?? '', 'base64').toString();
  assert.match(decoded, /^The task of user 'dir-\w{10}\\user-\w{10}' failed, and this goes on/);
  for (const [word] of treated.text.matchAll(/(?<=\?B\?)[^?]+/g)) assert.match(Buffer.from(word, 'base64').toString(), /^user-\w{10}$/);
});

// The property: whatever the format, the encoding and the way of writing, no planted name survives anywhere, and a canary does.

const xml = (text: string): string => text.replace(/[&<>"']/g, it => `&#${it.charCodeAt(0)};`);
const formatsToTry: Readonly<Record<string, (directory: string, user: string) => readonly [string, number]>> = {
  'user audit': (directory, user) => [proxySession(directory, user, `canary; Start session for user: '${directory}\\${user}'`), 9997],
  task: (directory, user) => [
    `/scheduler-task-failed/;QS;canary;App;${directory}\\${user};1;2;2026-03-12 06:02:01,586;INFO;3;for ${user}.`,
    9998,
  ],
  'log4j XML': (directory, user) => [
    `<log4j:event logger="a" timestamp="1" level="INFO" thread="1"><log4j:message>canary ${xml(directory)}\\${xml(user)} ${encodeURIComponent(user)}</log4j:message><log4j:properties><log4j:data name="log4net:UserName" value="${xml(`${directory}\\${user}`)}" /></log4j:properties></log4j:event>\r\n`,
    7071,
  ],
  'log4net XML': (directory, user) => [
    `<event logger="a" timestamp="2026-03-12T06:02:01Z" level="INFO" thread="1" domain="x" username="${xml(`${directory}\\${user}`)}"><message>canary ${Buffer.from(`by ${user}`).toString('base64')}</message></event>\r\n`,
    7072,
  ],
  JSON: (directory, user) => [
    JSON.stringify({ level: 'INFO', message: `canary ${user}`, user_id: user, ctx: { UserDirectory: directory, [user]: 1 } }).replace(
      /[^\0-\x7f]/g,
      it => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
    7073,
  ],
  syslog: (directory, user) => [
    `<14>1 2026-03-12T06:02:01Z QS app 1 - [x UserId="${user.replace(/["\\\]]/g, '\\$&')}" UserDirectory="${directory}"] canary https://x/?u=${encodeURIComponent(`${directory}\\${user}`)}`,
    514,
  ],
  pattern: (directory, user) => [`2026-03-12 06:02:01,586|${directory}\\${user}|${user}|canary ${user}`, 7700],
  'plain text': (directory, user) => [`canary: access denied for User: "${directory}\\${user}"`, 7074],
};

const encodings = ['utf-8', 'windows-1252', 'utf-16le', 'utf-16be'] as const;

function* stringsOf(value: unknown): Iterable<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) yield* [name, ...stringsOf(inner)];
}

/** A text as it stands and as it reads once its wrappings are off. */
function* readings(text: string): Iterable<string> {
  yield text;
  yield text.replace(/(?:%[0-9a-f]{2})+/gi, it => Buffer.from(it.replaceAll('%', ''), 'hex').toString());
  yield text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
  yield text.replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
  yield text.replace(/\\(.)/g, '$1');
  for (const [run] of text.matchAll(/[A-Za-z0-9+/]{8,}={0,2}/g)) {
    const bytes = Buffer.from(run, 'base64');
    for (const encoding of encodings) yield iconv.decode(bytes, encoding);
  }
}

function survives(event: CapturedEvent, name: string): string | undefined {
  for (const text of stringsOf(event)) for (const it of readings(text)) if (it.toLowerCase().includes(name.toLowerCase())) return text;
  return undefined;
}

const nameArbitrary = fc
  .array(fc.constantFrom(...Array.from('abcdefgxyzåäöéßñ.-_0123'), "'", '&', ' '), { minLength: 2, maxLength: 12 })
  .map(letters => `Zq${letters.join('')}k`)
  .filter(it => !/ [ ']|' | {2}/.test(it));

for (const [what, write] of Object.entries(formatsToTry)) {
  test(`no planted name survives in an event of this kind, in any encoding: ${what}`, () => {
    let tried = 0;
    fc.assert(
      fc.property(
        nameArbitrary,
        fc.constantFrom('ZQLAB', 'Zq-Dom.ain', 'ZQ_1'),
        fc.constantFrom(...encodings),
        fc.constantFrom<PrivacyMode>('pseudonym', 'hide'),
        (user, directory, encoding, mode) => {
          // In running text alone, a quote ends a name.
          const planted = what === 'plain text' || what === 'user audit' ? user.replaceAll("'", '') : user;
          const [text, port] = write(directory, planted);
          const payload = iconv.encode(text, encoding);
          const event = captureBytes(payload, port);
          if (event.format === 'plain' && what !== 'plain text') return; // Two-byte text that is too mixed to be recognised.
          tried++;
          const treated = privacyOf().treat(event, mode);
          for (const name of [planted, directory]) {
            assert.equal(survives(treated, name), undefined, `${encoding}: ${name} of ${JSON.stringify(event)}`);
          }
          assert.notEqual(survives(treated, 'canary'), undefined);
          assert.equal(treated.verdict, event.verdict);
          assert.deepEqual(privacyOf().treat(treated, mode), treated, 'what was treated stays as it is');
        },
      ),
      { seed, numRuns: 300 },
    );
    assert.ok(tried > 100, `${tried} of them could be read`);
  });
}
