/** A `<log4net>` section in an application's file: .NET has to know of it before log4net gets to see it. */
import { isApplicationFile } from '../model/application-file';
import { attributeOf, childElements } from '../model/element';
import type { XmlDocument, XmlElement } from '../syntax/tree';
import { indentStep } from '../syntax/indentation';
import { indentOf, insertedBefore, lineBreak, removal, replacedValue } from './edits';
import type { Finding, Rule, RuleContext } from './rule';

const handler = 'log4net.Config.Log4NetConfigurationSectionHandler';
const declaration = `<section name="log4net" type="${handler}, log4net" />`;

const undeclared: Rule = {
  id: 'structure/section-undeclared',
  wholeFile: true,
  severity: 'warning',
  why: 'An application’s file is read by .NET first. A section that <configSections> does not declare makes it refuse the whole file: log4net gets nothing, and most programs do not start.',
  *check(context): Generator<Finding> {
    const found = sectionIn(context);
    if (found === undefined || declarationIn(found.root) !== undefined) return;
    const { root, section } = found;
    const { text } = context.config.document;
    // A program of .NET Core may hand the file to log4net itself: then nobody else reads it, and nothing else stands in it.
    const isAlone = childElements(root).every(it => it === section);
    const unless = /^web\./i.test(context.path[0] ?? '')
      ? ', unless a web.config above this folder declares it'
      : isAlone
        ? ', unless the program itself hands it to log4net'
        : undefined;
    yield {
      span: section.nameSpan,
      message: `<log4net> is not declared in <configSections>: .NET refuses the whole file ("Unrecognized configuration section log4net")${unless ?? ''}. Declare it there.`,
      fixes: [{ title: 'Declare the section', edits: [declared(text, root)], preferred: true }],
      ...(unless !== undefined && { severity: 'information' }),
    };
  },
};

const late: Rule = {
  id: 'structure/section-order',
  wholeFile: true,
  severity: 'warning',
  why: 'In an application’s file <configSections> has to be the first element. Anywhere else it makes .NET refuse the whole file.',
  *check(context): Generator<Finding> {
    const root = sectionIn(context)?.root;
    const [first, ...others] = root === undefined ? [] : childElements(root);
    const sections = others.find(it => it.localName === 'configSections');
    if (first === undefined || sections === undefined || first.localName === 'configSections') return;
    const { text } = context.config.document;
    const { start, end } = sections.span;
    yield {
      span: sections.nameSpan,
      message: `<configSections> has to be the first element in <configuration>: .NET refuses the whole file. Move it in front of <${first.name}>.`,
      fixes: [
        {
          title: 'Move <configSections> to the front',
          edits: [insertedBefore(text, first, text.slice(start, end)), removal(text, sections)],
          preferred: true,
        },
      ],
    };
  },
};

const otherHandler: Rule = {
  id: 'structure/section-handler',
  wholeFile: true,
  severity: 'warning',
  why: 'log4net gets the section of an application’s file as XML from its own handler, or none at all: from another handler it gets something it cannot use. IgnoreSectionHandler is for programs that load the file themselves.',
  *check(context): Generator<Finding> {
    const found = sectionIn(context);
    const type = found && declarationIn(found.root)?.attributes.find(it => it.name === 'type');
    if (type?.valueSpan === undefined) return;
    const says = complaintAbout(type.value ?? '');
    if (says === undefined) return;
    yield {
      span: type.valueSpan,
      message: `${says} Write "${handler}, log4net".`,
      fixes: [replacedValue("Use log4net's handler", context.config.document.text, type.valueSpan, `${handler}, log4net`, true)],
    };
  },
};

/** Undefined where the handler works, or is somebody's own. */
function complaintAbout(type: string): string | undefined {
  const [name = '', assembly] = type.split(',').map(it => it.trim());
  if (name === handler) {
    if (assembly === undefined || assembly === '')
      return `Without an assembly .NET looks for '${handler}' among its own classes, does not find it and refuses the section.`;
    return assembly.toLowerCase() === 'log4net'
      ? undefined
      : `'${assembly}' is not the assembly of this handler: .NET does not find it there.`;
  }
  if (name === 'System.Configuration.IgnoreSectionHandler') return undefined;
  if (/log4net/i.test(name)) return `There is no handler '${name}': .NET refuses the section when log4net asks for it.`;
  if (name.startsWith('System.Configuration.')) return `'${name}' does not hand on XML: log4net reports an error and configures nothing.`;
  return undefined;
}

/** The section right below the root of an application's file that is no transform of another one. */
function sectionIn({ config, path }: RuleContext): { readonly root: XmlElement; readonly section: XmlElement } | undefined {
  if (!isApplicationFile(path[0] ?? '')) return undefined;
  const root = rootOf(config.document);
  const section = root && childElements(root).find(it => it.localName === 'log4net');
  if (root === undefined || section === undefined || isTransform(root)) return undefined;
  return { root, section };
}

const rootOf = ({ roots }: XmlDocument): XmlElement | undefined => roots.find(it => it.localName === 'configuration');

const isTransform = (root: XmlElement): boolean =>
  root.attributes.some(it => it.value === 'http://schemas.microsoft.com/XML-Document-Transform');

function declarationIn(root: XmlElement): XmlElement | undefined {
  return childElements(root)
    .filter(it => it.localName === 'configSections')
    .flatMap(childElements)
    .find(it => it.localName === 'section' && attributeOf(it, 'name')?.value === 'log4net');
}

function declared(text: string, root: XmlElement): ReturnType<typeof insertedBefore> {
  const sections = childElements(root).find(it => it.localName === 'configSections');
  const [firstIn] = sections === undefined ? [] : childElements(sections);
  if (firstIn !== undefined) return insertedBefore(text, firstIn, declaration);
  if (sections !== undefined) return { span: sections.span, text: group(text, sections) };
  const [first] = childElements(root);
  return first === undefined ? { span: { start: 0, end: 0 }, text: '' } : insertedBefore(text, first, group(text, first));
}

/** `<configSections>` with the declaration, indented for where this element stands. */
function group(text: string, at: XmlElement): string {
  const indent = indentOf(text, at.span.start);
  const step = indentStep(text, at);
  const end = lineBreak(text) + indent;
  return `<configSections>${end}${step}${declaration}${end}</configSections>`;
}

export const applicationRules: readonly Rule[] = [undeclared, late, otherHandler];
