/** What is taken over from earlier versions of a document is what looking at all of it again would say. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { catalogueFor } from '../../../server/src/catalogue';
import { readText } from '../../../server/src/model/read';
import { rules } from '../../../server/src/rules';
import type { Diagnosed, Rule, RuleContext } from '../../../server/src/rules/rule';
import { diagnose } from '../../../server/src/rules/run';
import { SectionMemory } from '../../../server/src/rules/sections';
import { formats, receivers } from '../../../server/src/wire/receivers';
import { readCases } from '../../conformance/cases';
import { configs } from '../../support/configs';
import { type Random, seeded } from '../../support/random';
import { ruleExamples } from '../../support/rule-examples';

const catalogue = catalogueFor();
const wholeFile: readonly Rule[] = rules.map(rule => ({ ...rule, wholeFile: true }));
const broke = (rule: string, fault: unknown): never => {
  throw new Error(`${rule} broke`, { cause: fault });
};

const contextOf = (text: string): RuleContext => ({
  config: readText(text, catalogue),
  catalogue,
  receiver: 'auto',
  path: ['LocalLogConfig.xml', 'Scheduler'],
  receivers: { receivers, formats },
});

const plain = (found: readonly Diagnosed[]): unknown => JSON.parse(JSON.stringify(found));

/** Every version of a text, one memory through all of them, against a look at the whole with no memory. */
function compare(versions: Iterable<string>): void {
  const memory = new SectionMemory();
  for (const text of versions) {
    const remembered = diagnose(contextOf(text), {}, broke, undefined, memory);
    const whole = diagnose(contextOf(text), {}, broke, wholeFile);
    assert.deepEqual(plain(remembered), plain(whole), text);
  }
}

const texts = [
  ...configs.map(it => it.text),
  ...ruleExamples().flatMap(it => [it.failing.text, it.mended.text]),
  ...readCases()
    .map(it => it.config)
    .filter(it => it.length < 20_000),
];

test('a second look at the same text says the same', () => {
  for (const text of texts) compare([text, text, `\n${text}`]);
});

test('sections of all files mixed, moved, doubled and edited: what is remembered is what is there', () => {
  const random = seeded(20_261_128);
  const sections = texts.flatMap(sectionsOf).filter(it => it.length < 4_000);
  for (let round = 0; round < 120; round++) {
    const root = random.pick(['log4net', 'configuration']);
    compare(versionsOf(random, root, sections));
  }
});

function* versionsOf(random: Random, root: string, sections: readonly string[]): Generator<string> {
  const held = Array.from({ length: 1 + random.below(5) }, () => random.pick(sections));
  held.push(relation(random, held), relation(random, held));
  for (let version = 0; version < 14; version++) {
    yield `<${root}>\n${held.join('\n')}\n</${root}>`;
    const at = random.below(held.length);
    const text = held[at] ?? '';
    const place = random.below(text.length + 1);
    switch (random.below(9)) {
      case 0:
        held.splice(at, 1);
        break;
      case 1:
        held.splice(at, 0, random.pick(sections));
        break;
      case 2:
        held.push(text);
        break;
      case 3:
        held[at] = text.slice(0, place) + random.pick(['<', '"', '>', 'x', ' ', '&', '<a/>', '%d', '9']) + text.slice(place);
        break;
      case 4:
        held[at] = text.slice(0, place) + text.slice(place + 1 + random.below(6));
        break;
      case 5:
        held.reverse();
        break;
      default:
        // What the others are read by: who hands them events, from which level, under which threshold.
        held.splice(at, random.below(2), relation(random, held));
    }
    if (held.length === 0) held.push(random.pick(sections));
  }
}

/** A section that says something of the others. */
function relation(random: Random, held: readonly string[]): string {
  const names = held.flatMap(it => [...it.matchAll(/<appender [^>]*name="([^"]*)"/g)].map(found => found[1] ?? ''));
  const level = `<level value="${random.pick(['DEBUG', 'INFO', 'WARN', 'FATAL', 'OFF', 'Audit'])}"/>`;
  const reference = `<appender-ref ref="${random.pick([...names, 'A', 'Udp', 'Nobody'])}"/>`;
  return random.pick([
    `<root>${level}${reference}</root>`,
    `<logger name="${random.pick(['a', 'a.b', 'System'])}" additivity="${random.pick(['true', 'false'])}">${level}${reference}</logger>`,
    `<logger name="a.b">${level}</logger>`,
    `<threshold value="${random.pick(['ALL', 'ERROR', 'OFF', 'Eror'])}"/>`,
    '<level><name value="Audit"/><value value="65000"/></level>',
    `<appender name="F" type="log4net.Appender.ForwardingAppender">${reference}</appender>`,
    '<renderer renderingClass="A" renderedClass="B"/>',
  ]);
}

function sectionsOf(text: string): readonly string[] {
  const config = readText(text, catalogue);
  return config.sections.map(({ span }) => text.slice(span.start, span.end));
}

test('a change in one section costs the others no look, however many are as long', () => {
  const sections = Array.from({ length: 300 }, (_, at) => `<appender name="A${at + 100}" type="log4net.Appender.UdpAppender"/>`);
  const memory = new SectionMemory();
  const looked = (changed: readonly string[]): number => {
    const context = contextOf(`<configuration>${changed.join('')}</configuration>`);
    let most = 0;
    memory.find(context, [rules[0]!], (_, { config }) => {
      most = Math.max(most, config.sections.length);
      return [];
    });
    return most;
  };
  assert.equal(looked(sections), 300);
  assert.equal(looked(sections), 0);
  // Broken, mended, gone, back, two at a time, and two that change places.
  const broken = sections.with(200, '<appender name="A300" type="<log4net.Appender.UdpAppender"/>');
  assert.ok(looked(broken) <= 2);
  assert.ok(looked(sections) <= 2);
  assert.equal(looked(sections.toSpliced(150, 1)), 0);
  assert.equal(looked(sections), 1);
  assert.equal(looked(sections.with(60, '<root/>').with(240, '<appender name="B" type="log4net.Appender.UdpAppender"/>')), 2);
  assert.equal(looked(sections), 2);
  assert.equal(looked(sections.with(60, sections[240]!).with(240, sections[60]!)), 0);
});
