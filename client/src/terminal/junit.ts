/** JUnit XML, as build servers read it. */

export interface JunitCase {
  readonly name: string;
  readonly className: string;
  /** Absent: it passed. */
  readonly failure?: { readonly message: string; readonly type: string; readonly text?: string };
  readonly seconds?: number;
}

export function junitXml(suite: string, cases: readonly JunitCase[], seconds?: number): string {
  const failures = cases.filter(it => it.failure !== undefined).length;
  const time = (value: number | undefined): string => (value === undefined ? '' : ` time="${value.toFixed(3)}"`);
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="0"`;
  const lines = cases.map(({ name, className, failure, seconds: own }) => {
    const head = `    <testcase name="${escaped(name)}" classname="${escaped(className)}"${time(own)}`;
    if (failure === undefined) return `${head}/>`;
    const body = `<failure message="${escaped(failure.message)}" type="${escaped(failure.type)}">${escaped(failure.text ?? failure.message)}</failure>`;
    return `${head}>\n      ${body}\n    </testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}${time(seconds)}>`,
    `  <testsuite name="${escaped(suite)}" ${counts}${time(seconds)}>`,
    ...lines,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** XML 1.0 allows no control characters but tab and line ends, escaped or not. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\r', '&#13;')
    .replaceAll('\t', '&#9;');
}
