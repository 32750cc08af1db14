/** Which namespace prefixes are bound where the parser is (Namespaces in XML 1.0). */
import { isNameStart } from './characters';
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
      else if (first.name !== attribute.name) {
        const { start, end } = attribute.nameSpan;
        issues.add(
          'duplicate-attribute',
          start,
          end,
          `'${first.name}' and '${attribute.name}' are the same attribute: the file is not loaded. Keep one of them.`,
        );
      }
    }
    if (element.selfClosing) this.leave(element);
  }

  /** Forgets the element's declarations. */
  leave(element: ElementNode): void {
    for (const { name } of element.attributes) {
      if (name.startsWith('xmlns:')) this.#bound.get(name.slice(6))?.pop();
    }
  }

  #declare(attribute: AttributeNode, issues: Issues): void {
    const { name, value } = attribute;
    const complain = (message: string): void => {
      const { start, end } = attribute.span;
      issues.add('namespace-prefix', start, end, message);
    };
    if (value === XMLNS) complain('This namespace is reserved and may not be bound: the file is not loaded.');
    if (name === 'xmlns' && value === XML) complain("This namespace belongs to the prefix 'xml' alone: the file is not loaded.");
    if (!name.startsWith('xmlns:')) return;
    const prefix = name.slice(6);
    if (prefix === 'xmlns') complain("The prefix 'xmlns' may not be declared: the file is not loaded.");
    else if ((prefix === 'xml') !== (value === XML))
      complain("The prefix 'xml' and its namespace belong to each other alone: the file is not loaded.");
    else if (value === '') complain(`'${name}' must name a namespace: the file is not loaded.`);
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
      issues.add('namespace-prefix', start, end, `'${name}': a colon only separates a prefix from a name, once.`);
      return undefined;
    }
    if (prefix === 'xmlns') return XMLNS;
    const namespace = this.#bound.get(prefix)?.at(-1);
    if (namespace !== undefined) return namespace;
    issues.add(
      'namespace-prefix',
      start,
      start + colon,
      `The prefix '${prefix}' is declared nowhere: the file is not loaded. Add xmlns:${prefix}="…" to the root element, or drop the prefix.`,
    );
    return undefined;
  }
}
