/** Where the schema finds fault, so do our rules, and the other way round: on every template, sample and snippet and on mutations of them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { createService } from '../../server/src/service';
import { parse } from '../../server/src/syntax/parse';
import type { Span, XmlElement } from '../../server/src/syntax/tree';
import { createEmbeddedEngine } from '../../server/src/xsd/embedded';
import { elementsBelow } from '../../server/src/xsd/prepare';
import { goodDocuments, mutations } from '../server/xsd/mutations';

const engine = createEmbeddedEngine({
  qlik: readFileSync('schemas/qlik-local-log-config.xsd', 'utf8'),
  log4net: readFileSync('schemas/log4net.xsd', 'utf8'),
});
const service = createService();
const good = goodDocuments();
const all = [...good.flatMap(each => [...mutations(each)])];
const step = Math.max(1, Math.floor(all.length / 450));
const tried = [...good, ...all.filter((_, index) => index % step === 0)];

it(`the schema and our rules agree on ${tried.length} documents`, async () => {
  const missed = new Map<string, string>();
  for (const { name, text } of tried) {
    const answer = await engine.validate(parse(text), 'qlik');
    const doc = service.analyse(text, ['LocalLogConfig.xml', 'Scheduler']);
    const findings = service.diagnose(doc);
    if (answer.kind === 'valid') {
      const [wrong] = findings.filter(({ rule, severity }) => rule.startsWith('structure/') && severity === 'error');
      if (wrong) missed.set(`valid, but ${wrong.rule}: ${wrong.message}`, name);
      continue;
    }
    assert.equal(answer.kind, 'invalid', name);
    for (const { code, element, attribute } of answer.findings) {
      const near = [nodeAt(doc.document.roots[0], element.span), nodeAt(doc.document.roots[0], element.parent?.span ?? element.span)];
      if (!findings.some(({ span }) => near.some(node => node !== undefined && owns(node, span))))
        missed.set(`${code} <${element.name} ${attribute ?? ''}> in <${element.parent?.name ?? ''}> unseen`, name);
    }
  }
  assert.deepEqual([...missed], []);
});

function nodeAt(root: XmlElement | undefined, { start }: Span): XmlElement | undefined {
  return root && [...elementsBelow(root)].find(({ span }) => span.start === start);
}

/** Whether a finding is about the node itself: its tags or its text, not something inside a child. */
function owns(node: XmlElement, span: Span): boolean {
  const inChild = node.children.some(child => child.kind === 'element' && child.span.start <= span.start && span.end <= child.span.end);
  return node.span.start <= span.start && span.end <= node.span.end && !inChild;
}
