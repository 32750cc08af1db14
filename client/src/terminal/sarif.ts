/** SARIF 2.1.0, as code scanning services read it. */
import type { LintFinding } from './lint';

const levels = { error: 'error', warning: 'warning', information: 'note', hint: 'note' } as const;

export function sarifLog(findings: readonly LintFinding[], version: string): object {
  const ids = [...new Set(findings.map(it => it.code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'log4net-appenders', semanticVersion: version, rules: ids.map(id => ({ id })) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map(it => ({
          ruleId: it.code,
          ruleIndex: ids.indexOf(it.code),
          level: levels[it.severity],
          message: { text: it.message },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: uriOf(it.file) },
                region: { startLine: it.line, startColumn: it.column, endLine: it.endLine, endColumn: it.endColumn },
              },
            },
          ],
        })),
      },
    ],
  };
}

/** A relative name stays relative, so that the service finds it in the checkout. */
function uriOf(file: string): string {
  const slashed = file.replaceAll('\\', '/');
  const encoded = slashed.split('/').map(encodeURIComponent).join('/');
  if (/^[A-Za-z]:\//.test(slashed)) return `file:///${slashed.slice(0, 2)}${encoded.slice(encoded.indexOf('/'))}`;
  return slashed.startsWith('/') ? `file://${encoded}` : encoded;
}
