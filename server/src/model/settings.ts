/** Properties as a configuration writes them, by `<param>` or by an element of their own name, objects included. */
import type { Catalogue, PropertyFact, TypeFact } from '../catalogue/types';
import type { Span, XmlElement } from '../syntax/tree';
import { attributeOf, childElements, textOf, valueSpanOf } from './element';
import type { ConfiguredObject, Setting } from './types';

/** Objects inside objects deeper than this are not read: no real file has more than six, and reading never fails. */
const DEEPEST = 100;

/**
 * The element as an object: the type it names, else `fallback`, and its settings. `isSetting` says which children are
 * settings; the others mean something else to the caller.
 */
export function readObject(
  element: XmlElement,
  fallback: TypeFact | undefined,
  catalogue: Catalogue,
  isSetting: (child: XmlElement) => boolean = () => true,
  depth = 0,
): ConfiguredObject {
  return new ObjectAt(element, fallback, catalogue, isSetting, depth);
}

/**
 * Knows its type at once and reads its settings when they are first asked for: of a large file, most of what a keystroke
 * leaves alone is never asked about.
 */
export class ObjectAt implements ConfiguredObject {
  readonly element: XmlElement;
  readonly typeText: string | undefined;
  readonly typeSpan: Span | undefined;
  readonly type: TypeFact | undefined;
  readonly #catalogue: Catalogue;
  readonly #isSetting: (child: XmlElement) => boolean;
  readonly #depth: number;
  #settings: readonly Setting[] | undefined;

  constructor(
    element: XmlElement,
    fallback: TypeFact | undefined,
    catalogue: Catalogue,
    isSetting: (child: XmlElement) => boolean = () => true,
    depth = 0,
  ) {
    const attribute = attributeOf(element, 'type');
    this.element = element;
    this.typeText = attribute && (attribute.value ?? '');
    this.typeSpan = attribute && valueSpanOf(attribute);
    this.type = this.typeText ? catalogue.findType(this.typeText) : fallback;
    this.#catalogue = catalogue;
    this.#isSetting = isSetting;
    this.#depth = depth;
  }

  get settings(): readonly Setting[] {
    return (this.#settings ??= readSettings(this.element, this.type, this.#catalogue, this.#isSetting, this.#depth));
  }
}

/**
 * A logger or the repository: what it is, its place in the file says, and no attribute.
 *
 * A class, as everything that reads late. The engine keeps the function of a literal's `get settings()` with the hidden class
 * of the literal, and by it the tree of the document, until the next full collection: no small one would free a version of a
 * large file that is typed in.
 */
export class SettingsAt implements ConfiguredObject {
  readonly element: XmlElement;
  readonly type: TypeFact | undefined;
  readonly #catalogue: Catalogue;
  readonly #isSetting: (child: XmlElement) => boolean;
  #settings: readonly Setting[] | undefined;

  constructor(element: XmlElement, type: TypeFact | undefined, catalogue: Catalogue, isSetting: (child: XmlElement) => boolean) {
    this.element = element;
    this.type = type;
    this.#catalogue = catalogue;
    this.#isSetting = isSetting;
  }

  get settings(): readonly Setting[] {
    return (this.#settings ??= readSettings(this.element, this.type, this.#catalogue, this.#isSetting));
  }
}

/** The settings that the children of `element` describe for an object of that type. */
export function readSettings(
  element: XmlElement,
  type: TypeFact | undefined,
  catalogue: Catalogue,
  isSetting: (child: XmlElement) => boolean = () => true,
  depth = 0,
): readonly Setting[] {
  if (depth > DEEPEST) return [];
  return childElements(element)
    .filter(isSetting)
    .map(it => readSetting(it, type, catalogue, depth));
}

function readSetting(element: XmlElement, owner: TypeFact | undefined, catalogue: Catalogue, depth: number): Setting {
  const named = element.localName === 'param' ? attributeOf(element, 'name') : undefined;
  const attribute = named?.value ? named : undefined;
  const name = attribute?.value ?? element.localName;
  const fact = owner && catalogue.property(owner, name);
  const common = {
    element,
    form: element.localName === 'param' ? 'param' : 'element',
    name,
    nameSpan: attribute ? valueSpanOf(attribute) : element.nameSpan,
    fact,
  } as const;
  const value = valueOf(element, fact);
  if (value) return { ...common, value, ...viaOf(element, catalogue) };
  const fallback = fact?.defaultType === undefined ? undefined : catalogue.findType(fact.defaultType);
  return { ...common, object: readObject(element, fallback, catalogue, undefined, depth + 1) };
}

/** In log4net's order: the `value` attribute even when empty, then text, then the empty text for an empty element. */
function valueOf(element: XmlElement, fact: PropertyFact | undefined): Setting['value'] | undefined {
  const attribute = attributeOf(element, 'value');
  if (attribute) return { text: attribute.value ?? '', span: valueSpanOf(attribute), from: 'attribute' };
  const text = textOf(element);
  if (text) return { ...text, from: 'text' };
  // log4net means to look at attributes here, too, but asks the wrong list.
  if (fact?.clrType === 'System.String' && childElements(element).length === 0)
    return { text: '', span: contentSpan(element), from: 'text' };
  return undefined;
}

function viaOf(element: XmlElement, catalogue: Catalogue): Pick<Setting, 'via'> {
  const type = attributeOf(element, 'type');
  return type?.value ? { via: { text: type.value, span: valueSpanOf(type), type: catalogue.findType(type.value) } } : {};
}

function contentSpan(element: XmlElement): Span {
  if (element.selfClosing) return element.startTag;
  return { start: element.startTag.end, end: element.endTag?.start ?? element.span.end };
}
