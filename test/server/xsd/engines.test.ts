import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { catalogueFor } from '../../../server/src/catalogue/index';
import { parse } from '../../../server/src/syntax/parse';
import type { SchemaName, XsdOutcome } from '../../../server/src/xsd/contract';
import { createEmbeddedEngine } from '../../../server/src/xsd/embedded';
import { createXercesEngine, messagesOf } from '../../../server/src/xsd/xerces';
import { goodDocuments, mutations, type Named } from './mutations';

const files: Readonly<Record<SchemaName, string>> = {
  qlik: path.resolve('schemas/qlik-local-log-config.xsd'),
  log4net: path.resolve('schemas/log4net.xsd'),
};
const texts = { qlik: readFileSync(files.qlik, 'utf8'), log4net: readFileSync(files.log4net, 'utf8') };
const embedded = createEmbeddedEngine(texts);
const xerces = createXercesEngine(files);
const good = goodDocuments();
const folder = mkdtempSync(path.join(tmpdir(), 'log4net-xsd-test-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const javaAnswer = await xerces.validate(parse('<configuration />'), 'qlik');
/** Java is no part of a developer's machine; where the whole suite must pass (CI) it has to be there. */
const withoutJava = javaAnswer.kind === 'unavailable' && process.env['CI'] !== 'true' ? javaAnswer.reason : false;

describe('both engines', () => {
  const cases: readonly (readonly [what: string, schema: SchemaName, marked: string, code: string])[] = [
    [
      'an element out of order',
      'qlik',
      '<configuration><appender name="a" type="t"><param name="a" value="b"/><⟦filter⟧ type="f"/></appender></configuration>',
      'unexpected-element',
    ],
    [
      'an element nobody knows',
      'qlik',
      '<configuration><appender name="a" type="t"><⟦remotePort⟧ value="1"/></appender></configuration>',
      'unexpected-element',
    ],
    [
      'an attribute nobody knows',
      'qlik',
      '<configuration><appender name="a" type="t" ⟦threshold⟧="WARN"/></configuration>',
      'unexpected-attribute',
    ],
    [
      'an attribute that is missing',
      'qlik',
      '<configuration><appender name="a" type="t"><⟦param⟧ name="x"/></appender></configuration>',
      'missing-attribute',
    ],
    ['a name with a dollar sign', 'qlik', '<configuration>\r\n\t<appender type="t" name="⟦$a⟧"/>\r\n</configuration>', 'bad-value'],
    [
      'an attribute with a prefix',
      'qlik',
      '<configuration xmlns:x="urn:x"><appender name="a" type="t" ⟦x:y⟧="1"/></configuration>',
      'unexpected-attribute',
    ],
    ['text between elements', 'qlik', '<configuration>\n<⟦appender⟧ name="a" type="t">oops</appender></configuration>', 'unexpected-text'],
    [
      'a child of an element that has none',
      'qlik',
      '<configuration><appender name="a" type="t"><param name="x" value="y"><⟦b⟧/></param></appender></configuration>',
      'unexpected-element',
    ],
    ['another root', 'qlik', '\uFEFF<?xml version="1.0" encoding="utf-16"?>\n<⟦log4net⟧/>', 'unknown-root'],
    [
      'a number that is none, inside App.config',
      'log4net',
      '<configuration>\n<startup/><log4net><appender name="ü" type="t"><remotePort value="⟦1x⟧"/></appender></log4net></configuration>',
      'bad-value',
    ],
    ['a structural name in the wrong case', 'log4net', '<log4net><root><⟦Appender-Ref⟧ ref="a"/></root></log4net>', 'unexpected-element'],
  ];
  for (const [what, schema, marked, code] of cases) {
    const start = marked.indexOf('⟦');
    const text = marked.replace(/[⟦⟧]/g, '');
    const expected = [[code, start, marked.indexOf('⟧') - 1]];
    it(`place ${what}: embedded`, async () => assert.deepEqual(places(await embedded.validate(parse(text), schema)), expected));
    it(`place ${what}: Xerces`, { skip: withoutJava }, async () =>
      assert.deepEqual(places(await xerces.validate(parse(text), schema)), expected),
    );
  }

  it('say the same sentence', { skip: withoutJava }, async () => {
    const document = parse(
      '<configuration><appender name="a" type="t"><layout type="l"><param name="a" value="b"/><converter/></layout></appender></configuration>',
    );
    const answers = await Promise.all([embedded.validate(document, 'qlik'), xerces.validate(document, 'qlik')]);
    assert.deepEqual(
      answers[0].kind === 'invalid' && answers[0].findings[0]?.message,
      answers[1].kind === 'invalid' && answers[1].findings[0]?.message,
    );
    assert.match(
      (answers[0].kind === 'invalid' && answers[0].findings[0]?.message) || '',
      /<converter> at this place in <layout>. It expects <param> here/,
    );
  });

  it('refuse a DOCTYPE, a broken file and a file without log4net, each with a sentence', async () => {
    for (const engine of [embedded, xerces]) {
      const refusals = await Promise.all([
        engine.validate(parse('<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><configuration>&e;</configuration>'), 'qlik'),
        engine.validate(parse('<configuration><appender></configuration>'), 'qlik'),
        engine.validate(parse('<configuration/>'), 'log4net'),
        engine.validate(parse(''), 'qlik'),
      ]);
      for (const refusal of refusals) assert.match(refusal.kind === 'refused' ? refusal.reason : refusal.kind, /^The .*\.$/);
    }
  });

  it('mark what is only concluded from examples', async () => {
    const answer = await embedded.validate(parse('<configuration><x/></configuration>'), 'qlik');
    assert.equal(answer.kind === 'invalid' && answer.findings[0]?.certainty, 'inferred');
    assert.match((answer.kind === 'invalid' && answer.findings[0]?.message) || '', /Qlik does not document this part/);
  });
});

describe('every template, sample and snippet', () => {
  for (const { name, text } of good) {
    it(`${name} fits Qlik's structure`, async () => assert.deepEqual(await embedded.validate(parse(text), 'qlik'), { kind: 'valid' }));
  }
});

describe('the schema made from the catalogue', () => {
  it('takes the configurations that log4net takes without a word', async () => {
    const groups = ['filter', 'hierarchy', 'forwarding', 'pattern', 'xmlLayout'].flatMap(
      group => JSON.parse(readFileSync(`test/conformance/${group}.json`, 'utf8')) as readonly Case[],
    );
    const quiet = groups.filter(each => (each.expected.internalMessages ?? []).length === 0 && /<log4net[\s>]/.test(each.config));
    assert.ok(quiet.length > 200, String(quiet.length));
    for (const { id, config } of quiet) {
      const answer = await embedded.validate(parse(config), 'log4net');
      if (answer.kind !== 'refused') assert.deepEqual(answer, { kind: 'valid' }, id);
    }
  });

  it('knows every property of every type in its three spellings', () => {
    for (const type of catalogueFor('3.3.2').types.values()) {
      if (!['appender', 'layout', 'filter', 'evaluator', 'level-mapping', 'parameter'].includes(type.kind)) continue;
      for (const { name, internal } of type.properties) {
        if (internal) continue;
        for (const spelling of [name, name.slice(0, 1).toUpperCase() + name.slice(1), name.toLowerCase()])
          assert.ok(texts.log4net.includes(`<xs:element name="${spelling}"`), `${type.type} ${spelling}`);
      }
    }
  });
});

describe('on hundreds of mutations', () => {
  it('both engines give the same findings at the same nodes', { skip: withoutJava }, async () => {
    const all = [...good, ...sample([...good.flatMap(each => [...mutations(each)])], 900)];
    assert.ok(all.length >= 300 + good.length);
    // One java process for all: a schema whose root holds any number of configurations.
    const batchSchema = path.join(folder, 'batch.xsd');
    writeFileSync(
      batchSchema,
      texts.qlik.replace(
        '</xs:schema>',
        '<xs:element name="batch"><xs:complexType><xs:sequence><xs:element ref="configuration" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element></xs:schema>',
      ),
    );
    const { text, offsets } = joined(all);
    const answer = await createXercesEngine({ ...files, qlik: batchSchema }).validate(parse(text), 'qlik');
    assert.equal(answer.kind, 'invalid');
    const byDocument = new Map<number, string[]>();
    for (const [code, start] of places(answer)) {
      const index = offsets.findLastIndex(offset => offset <= start);
      const list = byDocument.get(index) ?? [];
      list.push(`${code} ${start - (offsets[index] ?? 0)}`);
      byDocument.set(index, list);
    }
    let invalid = 0;
    for (const [index, { name, text: single }] of all.entries()) {
      const root = parse(single).roots[0];
      const own = places(await embedded.validate(parse(single), 'qlik')).map(
        ([code, start]) => `${code} ${start - (root?.span.start ?? 0)}`,
      );
      if (own.length > 0) invalid += 1;
      assert.deepEqual(own, byDocument.get(index) ?? [], name);
    }
    assert.ok(invalid > 250, `only ${invalid} mutations are invalid`);
    assert.ok(all.length - good.length - invalid > 20, 'hardly any mutation stays valid');
  });

  it('and so does one question at a time', { skip: withoutJava }, async () => {
    for (const { name, text } of sample([...good.flatMap(each => [...mutations(each)])], 6)) {
      assert.deepEqual(places(await xerces.validate(parse(text), 'qlik')), places(await embedded.validate(parse(text), 'qlik')), name);
    }
  });
});

describe('Xerces on a machine that does not have what it needs', () => {
  const withJavaHome = async (home: string, then: () => Promise<void>): Promise<void> => {
    const before = process.env['JAVA_HOME'];
    process.env['JAVA_HOME'] = home;
    try {
      await then();
    } finally {
      if (before === undefined) delete process.env['JAVA_HOME'];
      else process.env['JAVA_HOME'] = before;
    }
  };

  it('says in a sentence that Java is missing', async () => {
    await withJavaHome(path.join(folder, 'nothing'), async () => {
      const answer = await createXercesEngine(files).validate(parse('<configuration/>'), 'qlik');
      assert.match(answer.kind === 'unavailable' ? answer.reason : answer.kind, /needs Java, and none was found.*Install a Java runtime/);
    });
  });

  it(
    'takes "invalid without a message" for a broken validator, not for a broken file',
    { skip: process.platform === 'win32' },
    async () => {
      mkdirSync(path.join(folder, 'old', 'bin'), { recursive: true });
      const java = path.join(folder, 'old', 'bin', 'java');
      writeFileSync(java, '#!/bin/sh\nexit 1\n');
      chmodSync(java, 0o755);
      await withJavaHome(path.join(folder, 'old'), async () => {
        const answer = await createXercesEngine(files).validate(parse('<configuration/>'), 'qlik');
        assert.match(answer.kind === 'unavailable' ? answer.reason : answer.kind, /ended without an answer/);
      });
    },
  );

  it('does not believe a validator that calls everything good', { skip: process.platform === 'win32' }, async () => {
    mkdirSync(path.join(folder, 'lying', 'bin'), { recursive: true });
    const java = path.join(folder, 'lying', 'bin', 'java');
    writeFileSync(java, '#!/bin/sh\necho result=OK\nexit 0\n');
    chmodSync(java, 0o755);
    await withJavaHome(path.join(folder, 'lying'), async () => {
      const answer = await createXercesEngine(files).validate(parse('<configuration/>'), 'qlik');
      assert.match(answer.kind === 'unavailable' ? answer.reason : answer.kind, /calls a bad file good/);
    });
  });

  it('splits messages that came glued together', () => {
    const error = Object.assign(new Error('invalid xml'), { messages: ['[error] cvc-a: x (1:2)[error] cvc-b: [y] (3:', '4)[fatal] z'] });
    assert.deepEqual(messagesOf(error), ['[error] cvc-a: x (1:2)', '[error] cvc-b: [y] (3:4)', '[fatal] z']);
    assert.deepEqual(messagesOf(new Error('other')), []);
  });
});

interface Case {
  readonly id: string;
  readonly config: string;
  readonly expected: { readonly internalMessages?: readonly unknown[] };
}

/** Code, start and end of each finding; none for a valid document. */
function places(outcome: XsdOutcome): readonly (readonly [string, number, number])[] {
  if (outcome.kind === 'invalid') return outcome.findings.map(({ code, span }) => [code, span.start, span.end] as const);
  assert.equal(outcome.kind, 'valid', 'reason' in outcome ? outcome.reason : outcome.kind);
  return [];
}

/** Every n-th, so that all kinds of document and change are among them. */
function sample(all: readonly Named[], count: number): readonly Named[] {
  const step = Math.max(1, all.length / count);
  return Array.from({ length: Math.min(count, all.length) }, (_, index) => all[Math.floor(index * step)]).filter(
    each => each !== undefined,
  );
}

function joined(documents: readonly Named[]): { readonly text: string; readonly offsets: readonly number[] } {
  const offsets: number[] = [];
  let text = '<batch>';
  for (const { text: single } of documents) {
    const root = parse(single).roots[0];
    offsets.push(text.length);
    if (root) text += `${single.slice(root.span.start, root.span.end)}\n`;
  }
  return { text: `${text}</batch>`, offsets };
}
