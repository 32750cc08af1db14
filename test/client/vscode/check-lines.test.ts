import assert from 'node:assert/strict';
import test from 'node:test';
import { type Check, checkLines } from '../../../client/src/vscode/check/check-lines';

const base: Check = {
  name: 'LocalLogConfig.xml',
  at: '09:31:04',
  file: { errors: 0, warnings: 0, senders: [{ name: 'Butler', start: 40, end: 60, line: 3 }] },
  trips: [
    { hops: [{ hop: 'configuration', state: 'green', message: 'The file has no errors and no warnings.' }] },
    {
      appender: 'Butler',
      hops: [
        { hop: 'event', state: 'green', message: 'A sample event passes.' },
        { hop: 'receiver', state: 'green', message: 'Butler 16 would accept this.' },
      ],
    },
  ],
};

const text = (check: Check): string =>
  checkLines(check)
    .map(it => it.text)
    .join('\n');

test('a file that works: a summary, a line a hop, and where the listener passes it on', () => {
  assert.equal(
    text({ ...base, receiver: 'Butler 16', forwarding: 'Slack #qlik-test until 17:00' }),
    [
      'The whole trip works.',
      'LocalLogConfig.xml, checked at 09:31:04; judged as Butler 16 would. Nothing left this computer.',
      '',
      '✔ Configuration  The file has no errors and no warnings.',
      '',
      'Butler  · line 3',
      '✔ Event          A sample event passes.',
      '✔ Receiver       Butler 16 would accept this.',
      '',
      '– Forwarding     On: what the listener captures goes to Slack #qlik-test until 17:00.',
    ].join('\n'),
  );
});

test('what stops the trip is counted, coloured and leads to its line', () => {
  const first = { start: 7, end: 9, line: 2, message: 'The port is no number.\nNothing is sent.' };
  const lines = checkLines({
    ...base,
    file: { ...base.file, errors: 1, first },
    trips: [
      { hops: [{ hop: 'configuration', state: 'red', message: `Line 2: ${first.message}` }] },
      { appender: 'Butler', hops: [{ hop: 'event', state: 'red', message: 'Nothing would be sent.' }] },
    ],
  });
  assert.equal(lines[0]?.text, '2 things stop the trip.');
  const configuration = lines.find(it => it.text.includes('Configuration'));
  assert.deepEqual(configuration && { ...configuration, span: { start: configuration.span?.start, end: configuration.span?.end } }, {
    text: '✖ Configuration  The port is no number. Nothing is sent.  · line 2',
    tone: 'bad',
    span: { start: 7, end: 9 },
  });
  assert.equal(lines.find(it => it.text.startsWith('Butler'))?.span?.start, 40);
});

test('without sockets it says so, and why', () => {
  assert.match(
    text({ ...base, withoutSockets: 'Listening is off in a workspace you have not trusted.' }),
    /\n– Listening is off in a workspace/,
  );
});
