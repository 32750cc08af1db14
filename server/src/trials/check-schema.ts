/** Strict validation, judged by who reads the file. */
import type { Analysed } from '../features/analysed';
import type { XmlElement } from '../syntax/tree';
import type { XsdEngine, XsdFinding, XsdOutcome } from '../xsd/contract';

/** Never rejects. What the schema says inside a class that is not log4net's is information in its own dialect. */
export async function checkSchema({ document, config, catalogue }: Analysed, engine: XsdEngine): Promise<XsdOutcome> {
  const outcome = await engine.validate(document, config.dialect);
  if (outcome.kind !== 'invalid' || config.dialect === 'qlik') return outcome;
  // Qlik's services refuse the file whoever wrote the class. Our own schema knows log4net's classes only.
  const isForeign = (element: XmlElement | undefined): boolean => {
    if (element === undefined) return false;
    const type = element.attributes.find(it => it.name === 'type')?.value;
    const known = type === undefined ? undefined : catalogue.findType(type);
    return (type !== undefined && (known === undefined || known.overlay === 'user')) || isForeign(element.parent);
  };
  const findings = outcome.findings.map((it): XsdFinding =>
    it.severity !== 'information' && isForeign(it.element) ? { ...it, severity: 'information' } : it,
  );
  return { kind: 'invalid', findings };
}
