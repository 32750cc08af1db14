/** Prints the score by group and what differs; `node scripts/conformance.mjs [GROUP | CASES.json] …`. */
import { readCases } from './cases';
import { messageMisses, run, scoreCase } from './score';

const wanted = process.argv.slice(2);
const files = wanted.filter(it => it.endsWith('.json'));
const names = wanted.filter(it => !it.endsWith('.json'));
const cases = readCases(files.length > 0 ? files : undefined).filter(
  it => names.length === 0 || names.some(name => it.id === name || it.group === name),
);
const scores = cases.map(scoreCase);

let missed = 0;
let messages = 0;
for (const group of new Set(scores.map(it => it.group))) {
  const counted = scores.filter(it => it.group === group && it.counted);
  const all = scores.filter(it => it.group === group);
  const expected = all.reduce((sum, it) => sum + it.messages.expected.length, 0);
  const misses = all.reduce((sum, it) => sum + messageMisses(it), 0);
  missed += misses;
  messages += expected;
  console.log(`${group}: ${counted.filter(it => it.agrees).length} of ${counted.length}; messages: ${expected - misses} of ${expected}`);
}
for (const one of scores) {
  if (!one.agrees)
    console.log(`differs: ${one.id}${one.counted ? '' : ' (not counted)'} ${cases.find(it => it.id === one.id)?.description ?? ''}`);
  if (messageMisses(one) > 0)
    console.log(`messages of ${one.id}:\n   log4net: ${one.messages.expected.join('; ')}\n   here:    ${one.messages.got.join('; ')}`);
}
if (names.length === 1 && cases.length === 1) for (const one of cases) console.log(JSON.stringify(run(one), undefined, 2));
const agreeing = scores.filter(it => it.counted && it.agrees).length;
const counted = scores.filter(it => it.counted).length;
console.log(`conformance: ${agreeing} of ${counted}; messages: ${messages - missed} of ${messages}`);
process.exit(agreeing === counted ? 0 : 1);
