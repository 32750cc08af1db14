/** The index of templates, and filling one in. */
import { escapeAttribute } from './input';

export interface TemplateValue {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  readonly kind: 'address' | 'host' | 'port' | 'mail-addresses' | 'text' | 'switch';
  /** The `<param name=…>` whose value it is, in every appender that has it. */
  readonly param: string;
  readonly default: string;
}

export interface Template {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly file: string;
  readonly service: string;
  readonly folder: string;
  readonly values: readonly TemplateValue[];
}

/** `templates/index.json` is ours and checked by its schema in the tests: it is taken at its word. */
export const readTemplates = (json: string): readonly Template[] =>
  (JSON.parse(json) as { readonly templates: readonly Template[] }).templates;

/**
 * Puts values in. A parameter is changed only where it has the default that the index names: a port of the mail
 * server is not the port of the receiver.
 * @param values by id
 */
export function fillTemplate(text: string, template: Template, values: ReadonlyMap<string, string>): string {
  return template.values.reduce((filled, { id, param, default: standard }) => {
    const value = values.get(id);
    if (value === undefined || value === standard) return filled;
    const written = `<param name="${param}" value="${escapeAttribute(standard)}" />`;
    return filled.replaceAll(written, `<param name="${param}" value="${escapeAttribute(value)}" />`);
  }, text);
}
