import assert from 'node:assert/strict';
import test from 'node:test';
import { XmlDocument } from 'libxml2-wasm';
import { parse } from '../../../server/src/syntax/parse';
import { configs } from '../../support/configs';
import { seeded, type Random } from '../../support/random';

const SEED = 20_240_517;
const MUTATIONS = 2500;

/**
 * Where we differ from libxml2 on purpose, because the reader that counts is .NET's: XML 1.1 declarations, names with
 * zero-width characters (fourth edition of XML), encodings by nickname; and inside a DOCTYPE, which we only skim.
 */
const OTHERWISE = /^\uFEFF?<\?xml\s+version\s*=\s*["']1\.(?!0["'])|\u200c|\u200d|\ufeff|^<\?xml[^>]*encoding\s*=|<!DOCTYPE/;

/** Lost on the way to a reader of UTF-8. */
const LONE_SURROGATE = /\p{Surrogate}/u;

const judged = (text: string, doctype: string): string =>
  (text.startsWith(doctype) ? text.slice(doctype.length) : text).replace(/^(<\?xml[^>]*?)\s+encoding\s*=\s*"utf-8"/, '$1');

function libxml2(text: string): string | undefined {
  try {
    XmlDocument.fromString(text).dispose();
    return undefined;
  } catch (fault) {
    return String(fault);
  }
}

const scraps = [
  '<',
  '>',
  '&',
  '"',
  "'",
  '/',
  '=',
  ' ',
  '\n',
  '<!--',
  '-->',
  '--',
  ']]>',
  '<![CDATA[',
  '?>',
  '<?',
  'x',
  ':',
  '-',
  '&lt;',
  '&#10;',
  '&#1;',
  '&q;',
  'ä',
  '\u00a0',
  '“',
  '\u0001',
  ';',
  '#',
  '1',
  '</a>',
  '<a>',
  '%',
  '!',
];

function mutate(text: string, random: Random): string {
  const at = random.below(text.length);
  const length = 1 + random.below(random.below(4) === 0 ? 40 : 2);
  const other = random.below(text.length);
  switch (random.below(6)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length);
    case 1:
      return text.slice(0, at + length) + text.slice(at);
    case 2:
      return text.slice(0, at) + random.pick(scraps) + text.slice(at);
    case 3:
      return text.slice(0, at) + random.pick(scraps) + text.slice(at + length);
    case 4: {
      const [first, last] = at < other ? [at, other] : [other, at];
      return text.slice(0, first) + text.charAt(last) + text.slice(first + 1, last) + text.charAt(first) + text.slice(last + 1);
    }
    default:
      return text.slice(0, at) + text.slice(other, other + length) + text.slice(at);
  }
}

test('good files have no issue', () => {
  for (const { name, text } of configs) {
    assert.equal(libxml2(text), undefined, name);
    assert.deepEqual(parse(text).issues, [], name);
  }
});

for (const { name, text } of configs) {
  test(`the verdict on mutations of ${name} is libxml2's (seed ${SEED})`, () => {
    const random = seeded(SEED);
    const doctype = /^<!DOCTYPE[^]*?\]>/.exec(text)?.[0] ?? '';
    let broken = 0;
    let compared = 0;
    for (let round = 0; round < MUTATIONS; round++) {
      let mutant = mutate(text, random);
      if (random.below(3) === 0) mutant = mutate(mutant, random);
      if (OTHERWISE.test(judged(mutant, doctype)) || LONE_SURROGATE.test(mutant)) continue;
      compared++;
      const theirs = libxml2(mutant);
      // Namespace names need not be URIs for a reader; libxml2 alone is particular about it.
      if (theirs?.includes('is not a valid URI') === true) continue;
      const ours = parse(mutant).issues;
      if (theirs !== undefined) broken++;
      assert.equal(
        ours.length === 0,
        theirs === undefined,
        `${theirs ?? 'well-formed'} ⟷ ${ours.map(it => `${it.code}@${it.span.start}`).join(' ')}\n${mutant}`,
      );
    }
    assert.ok(compared > MUTATIONS * 0.6, `only ${compared} compared`);
    assert.ok(broken > compared / 4 && broken < compared, `${broken} of ${compared} are broken`);
  });
}

const verdicts: readonly (readonly [what: string, text: string])[] = [
  ['an undeclared prefix on an element', '<a:b/>'],
  ['an undeclared prefix on an attribute', '<a x:b="1"/>'],
  ['two colons', '<a:b:c/>'],
  ['a leading colon', '<:a/>'],
  ['version 2.0', '<?xml version="2.0"?><a/>'],
  ['an unknown encoding', '<?xml version="1.0" encoding="utf-9"?><a/>'],
  ['a known encoding', '<?xml version="1.0" encoding="windows-1252"?><a/>'],
  ['XML in capitals', '<?XML version="1.0"?><a/>'],
  ['a colon behind <?', '<?a:b c?><a/>'],
  ['a byte order mark', '\ufeff<a/>'],
  ['an empty prefix declaration', '<a xmlns:x=""/>'],
  ['an entity with markup in a value', '<!DOCTYPE a [<!ENTITY x "<b/>">]><a b="&x;"/>'],
  ['an entity with markup in text', '<!DOCTYPE a [<!ENTITY x "<b/>">]><a>&x;</a>'],
  ['a section end in text', '<a>]]></a>'],
  ['a reference to NUL', '<a b="&#0;"/>'],
  ['a reference to half a character', '<a b="&#xD800;"/>'],
  ['two names for one attribute', '<a xmlns:x="u" xmlns:y="u" x:b="1" y:b="2"/>'],
  ['an external subset', '<!DOCTYPE a SYSTEM "x.dtd"><a>&q;</a>'],
  ['the prefix xml bound elsewhere', "<a xmlns:xml='u'/>"],
  ['the namespace of xmlns', "<a xmlns='http://www.w3.org/2000/xmlns/'/>"],
  ['entities in a circle', '<!DOCTYPE a [<!ENTITY x "&y;"><!ENTITY y "&x;">]><a>&x;</a>'],
  ['an entity that uses an unknown one', '<!DOCTYPE a [<!ENTITY x "&y;">]><a>&x;</a>'],
  ['a lone comment', '<!-- x -->'],
  ['a comment ending in three dashes', '<a><!-- x ---></a>'],
  ['a no-break space behind the root', '<a/>\u00a0'],
  ['two declarations', '<?xml version="1.0"?> <?xml version="1.0"?><a/>'],
  ['nothing', ''],
];

for (const [what, text] of verdicts) {
  test(`${what}: the same verdict as libxml2`, () => {
    assert.equal(
      parse(text).issues.length === 0,
      libxml2(text) === undefined,
      `${libxml2(text) ?? 'well-formed'} ⟷ ${JSON.stringify(parse(text).issues)}`,
    );
  });
}

test('what .NET refuses although libxml2 does not is an issue all the same', () => {
  for (const text of ['<?xml version="1.1"?><a/>', '<a b\u200c="x"/>', '<a\ufeff/>', '<?xml version="1.0" encoding="utf8"?><a/>']) {
    assert.equal(libxml2(text), undefined, text);
    assert.notDeepEqual(parse(text).issues, [], text);
  }
});
