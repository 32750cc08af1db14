/** The index of templates, and filling one in. */
import { addressProblem, escapeAttribute, mailProblem, portProblem, senderProblem } from './input';

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

/** What is wrong with an answer, as a sentence; undefined for one that can be written. */
export function answerProblem({ kind, param }: TemplateValue, answer: string): string | undefined {
  switch (kind) {
    case 'address':
    case 'host':
      return addressProblem(answer);
    case 'port':
      return portProblem(answer);
    case 'mail-addresses':
      return param === 'from' ? senderProblem(answer) : mailProblem(answer);
    case 'text':
    case 'switch':
      return undefined;
  }
}

/** Whether a switch may be offered: mail to the addresses of an example reaches nobody, or somebody else. */
export const canSwitchOn = ({ values }: Template, answers: ReadonlyMap<string, string>): boolean =>
  values.every(it => it.kind !== 'mail-addresses' || answers.get(it.id) !== it.default);

/** `templates/index.json` is ours and checked by its schema in the tests: it is taken at its word. */
export const readTemplates = (json: string): readonly Template[] =>
  (JSON.parse(json) as { readonly templates: readonly Template[] }).templates;

/**
 * Puts values in. A parameter is changed only where it has the default that the index names: a port of the mail
 * server is not the port of the receiver.
 * @param values by id
 */
export function fillTemplate(text: string, template: Template, values: ReadonlyMap<string, string>): string {
  return template.values.reduce((filled, { id, kind, param, default: standard }) => {
    const answer = values.get(id);
    // People part addresses by semicolons, as their mail program does; .NET wants commas.
    const value =
      kind === 'mail-addresses'
        ? answer
            ?.split(/[;,]/)
            .map(it => it.trim())
            .filter(it => it !== '')
            .join(',')
        : answer;
    if (value === undefined || value === standard) return filled;
    const written = `<param name="${param}" value="${escapeAttribute(standard)}" />`;
    return filled.replaceAll(written, `<param name="${param}" value="${escapeAttribute(value)}" />`);
  }, text);
}
