import assert from 'node:assert/strict';
import test from 'node:test';
import { parse } from '../../../server/src/syntax/parse';

/** Texts that make a careless parser look at the same stretch again and again. */
const hostile: Readonly<Record<string, (times: number) => string>> = {
  'many open tags': times => '<a>'.repeat(times),
  'many open tags on lines': times => '<a>\n'.repeat(times),
  'many unfinished tags': times => '<a '.repeat(times),
  'many lone <': times => '<'.repeat(times),
  'many stray end tags': times => `<a>${'</b>'.repeat(times)}`,
  'a deep nest and stray end tags': times => '<a>'.repeat(times / 2) + '</b>'.repeat(times / 2),
  'many unclosed comments': times => '<!--\n'.repeat(times),
  'many unclosed sections': times => '<![CDATA[\n'.repeat(times),
  'many unclosed instructions': times => '<?\n'.repeat(times),
  'many declarations': times => ' '.repeat(times) + '<?xml version="1.0"?>'.repeat(times / 10),
  'many unclosed declarations': times => '<?xml \n'.repeat(times),
  'many DOCTYPEs': times => '<!DOCTYPE a [ '.repeat(times),
  'many open quotes': times => '<a b="x\n'.repeat(times),
  'many open quotes on one line': times => '<a b="x'.repeat(times),
  'many single quotes in double ones': times => `<a ${`b='"`.repeat(times)}`,
  'many smart quotes': times => '<a b=“x '.repeat(times),
  'many placeholders on one line': times => `<a>${'<b c="<d>"/>'.repeat(times)}</a>`,
  'many attributes in one tag': times => `<a ${Array.from({ length: times }, (_, index) => `a${index % 50}="1"`).join(' ')}/>`,
  'many prefixes': times =>
    `<a ${Array.from({ length: times / 4 }, (_, index) => `xmlns:p${index}="u"`).join(' ')}>${'<p1:b p1:c=""/>'.repeat(times / 4)}</a>`,
  'text outside and elements': times => 'x<a/>'.repeat(times),
  'many ampersands': times => `<a>${'&'.repeat(times)}</a>`,
  'entities in entities': times =>
    `<!DOCTYPE a [${Array.from({ length: 30 }, (_, index) => `<!ENTITY e${index} "&e${index + 1};&e${index + 1};">`).join('')}<!ENTITY e30 "xxxxxxxxxx">]><a>${'&e0;'.repeat(times)}</a>`,
  'many blanks': times => `<a ${' '.repeat(times)}/>${' '.repeat(times)}`,
  'many dashes': times => `<a><!--${'-'.repeat(times)}--></a>`,
  'many sections that break at their end': times => `<r>${`<s>${'<a b="1"/>'.repeat(200)}</x></s>`.repeat(times / 400)}</r>`,
  'many sections with something in them': times => `<r>${`<s>${'<a b="1"/>'.repeat(200)}&lt;<a c="\t"/></s>`.repeat(times / 400)}</r>`,
  'many NULs': times => '\0a'.repeat(times),
};

for (const [what, make] of Object.entries(hostile)) {
  // A hang guard, not a measurement: quadratic growth would take minutes here.
  test(`${what}: read in time`, { timeout: 5000 }, () => {
    const text = make(60_000);
    const start = performance.now();
    const document = parse(text);
    assert.ok(performance.now() - start < 5000, `took ${Math.round(performance.now() - start)} ms`);
    assert.ok(document.issues.length <= 1000);
  });
}
