/** Which namespace prefixes are declared where the parser is. */
import type { Issues } from './issues';
import type { ElementNode } from './nodes';

export class Prefixes {
  readonly #declared = new Map<string, number>([['xml', 1]]);
  /** Most files have no colon in any name: then nothing below ever runs. */
  #used = false;

  /** Takes in the element's declarations and checks the prefixes of its names. */
  enter(element: ElementNode, issues: Issues): void {
    const { attributes } = element;
    for (const attribute of attributes) {
      if (!attribute.name.startsWith('xmlns:')) continue;
      this.#used = true;
      const prefix = attribute.name.slice(6);
      if (attribute.value === '' || prefix === 'xmlns') {
        const { start, end } = attribute.span;
        issues.add('namespace-prefix', start, end, `'${attribute.name}' must name a namespace.`);
      }
      this.#declared.set(prefix, (this.#declared.get(prefix) ?? 0) + 1);
    }
    if (element.name.includes(':')) this.#check(element.name, element.nameStart, issues);
    for (const attribute of attributes) {
      if (attribute.name.includes(':') && !attribute.name.startsWith('xmlns:'))
        this.#check(attribute.name, attribute.nameSpan.start, issues);
      else if (attribute.name.startsWith('xmlns:') && attribute.name.indexOf(':', 6) >= 0)
        this.#check(attribute.name, attribute.nameSpan.start, issues);
    }
    if (element.selfClosing && this.#used) this.leave(element);
  }

  /** Forgets the element's declarations. */
  leave(element: ElementNode): void {
    if (!this.#used) return;
    for (const { name } of element.attributes) {
      if (!name.startsWith('xmlns:')) continue;
      const prefix = name.slice(6);
      this.#declared.set(prefix, (this.#declared.get(prefix) ?? 1) - 1);
    }
  }

  #check(name: string, start: number, issues: Issues): void {
    const colon = name.indexOf(':');
    const prefix = name.slice(0, colon);
    const end = start + name.length;
    if (prefix === '' || colon === name.length - 1 || name.includes(':', colon + 1)) {
      issues.add('namespace-prefix', start, end, `'${name}': a colon only separates a prefix from a name, once.`);
      return;
    }
    if ((this.#declared.get(prefix) ?? 0) > 0 || prefix === 'xmlns') return;
    issues.add(
      'namespace-prefix',
      start,
      start + colon,
      `The prefix '${prefix}' is declared nowhere: the file is not loaded. Add xmlns:${prefix}="…" to the root element, or drop the prefix.`,
    );
  }
}
