import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chosenSettings } from '../../../client/src/vscode/language/chosen-settings';
import { parseSettings } from '../../../server/src/lsp/settings';
import { createService } from '../../../server/src/service';

/** As the host merges it: every default is there. */
const merged = {
  receiver: 'auto',
  log4netVersion: '2.0',
  listener: { ports: [9998] },
  rules: { 'references/missing-appender': 'error', 'values/no-encoding': 'hint' },
};

test('a version nobody chose is assumed, one that somebody chose is not', () => {
  const status = (isSet: (key: string) => boolean, section: unknown = merged): unknown => {
    const service = createService(parseSettings(chosenSettings(section, isSet)).settings);
    const { log4netVersion, versionAssumed } = service.status(service.analyse('<log4net/>'));
    return { log4netVersion, versionAssumed };
  };
  assert.deepEqual(
    status(() => false),
    { log4netVersion: '2.0', versionAssumed: true },
  );
  assert.deepEqual(
    status(key => key === 'log4netVersion'),
    { log4netVersion: '2.0.8', versionAssumed: false },
  );
  assert.deepEqual(
    status(() => true, { ...merged, log4netVersion: '1.2.10' }),
    { log4netVersion: '1.2.10', versionAssumed: false },
  );
});

test('only severities that somebody set replace those of the rules', () => {
  const severities = (isSet: (key: string) => boolean): unknown => parseSettings(chosenSettings(merged, isSet)).settings.severities;
  assert.deepEqual(
    severities(() => false),
    {},
  );
  assert.deepEqual(
    severities(key => key === 'rules.values/no-encoding'),
    { 'values/no-encoding': 'hint' },
  );
});

test('everything else is passed on, and what is no section stays what it is', () => {
  const { receiver, listener } = merged;
  assert.deepEqual(
    chosenSettings(merged, () => false),
    { receiver, listener, rules: {} },
  );
  for (const other of [null, undefined, 1, 'x', [1]])
    assert.deepEqual(
      chosenSettings(other, () => false),
      other,
    );
  assert.deepEqual(
    chosenSettings({ rules: 'x' }, () => false),
    { rules: 'x' },
  );
});
