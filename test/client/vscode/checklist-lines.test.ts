import assert from 'node:assert/strict';
import test from 'node:test';
import type { Section } from '../../../client/src/listener/checklist';
import { actionKey, checklistLines } from '../../../client/src/vscode/check/checklist-lines';

const sections: readonly Section[] = [
  {
    title: 'The listener',
    checks: [
      { title: 'Socket', state: 'ok', message: 'Listening on 127.0.0.1:9998.' },
      {
        title: 'Port',
        state: 'problem',
        message: 'UDP port 9997 is held by butler (4711).',
        wayOut: 'Stop that program, or listen on 9999.',
        actions: [
          { kind: 'listen', port: 9999 },
          { kind: 'listen', port: 9999, address: '::1' },
        ],
      },
    ],
  },
  { title: 'What was heard', checks: [{ title: 'Last event', state: 'unknown', message: 'A name\nin two\u202e lines\u0007.' }] },
  { title: 'Nothing', checks: [] },
];
const lines = checklistLines({ sections, at: '09:31:04', command: 'it' });

test('a sign, a word and a sentence for each check; the way out and what can be done below it', () => {
  assert.deepEqual(
    lines.map(it => it.text),
    [
      'One thing may keep events from arriving; 1 thing cannot be tested from here.',
      'Checked at 09:31:04: ✔ fine, ✖ in the way, ? cannot be tested from here.  Check Again',
      '',
      'The listener',
      '✔ Socket         Listening on 127.0.0.1:9998.',
      '✖ Port           UDP port 9997 is held by butler (4711).',
      '    → Stop that program, or listen on 9999.',
      '      Listen on 9999 · Listen on [::1]:9999',
      '',
      'What was heard',
      '? Last event     A name in two lines .',
    ],
  );
});

test('links cover their words and name their action by its place', () => {
  const line = lines.find(it => it.text.includes('Listen on 9999 ·'));
  assert.deepEqual(
    line?.links?.map(it => [line.text.slice(it.start, it.end), it.command, it.argument]),
    [
      ['Listen on 9999', 'it', { run: actionKey(0, 1, 0) }],
      ['Listen on [::1]:9999', 'it', { run: actionKey(0, 1, 1) }],
    ],
  );
});

test('the state is never told by colour alone', () => {
  for (const { text, tone } of lines) if (tone === 'good' || tone === 'bad') assert.match(text, /^[✔✖] /);
});
