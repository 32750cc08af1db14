/** Go to type definition: from an appender, a reference or a conversion word to the class that stands behind it. */
import type { Span, XmlElement } from '../../syntax/tree';
import { elementAt } from '../../syntax/walk';
import { holds, type Analysed } from '../analysed';
import { objectOf, settingOf } from '../lookup';
import { thingAt } from './names';

export interface TypeDefinition {
  /** What the jump starts from. */
  readonly origin: Span;
  /** Where the file names the class; absent where one stands on that already. */
  readonly written?: { readonly span: Span; readonly nameSpan: Span };
  /** The class, where somebody's own catalogue describes it: its full name there. */
  readonly userType?: string;
}

/** Undefined where no class stands behind what is at the offset, or nothing tells more about it. */
export function typeDefinition(doc: Analysed, offset: number): TypeDefinition | undefined {
  const found = thingAt(doc, offset);
  if (found) {
    const { thing, span: origin } = found;
    const declaration = thing.kind === 'converter' ? thing.declarations.at(-1) : thing.declarations[0];
    const element = declaration && elementAt(doc.document, declaration.span.start + 1);
    return element && answer(doc, origin, element, element);
  }
  const element = elementAt(doc.document, offset);
  const named = element && classOf(doc, element);
  if (!named) return undefined;
  // On the class itself only a catalogue tells more; elsewhere in the start tag the class is the answer.
  if (holds(named, offset)) return answer(doc, named, element, undefined);
  return holds(element.nameSpan, offset) ? answer(doc, element.nameSpan, element, element) : undefined;
}

function answer(doc: Analysed, origin: Span, element: XmlElement, whole: XmlElement | undefined): TypeDefinition | undefined {
  const nameSpan = classOf(doc, element);
  if (!nameSpan) return undefined;
  const type = doc.catalogue.findType(doc.text.slice(nameSpan.start, nameSpan.end));
  const userType = type?.overlay === 'user' ? type.type : undefined;
  if (!whole && userType === undefined) return undefined;
  return { origin, ...(whole && { written: { span: whole.span, nameSpan } }), ...(userType !== undefined && { userType }) };
}

/** Where an element names its class: in its `type`, and a converter in the setting of that name too. */
function classOf({ config }: Analysed, element: XmlElement): Span | undefined {
  const attribute = element.attributes.find(it => it.name === 'type')?.valueSpan;
  if (attribute) return attribute;
  const object = objectOf(config, element) ?? settingOf(config, element)?.setting.object;
  return object?.settings.findLast(it => it.fact?.kind === 'type')?.value?.span;
}
