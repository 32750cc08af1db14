/** The answer to our request for a check against the XML schema. */
import type { SchemaCheckParams, SchemaCheckResult } from '../protocol';
import type { Service } from '../service';
import type { Open } from './documents';
import type { ServerHost } from './host';

/** @param host without an engine, as in a browser, the answer says so */
export async function checkSchema(
  service: Service,
  { document, analysed }: Open,
  { engine, occasion }: SchemaCheckParams,
  { schemaEngine }: ServerHost,
): Promise<SchemaCheckResult> {
  if (occasion === 'save' && !service.isInServiceFolder(analysed)) return { kind: 'not-asked' };
  if (schemaEngine === undefined) {
    const reason =
      'Checking against the schema needs a computer to run on: open the folder in VS Code on the desktop, or in a remote window.';
    return { kind: 'not-checked', reason };
  }
  const { version } = document;
  const outcome = await service.checkSchema(analysed, await schemaEngine(engine));
  switch (outcome.kind) {
    case 'refused':
    case 'unavailable':
      return { kind: 'not-checked', reason: outcome.reason };
    case 'valid':
    case 'invalid': {
      const findings = outcome.kind === 'valid' ? [] : outcome.findings;
      return {
        kind: 'checked',
        schema: service.status(analysed).dialect,
        version,
        findings: findings.map(({ span, severity, code, message }) => ({ ...span, severity, code: `xsd/${code}`, message })),
      };
    }
  }
}
