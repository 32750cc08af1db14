import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import fc from 'fast-check';
import { applyEdits } from '../../../server/src/features/analysed';
import type { Setting } from '../../../server/src/model/types';
import { createService, type Analysed, type Service, type Span } from '../../../server/src/service';
import { configs } from '../../support/configs';
import { seeded } from '../../support/random';

const faults: string[] = [];
const service: Service = createService({ onFault: (rule, fault) => faults.push(`${rule}: ${String(fault)}`) });
const texts = [
  ...configs.map(it => it.text),
  readFileSync('templates/task-failed-udp-and-mail.xml', 'utf8'),
  readFileSync('templates/user-events.xml', 'utf8'),
];

/** What is put in. */
const bits = [
  '',
  '<',
  '</',
  '>',
  '"',
  "'",
  '%',
  '{',
  '}',
  '&',
  '&lt;',
  '<!--',
  ']]>',
  '<param name="',
  ' value=',
  '\n',
  '\u201d',
  '\ud83d',
  '<appender name="A" type="',
  '<log4net>',
  '</configuration>',
];

/** Asks everything there is at one offset; what comes back lies within the text. */
function askAt(doc: Analysed, offset: number): void {
  const within = ({ start, end }: Span, what: string): void =>
    assert.ok(start >= 0 && start <= end && end <= doc.text.length, `${what} ${start}-${end} of ${doc.text.length}`);
  for (const item of service.complete(doc, offset)) {
    within(item.span, item.label);
    assert.ok(
      item.span.start <= offset && offset <= item.span.end,
      `${item.label} replaces ${item.span.start}-${item.span.end}, the cursor is at ${offset}`,
    );
  }
  const hover = service.hover(doc, offset);
  if (hover) within(hover.span, 'hover');
  const definition = service.definition(doc, offset);
  if (definition) within(definition.span, 'definition');
  for (const span of service.references(doc, offset, true)) within(span, 'reference');
  service.documentHighlights(doc, offset);
  if (service.prepareRename(doc, offset)) service.rename(doc, offset, 'Other');
  service.linkedEditing(doc, offset)?.forEach(it => within(it, 'linked'));
  service.closeTag(doc, offset);
  service.signatureHelp(doc, offset);
  let inner: Span = { start: offset, end: offset };
  for (const span of service.selectionRanges(doc, offset)) {
    assert.ok(span.start <= inner.start && inner.end <= span.end, 'a selection holds the one before it');
    inner = span;
  }
}

/** Asks everything that is about the whole text. */
function askAll(doc: Analysed): void {
  const whole = { start: 0, end: doc.text.length };
  const findings = service.diagnose(doc);
  for (const { span, rule } of findings) assert.ok(span.start <= span.end && span.end <= whole.end, rule);
  for (const action of service.codeActions(doc, whole)) {
    const sorted = [...action.edits].sort((a, b) => a.span.start - b.span.start);
    for (const [index, edit] of sorted.entries())
      assert.ok(edit.span.start >= (sorted[index - 1]?.span.end ?? 0), `${action.title} overlaps itself`);
  }
  service.symbols(doc);
  service.findSymbols(doc, 'a');
  service.folding(doc);
  service.codeLenses(doc);
  service.inlayHints(doc, whole);
  service.documentLinks(doc);
  service.placeholders(doc);
  service.status(doc);
  let end = 0;
  for (const { span } of service.semanticTokens(doc)) {
    assert.ok(span.start >= end && span.start < span.end, 'tokens follow each other');
    end = span.end;
  }
  service.format(doc, { tabSize: 2, insertSpaces: true });
}

test('everything can be asked wherever the cursor is', () => {
  for (const text of texts) {
    const doc = service.analyse(text, ['LocalLogConfig.xml', 'Scheduler']);
    askAll(doc);
    for (let offset = 0; offset <= text.length; offset += text.length > 2000 ? 3 : 1) askAt(doc, offset);
  }
  assert.deepEqual(faults, []);
});

test('completion answers at the end of every prefix, and hover at every place of some', () => {
  for (const text of texts) {
    for (let end = 0; end <= text.length; end += text.length > 2000 ? 7 : 1) {
      const doc = service.analyse(text.slice(0, end), ['log4net.config']);
      for (const offset of [end, end >> 1, end - 1]) if (offset >= 0) askAt(doc, offset);
    }
  }
  assert.deepEqual(faults, []);
});

test('nothing breaks, whatever is cut out, put in or moved', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 40 }), fc.constantFrom(...bits)), { minLength: 1, maxLength: 4 }),
      fc.nat(),
      (text, edits, place) => {
        let changed = text;
        for (const [at, length, put] of edits) {
          const start = at % (changed.length + 1);
          changed = changed.slice(0, start) + put + changed.slice(start + length);
        }
        const doc = service.analyse(changed, ['LocalLogConfig.xml', 'Proxy']);
        askAll(doc);
        for (const [at] of edits) askAt(doc, Math.min(at % (text.length + 1), changed.length));
        askAt(doc, place % (changed.length + 1));
        service.testEvent(doc, {
          uri: 'x',
          appender: doc.config.appenders[0]?.name ?? '',
          now: '2026-11-23T05:00:00.000Z',
          executionId: 'x',
          hostName: 'h',
          timeZone: 'UTC',
        });
      },
    ),
    { numRuns: 150, seed: 20260312 },
  );
  assert.deepEqual(faults, []);
});

test('nesting without end is no reason to fail', () => {
  for (const text of ['<a>'.repeat(20_000), '<appender><filter>'.repeat(5000), '<'.repeat(20_000)]) {
    const doc = service.analyse(text);
    askAll(doc);
    askAt(doc, text.length);
    askAt(doc, text.length >> 1);
  }
});

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

test('after each of 2,000 random edits every question is answered in time, and formatting twice is formatting once', () => {
  const random = seeded(20260412);
  const options = { tabSize: 2, insertSpaces: true };
  let asked = 0;
  const guarded = (what: string, run: () => void): void => {
    const before = performance.now();
    run();
    assert.ok(performance.now() - before < GUARD_MS, `${what} hangs`);
    asked++;
  };
  const perText = Math.ceil(2000 / all.length);
  for (const { name, text } of all) {
    let changed = text;
    for (let count = 0; count < perText; count++) {
      // Edits pile up as a person's do; from time to time the text is whole again.
      if (count % 20 === 0) changed = text;
      const start = random.below(changed.length + 1);
      const from = random.below(text.length);
      // A piece of the text itself is likelier to mean something than any noise.
      const put = random.pick([...bits, text.slice(from, from + random.below(60))]);
      changed = changed.slice(0, start) + put + changed.slice(start + random.below(30));
      const doc = service.analyse(changed, ['LocalLogConfig.xml', 'Scheduler']);
      guarded(`${name}, edit ${count}: the whole text`, () => askAll(doc));
      guarded(`${name}, edit ${count}: at the edit`, () => askAt(doc, Math.min(start + put.length, changed.length)));
      guarded(`${name}, edit ${count}: anywhere`, () => askAt(doc, random.below(changed.length + 1)));
      const once = service.analyse(applyEdits(changed, service.format(doc, options)), doc.path);
      const twice = applyEdits(once.text, service.format(once, options));
      assert.equal(twice, once.text, `${name}, edit ${count}: formatted twice`);
      assert.deepEqual(meaning(once), meaning(doc), `${name}, edit ${count}: means something else`);
    }
  }
  assert.ok(asked >= 6000);
  assert.deepEqual(faults, []);
});
