import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { messageFacts } from '../../../server/src/catalogue/messages';
import {
  findMessage,
  messageKind,
  messageKinds,
  recogniseMessage,
  runtimeText,
  type MessageCode,
} from '../../../server/src/simulate/messages';

const codes = messageKinds.map(it => it.code);
const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(it => it[1]!);
const filled = (code: MessageCode): Record<string, string> =>
  Object.fromEntries(placeholders(messageKind(code).text).map((name, index) => [name, `v${index}`]));

test('the data fits its schema, each code is there once, and each is said by us', () => {
  const read = (name: string): object => JSON.parse(readFileSync(name, 'utf8')) as object;
  const validate = new Ajv({ strict: true, strictTypes: false }).compile(read('schemas/catalogue/messages.schema.json'));
  assert.ok(validate(read('schemas/catalogue/messages.json')), JSON.stringify(validate.errors));
  assert.deepEqual(
    messageFacts.map(it => it.code),
    [...new Set(codes)],
  );
});

test('each text is recognised as itself, with what was filled in', () => {
  for (const code of codes) {
    const kind = messageKind(code);
    const values = filled(code);
    const recognised = recogniseMessage(
      `log4net:${kind.severity === 'error' ? 'ERROR' : 'WARN'} ${runtimeText(code, values)}`,
      kind.source,
    );
    assert.deepEqual([recognised?.code, recognised?.values], [code, values]);
  }
});

test('only dates share their words, and there the class that speaks decides', () => {
  const ambiguous = codes.filter(code => recogniseMessage(runtimeText(code, filled(code)))?.code !== code);
  assert.deepEqual(ambiguous, ['utc-date']);
});

test('each kind says a whole sentence, and more than nothing without values', () => {
  for (const code of codes) assert.match(messageKind(code).say({ reason: 'x', name: 'A' }), /^[^{}]+\.$/, code);
});

test('a severity that contradicts the text, and other text, is not recognised', () => {
  assert.equal(recogniseMessage('log4net:WARN Appender named [A] not found.'), undefined);
  assert.equal(recogniseMessage('log4net:ERROR Something else'), undefined);
  assert.equal(recogniseMessage(''), undefined);
});

test('a longer text is not taken for its shorter kin', () => {
  assert.equal(recogniseMessage('Failed to find type [X] set on [Y]')?.code, 'value-type-unknown');
  assert.equal(recogniseMessage('Failed to find type [X]')?.code, 'object-type-unknown');
});

test('a line of a log leads to the message of the same words, else to the first of its kind', () => {
  const say = (name: string): { code: string; runtimeText: string } => ({
    code: 'appender-missing',
    runtimeText: runtimeText('appender-missing', { name }),
  });
  const messages = [say('A'), say('B')];
  assert.equal(findMessage('log4net:ERROR Appender named [B] not found.', messages), messages[1]);
  assert.equal(findMessage('log4net:ERROR Appender named [C] not found.', messages), messages[0]);
  assert.equal(findMessage('log4net:ERROR Else', messages), undefined);
});
