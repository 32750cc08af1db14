/** Circles of forwarding appenders, held against following every reference by hand. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { catalogueFor } from '../../../server/src/catalogue';
import { circlesOf } from '../../../server/src/model/circles';
import { readText } from '../../../server/src/model/read';
import type { Appender } from '../../../server/src/model/types';
import { seeded } from '../../support/random';

const catalogue = catalogueFor();

/** `targets[i]`: whom the appender with the number i hands on to. */
function appendersThat(targets: readonly (readonly number[])[]): readonly Appender[] {
  const written = targets.map(
    (refs, index) => `<appender name="A${index}">${refs.map(it => `<appender-ref ref="A${it}"/>`).join('')}</appender>`,
  );
  return readText(`<log4net>${written.join('')}</log4net>`, catalogue).appenders;
}

function reaches(from: Appender, wanted: Appender): boolean {
  const seen = new Set<Appender>();
  const next = from.references.map(it => it.target);
  for (const appender of next) {
    if (appender === undefined || seen.has(appender)) continue;
    seen.add(appender);
    next.push(...appender.references.map(it => it.target));
  }
  return seen.has(wanted);
}

test('two appenders are in one circle where each reaches the other, and only there', () => {
  const random = seeded(4_711);
  for (let round = 0; round < 300; round++) {
    const count = 1 + random.below(9);
    const appenders = appendersThat(
      Array.from({ length: count }, () => Array.from({ length: random.below(3) }, () => random.below(count + 1))),
    );
    const circles = circlesOf(appenders);
    for (const one of appenders) {
      for (const other of appenders) {
        const together = one === other || (reaches(one, other) && reaches(other, one));
        assert.equal(circles.get(one) === circles.get(other), together, `${one.name} and ${other.name} in round ${round}`);
      }
    }
  }
});
