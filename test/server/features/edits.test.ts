/** Two thousand edits of every sample and template: nothing fails, nothing hangs, formatting keeps the meaning. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { applyEdits } from '../../../server/src/features/analysed';
import type { Setting } from '../../../server/src/model/types';
import { createService, type Analysed, type Service } from '../../../server/src/service';
import { askAll, askAt, bits } from '../../support/ask-everything';
import { configs } from '../../support/configs';
import { seeded } from '../../support/random';

const faults: string[] = [];
const service: Service = createService({ onFault: (rule, fault) => faults.push(`${rule}: ${String(fault)}`) });

/** Every sample and template there is. */
const all = [
  ...configs,
  ...['templates', 'docs/sample-workspace/Scheduler', 'docs/sample-workspace/Proxy'].flatMap(folder =>
    readdirSync(folder)
      .filter(name => name.endsWith('.xml'))
      .map(name => ({ name: `${folder}/${name}`, text: readFileSync(`${folder}/${name}`, 'utf8') })),
  ),
];
/** So that no answer hangs; how fast answers are belongs to the bench. */
const GUARD_MS = 5000;

/** What a configuration means, without where it stands. */
function meaning(doc: Analysed): unknown {
  const settings = (of: readonly Setting[]): unknown =>
    of.map(it => [it.name, it.form, it.value?.text, it.object?.typeText, it.object && settings(it.object.settings)]);
  const { appenders, loggers, dialect } = doc.config;
  return [
    dialect,
    appenders.map(it => [it.name, it.typeText, settings(it.settings), it.references.map(ref => ref.name)]),
    loggers.map(it => [it.name, it.isRoot, it.level?.text, it.additivity, it.references.map(ref => ref.name)]),
  ];
}

for (const { name, text } of all)
  test(`${name}: after each of 2,000 random edits every question is answered in time, and formatting twice is formatting once`, () => {
    const random = seeded(20260412);
    const options = { tabSize: 2, insertSpaces: true };
    let asked = 0;
    const guarded = (what: string, run: () => void): void => {
      const before = performance.now();
      run();
      assert.ok(performance.now() - before < GUARD_MS, `${what} hangs`);
      asked++;
    };
    let changed = text;
    for (let count = 0; count < 2000; count++) {
      // Edits pile up as a person's do; from time to time the text is whole again.
      if (count % 20 === 0) changed = text;
      const start = random.below(changed.length + 1);
      const from = random.below(text.length);
      // A piece of the text itself is likelier to mean something than any noise.
      const put = random.pick([...bits, text.slice(from, from + random.below(60))]);
      changed = changed.slice(0, start) + put + changed.slice(start + random.below(30));
      const doc = service.analyse(changed, ['LocalLogConfig.xml', 'Scheduler']);
      guarded(`edit ${count}: the whole text`, () => askAll(service, doc));
      guarded(`edit ${count}: at the edit`, () => askAt(service, doc, Math.min(start + put.length, changed.length)));
      guarded(`edit ${count}: anywhere`, () => askAt(service, doc, random.below(changed.length + 1)));
      const once = service.analyse(applyEdits(changed, service.format(doc, options)), doc.path);
      const twice = applyEdits(once.text, service.format(once, options));
      assert.equal(twice, once.text, `edit ${count}: formatted twice`);
      assert.deepEqual(meaning(once), meaning(doc), `edit ${count}: means something else`);
    }
    assert.equal(asked, 6000);
    assert.deepEqual(faults, []);
  });
