/** Attributes that a tag has twice, which no conforming reader takes. */
import { isBlank } from './characters';
import * as complain from './complaints';
import type { Issues } from './issues';
import type { AttributeNode, ElementNode } from './nodes';

export function checkDuplicates(element: ElementNode, text: string, issues: Issues): void {
  const { attributes } = element;
  const seen = attributes.length > 12 ? new Map<string, AttributeNode>() : undefined;
  for (let index = 0; index < attributes.length; index++) {
    const attribute = attributes[index];
    if (attribute === undefined || attribute.name === '') continue;
    const first = seen === undefined ? firstOf(attributes, attribute.name, index) : seen.get(attribute.name);
    if (first === undefined) {
      seen?.set(attribute.name, attribute);
      continue;
    }
    const { start, end } = attribute.span;
    let from = start;
    while (isBlank(text.charCodeAt(from - 1))) from--;
    issues.add(complain.duplicateAttribute(placed(attribute), placed(first), element.name, { start: from, end }));
  }
}

function firstOf(attributes: readonly AttributeNode[], name: string, before: number): AttributeNode | undefined {
  for (let index = 0; index < before; index++) {
    const attribute = attributes[index];
    if (attribute?.name === name) return attribute;
  }
  return undefined;
}

function placed({ name, nameSpan }: AttributeNode): complain.Placed {
  return { name, ...nameSpan };
}
