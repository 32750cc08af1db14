/** A reporter for `node --test`: one line of JSON per test, for whoever counts them. A `describe` is not a test, a test with subtests is one more. */
export default async function* counts(source) {
  for await (const { type, data } of source) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details?.type === 'suite' && type === 'test:pass') continue;
    // A `todo` that fails is not held against the run, so it may not count for it either.
    const waived = data.skip ?? data.todo;
    const error = data.details?.error;
    // A parent only repeats that one of its subtests failed.
    if (type === 'test:fail' && error?.failureType === 'subtestsFailed') continue;
    const outcome = waived !== undefined && waived !== false ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed';
    const message = outcome === 'failed' ? describe(error) : typeof waived === 'string' ? waived : '';
    yield `${JSON.stringify({ name: data.name, file: data.file, outcome, message })}\n`;
  }
}

function describe(error) {
  const cause = error?.cause ?? error;
  return typeof cause === 'string' ? cause : (cause?.stack ?? cause?.message ?? String(cause));
}
