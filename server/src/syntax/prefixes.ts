/** Which namespace prefixes are bound where the parser is (Namespaces in XML 1.0). */
import { isNameStart } from './characters';
import { badColon, badNamespace, sameAttribute, undeclaredPrefix } from './complaints';
import type { Issues } from './issues';
import type { AttributeNode, ElementNode } from './nodes';

const XML = 'http://www.w3.org/XML/1998/namespace';
const XMLNS = 'http://www.w3.org/2000/xmlns/';

export class Prefixes {
  /** The namespaces a prefix was bound to, outermost first. */
  readonly #bound = new Map<string, string[]>([['xml', [XML]]]);

  /** Takes in the element's declarations and checks the prefixes of its names. Cheap for an element without colons. */
  enter(element: ElementNode, issues: Issues): void {
    const { attributes, name } = element;
    let colons = 0;
    for (const attribute of attributes) {
      if (attribute.name.charCodeAt(0) === 0x78 && attribute.name.startsWith('xmlns')) this.#declare(attribute, issues);
      if (attribute.name.includes(':')) colons++;
    }
    if (name.includes(':')) this.#check(name, element.nameStart, issues);
    if (colons === 0) return;
    const seen = new Map<string, AttributeNode>();
    for (const attribute of attributes) {
      if (!attribute.name.includes(':')) continue;
      const namespace = this.#check(attribute.name, attribute.nameSpan.start, issues);
      if (namespace === undefined || colons === 1) continue;
      const expanded = `${namespace} ${attribute.name.slice(attribute.name.indexOf(':'))}`;
      const first = seen.get(expanded);
      if (first === undefined) seen.set(expanded, attribute);
      else if (first.name !== attribute.name) this.#same(attribute, first, issues);
    }
    if (element.selfClosing) this.leave(element);
  }

  /** Forgets the element's declarations. */
  leave(element: ElementNode): void {
    for (const { name } of element.attributes) {
      if (name.startsWith('xmlns:')) this.#bound.get(name.slice(6))?.pop();
    }
  }

  #same(attribute: AttributeNode, first: AttributeNode, issues: Issues): void {
    issues.add(sameAttribute({ name: attribute.name, ...attribute.nameSpan }, first.name));
  }

  #declare(attribute: AttributeNode, issues: Issues): void {
    const { name, value } = attribute;
    const complain = (why: string): void => {
      const { start, end } = attribute.span;
      issues.add(badNamespace(start, end, why));
    };
    if (value === XMLNS) complain('This namespace is reserved and may not be bound');
    if (name === 'xmlns' && value === XML) complain("This namespace belongs to the prefix 'xml' alone");
    if (!name.startsWith('xmlns:')) return;
    const prefix = name.slice(6);
    if (prefix === 'xmlns') complain("The prefix 'xmlns' may not be declared");
    else if ((prefix === 'xml') !== (value === XML)) complain("The prefix 'xml' and its namespace belong to each other alone");
    else if (value === '') complain(`'${name}' must name a namespace`);
    const namespaces = this.#bound.get(prefix);
    if (namespaces === undefined) this.#bound.set(prefix, [value ?? '']);
    else namespaces.push(value ?? '');
  }

  /** The namespace of a name with a colon; undefined where something is wrong with it, which is then said. */
  #check(name: string, start: number, issues: Issues): string | undefined {
    const colon = name.indexOf(':');
    const prefix = name.slice(0, colon);
    const end = start + name.length;
    if (prefix === '' || !isNameStart(name.charCodeAt(colon + 1)) || name.includes(':', colon + 1)) {
      issues.add(badColon(name, start, end));
      return undefined;
    }
    if (prefix === 'xmlns') return XMLNS;
    const namespace = this.#bound.get(prefix)?.at(-1);
    if (namespace !== undefined) return namespace;
    issues.add(undeclaredPrefix(prefix, start, start + colon));
    return undefined;
  }
}
