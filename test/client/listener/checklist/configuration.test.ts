import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Check, Facts } from '../../../../client/src/listener/checklist';
import { check, file, fine, portless, sender, service, socket, titles, uri, withSender } from './support';

const here = { id: 'Scheduler', title: 'Qlik Sense Scheduler', folder: 'D:\\S', hasConfiguration: true, systemLog: 'D:\\L' };
const outdated = { text: 'Reload complete', start: 1, end: 9, line: 4 };

const cases: readonly [what: string, title: string, change: Partial<Facts>, state: Check['state'], words: RegExp][] = [
  ['it sends where we listen', 'Target', {}, 'ok', /to 127\.0\.0\.1:9998 .*the listener is there.*Only programs on this computer/],
  [
    'an adapter of ours, with a socket on it',
    'Target',
    { files: withSender({ address: '10.20.30.5' }), sockets: [{ ...socket, address: '10.20.30.5' }] },
    'ok',
    /this computer, Ethernet/,
  ],
  [
    'an adapter of ours, with a socket on every one',
    'Target',
    { files: withSender({ address: '10.20.30.5' }), sockets: [{ ...socket, address: '0.0.0.0' }] },
    'ok',
    /the listener is there/,
  ],
  [
    'an adapter of ours, with a socket on the loopback only',
    'Target',
    { files: withSender({ address: '10.20.30.5' }) },
    'problem',
    /10\.20\.30\.5:9998 \(this computer, Ethernet\); the listener is on 127\.0\.0\.1:9998/,
  ],
  [
    'a port nobody listens on',
    'Target',
    { files: withSender({ port: 9997 }) },
    'problem',
    /127\.0\.0\.1:9997 .*the listener is on 127\.0\.0\.1:9998/,
  ],
  ['a listener that is off', 'Target', { sockets: [] }, 'problem', /where nobody listens/],
  ['another computer', 'Target', { files: withSender({ address: '10.9.9.9' }) }, 'problem', /10\.9\.9\.9:9998: that is another computer/],
  [
    'a name that is another computer',
    'Target',
    { files: withSender({ address: 'butler.lab' }), resolved: new Map([['butler.lab', ['10.9.9.9']]]) },
    'problem',
    /10\.9\.9\.9:9998 \(butler\.lab\): that is another/,
  ],
  [
    'a name that is this computer',
    'Target',
    { files: withSender({ address: 'butler.lab' }), resolved: new Map([['butler.lab', ['127.0.0.1']]]) },
    'ok',
    /the listener is there/,
  ],
  [
    'a name nobody here knows',
    'Target',
    { files: withSender({ address: 'butler.lab' }) },
    'unknown',
    /does not know a computer of that name/,
  ],
  [
    'a blank that was never filled in',
    'Target',
    { files: withSender({ address: '<IP of server>' }) },
    'problem',
    /'<IP of server>' is no address/,
  ],
  ['no port', 'Target', { files: [{ ...file, senders: [portless] }] }, 'problem', /No remotePort/],
  [
    'a group that was joined',
    'Target',
    { files: withSender({ address: '239.1.2.3' }), sockets: [{ ...socket, groups: ['239.1.2.3'] }] },
    'ok',
    /has joined/,
  ],
  ['a group that was not', 'Target', { files: withSender({ address: '239.1.2.3' }) }, 'problem', /no socket here has joined/],
  ['a row that is known passes', 'Rows', {}, 'ok', /INFO passes threshold and filters: Reload failed/],
  ['no logger', 'Rows', { files: withSender({ rows: { kind: 'no-logger' } }) }, 'problem', /No logger refers/],
  [
    'a threshold in the way',
    'Rows',
    { files: withSender({ rows: { kind: 'stopped', reason: 'INFO is below FATAL.' } }) },
    'problem',
    /Nothing would be sent\. INFO is below FATAL/,
  ],
  [
    'an outdated text',
    'Rows',
    {
      files: withSender({
        rows: { kind: 'filtered', known: 15 },
        unseenTexts: [{ ...outdated, newer: { text: 'Finished', logger: 'Task', note: 'stopped matching' } }],
      }),
    },
    'problem',
    /'Reload complete' stands in none of the 15 rows.*outdated.*stopped matching\. Newer files ask for 'Finished' of Task/,
  ],
  [
    'filters that shut everything out',
    'Rows',
    { files: withSender({ rows: { kind: 'filtered', known: 15 } }) },
    'problem',
    /let none of the 15 rows through/,
  ],
  [
    'some rows pass, and one text is never seen',
    'Rows',
    { files: withSender({ unseenTexts: [outdated] }) },
    'unknown',
    /Some rows pass.*'Reload complete' stands in no row/,
  ],
  [
    'loggers nothing is known of',
    'Rows',
    { files: withSender({ loggers: ['', 'My.App'], rows: { kind: 'unknown' } }) },
    'unknown',
    /root and My\.App writes is not known/,
  ],
  ['a file without errors', 'File', {}, 'ok', /no errors/],
  ['no file at all', 'File', { files: [] }, 'unknown', /No configuration that sends/],
  [
    'a service elsewhere',
    'Service',
    { files: withSender({ service }) },
    'unknown',
    /Qlik Sense is not on this computer.*D:\\Sense\\Scheduler/,
  ],
  [
    'a service here that has the file',
    'Service',
    { files: withSender({ service }), services: [here] },
    'unknown',
    /lies in D:\\S; whether .* accepted it/,
  ],
  [
    'a service here without the file',
    'Service',
    { files: withSender({ service }), services: [{ ...here, hasConfiguration: false }] },
    'problem',
    /No LocalLogConfig\.xml lies in D:\\S/,
  ],
  [
    'a folder this user may not look into',
    'Service',
    { files: withSender({ service }), services: [{ ...here, hasConfiguration: undefined }] },
    'unknown',
    /may not look into D:\\S/,
  ],
  [
    'the level that the QMC has to let through',
    'Level in QMC',
    { files: withSender({ service }) },
    'unknown',
    /Qlik Sense Scheduler in the QMC.*written at INFO/,
  ],
  [
    'a log that is off',
    'Level in QMC',
    { files: withSender({ service: { ...service, offByDefault: ['QIX performance'] }, rows: { kind: 'unknown' } }) },
    'unknown',
    /QIX performance is off until/,
  ],
  ['the nodes that write such rows', 'Node', { files: withSender({ service }) }, 'unknown', /Rows come from the manager/],
];

for (const [what, title, change, state, words] of cases) {
  test(`${title}: ${what}`, () => {
    const found = check(title, change);
    assert.equal(found.state, state, found.message);
    assert.match(found.message, words);
    if (state === 'problem') assert.ok(found.wayOut !== undefined, 'a problem has a way out');
  });
}

test('an error leads to its line, and a service that checks its file says where it complains', () => {
  const first = { start: 7, end: 9, line: 2, message: 'The port is no number.' };
  const found = check('File', { files: [{ ...file, errors: 3, first, senders: [{ ...sender, service }] }] });
  assert.match(found.message, /^The port is no number\. \(and 2 more errors\) Qlik Sense Scheduler refuses/);
  assert.deepEqual(found.actions, [{ kind: 'open', uri, start: 7, end: 9, line: 2 }]);
});

test('another computer comes with the choices there are, and the line that names it', () => {
  assert.deepEqual(check('Target', { files: withSender({ address: '10.9.9.9' }) }).actions, [
    { kind: 'listen-for', uri, appender: 'Udp', address: '10.9.9.9', port: 9998 },
    { kind: 'open', uri, start: 70, end: 79, line: 5 },
  ]);
});

test('a port that is free here can be listened on at once, at the address it is sent to', () => {
  const { actions } = check('Target', { files: withSender({ address: '10.20.30.5', port: 9997 }) });
  assert.deepEqual(actions?.[0], { kind: 'listen', port: 9997, address: '10.20.30.5' });
  const onLoopback = check('Target', { files: withSender({ address: '10.20.30.5' }) });
  assert.match(onLoopback.wayOut ?? '', /10\.20\.30\.5:9998 instead/);
  assert.deepEqual(onLoopback.actions?.[0], { kind: 'listen', port: 9998, address: '10.20.30.5' });
  const forbidden = { reason: 'Not trusted.', isTrust: true };
  const untrusted = check('Target', { sockets: [], files: withSender({ address: '10.20.30.5' }), forbidden });
  assert.deepEqual(
    untrusted.actions?.map(it => it.kind),
    ['open'],
    'where no socket may be opened none is offered',
  );
});

test('the System log of the service is named and can be copied', () => {
  const { wayOut, actions } = check('Service', { files: withSender({ service }) });
  assert.match(wayOut ?? '', /System log in D:\\Sense\\Log\\Scheduler\\Trace/);
  assert.deepEqual(actions, [{ kind: 'copy', what: 'folder', text: 'D:\\Sense\\Log\\Scheduler\\Trace' }]);
});

test('what is the same for two appenders is said once, what is not for each', () => {
  const two = [{ ...file, senders: [sender, { ...sender, name: 'Second', port: 9997 }].map(it => ({ ...it, service })) }];
  const all = titles({ files: two });
  const count = (title: string): number => all.filter(it => it === title).length;
  assert.deepEqual(['File', 'Service', 'Level in QMC', 'Node', 'Target', 'Rows'].map(count), [1, 1, 1, 1, 2, 2]);
});

test('files that were not looked at are counted', () => {
  assert.ok(titles({ furtherFiles: 4 }).filter(it => it === 'File').length === 2);
});

test('nothing that is inferred is told as documented', () => {
  const inferred = { ...service, nodes: [{ certainty: 'inferred' as const, doc: 'From the manager.' }] };
  assert.match(check('Node', { ...fine, files: withSender({ service: inferred }) }).message, /what was seen, not documented/);
});

test('to itself, from a server, is to nowhere near: until something has arrived there, or the service is here', () => {
  const files = withSender({ service });
  const found = check('Target', { files });
  assert.equal(found.state, 'problem');
  assert.match(found.message, /Qlik Sense Scheduler is not on this computer.*only test events arrive/);
  assert.match(found.wayOut ?? '', /10\.20\.30\.5 \(Ethernet\)/);
  assert.equal(check('Target', { files, services: [here] }).state, 'ok');
  const heard = (at: string): Facts['heard'] => ({ nodes: [], ports: new Map([[9998, at]]) });
  assert.equal(check('Target', { files, heard: heard('2026-03-12T09:30:04Z') }).state, 'ok');
  assert.equal(check('Target', { files, heard: heard('2026-03-11T09:30:04Z') }).state, 'problem', 'that was before the socket was opened');
});

test('a file that is too broken to see who sends is told all the same, one that only mails is not', () => {
  const first = { start: 0, end: 1, line: 1, message: 'The element is never closed.' };
  assert.match(check('File', { files: [{ ...file, errors: 1, first, senders: [] }] }).message, /never closed/);
  assert.match(check('File', { files: [{ ...file, senders: [] }] }).message, /No configuration that sends/);
});
