/** One event's way through a configuration, for a person to read. */
import { serviceNamed } from '../catalogue/services';
import type { Analysed } from '../features/analysed';
import { sampleMachine } from '../features/samples';
import type { ExplainParams, ExplainResult } from '../protocol';
import type { RuleContext } from '../rules/rule';
import { qlikStructureRules } from '../rules/structure-qlik';
import { explain } from '../simulate/explain/explain';
import type { SchemaFinding } from '../simulate/explain/loading';
import { readEvent } from '../simulate/explain/read-event';

/** `event` is JSON, as somebody may have typed it: what is wrong with it is the answer then. */
export function explainEvent(
  doc: Analysed,
  { event: text, appender }: Pick<ExplainParams, 'event' | 'appender'>,
  receiver: string,
): ExplainResult {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    return { ok: false, complaint: `The event is not JSON: ${error instanceof Error ? error.message : 'it cannot be read'}.` };
  }
  const read = readEvent(raw);
  if (!read.ok) return read;
  const service = serviceNamed(doc.path[1] ?? '');
  const explanation = explain({
    text: doc.text,
    config: doc.config,
    catalogue: doc.catalogue,
    event: read.event,
    machine: { ...sampleMachine, ...read.machine },
    receiver,
    ...(appender !== undefined && { appender }),
    loading: {
      path: doc.path,
      ...(service && { service }),
      schema: schemaFindings({ config: doc.config, catalogue: doc.catalogue, receiver, path: doc.path }),
    },
  });
  return { ok: true, explanation };
}

/** What Qlik's schema does not have, whatever severity a user gave it and wherever an ignore comment stands. */
function schemaFindings(context: RuleContext): readonly SchemaFinding[] {
  return qlikStructureRules
    .flatMap(rule => [...rule.check(context)].map(it => ({ ...it, severity: it.severity ?? rule.severity })))
    .sort((a, b) => a.span.start - b.span.start)
    .map(({ span, message, severity }) => ({ span, message, certainty: severity === 'warning' ? 'documented' : 'inferred' }));
}
