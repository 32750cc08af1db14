/** Code actions: the fixes that findings bring along, "fix all", and rewritings that keep the meaning. */
import type { Appender, ConfiguredObject, Setting } from '../model/types';
import type { Span, XmlElement } from '../syntax/tree';
import { escapeValue, holds, type Analysed, type Edit } from './analysed';
import { behindItsComments, indentOf } from '../syntax/indentation';
import { extractAppender, styleOf, wrapInFilter } from './refactorings';

/** A finding as this feature sees it; whoever made it hands it in. */
export interface Fixable {
  readonly rule: string;
  readonly span: Span;
  readonly message: string;
  readonly fixes?: readonly {
    readonly title: string;
    readonly edits: readonly Edit[];
    readonly preferred?: true;
    readonly ask?: 'fill-placeholders';
  }[];
}

export interface CodeAction<Finding extends Fixable = Fixable> {
  readonly title: string;
  readonly kind: 'quickfix' | 'refactor.rewrite' | 'refactor.extract' | 'source.fixAll.log4net';
  readonly edits: readonly Edit[];
  /** Something the host has to ask for, in place of edits. */
  readonly ask?: 'fill-placeholders';
  readonly preferred?: true;
  /** The finding that it mends. */
  readonly finding?: Finding;
}

/** What can be done in `range`, given all findings of the document; nearest things first. */
export function codeActions<F extends Fixable>(doc: Analysed, range: Span, findings: readonly F[]): readonly CodeAction<F>[] {
  const here = findings.filter(it => it.span.start <= range.end && range.start <= it.span.end);
  return [...here.flatMap<CodeAction<F>>(fixesOf), ...fixesOfRules(here, findings), ...fixAll(findings), ...rewritings<F>(doc, range)];
}

function fixesOf<F extends Fixable>(finding: F): readonly CodeAction<F>[] {
  return (finding.fixes ?? []).map(({ title, edits, preferred, ask }) => ({
    title,
    kind: 'quickfix',
    edits,
    finding,
    ...(preferred && { preferred }),
    ...(ask && { ask }),
  }));
}

/** "Fix all of these", where a rule has more than one finding with a fix that needs no choice. */
function fixesOfRules<F extends Fixable>(here: readonly F[], all: readonly F[]): readonly CodeAction<F>[] {
  return [...new Set(here.map(it => it.rule))].flatMap(rule => {
    const same = all.filter(it => it.rule === rule && preferredEdits(it).length > 0);
    if (same.length < 2) return [];
    return [{ title: `Fix all ${same.length} findings of ${rule}`, kind: 'quickfix', edits: compatible(same.map(preferredEdits)) }];
  });
}

function fixAll<F extends Fixable>(findings: readonly F[]): readonly CodeAction<F>[] {
  const edits = compatible(findings.map(preferredEdits));
  return edits.length === 0 ? [] : [{ title: 'Fix everything that needs no choice', kind: 'source.fixAll.log4net', edits }];
}

function preferredEdits({ fixes }: Fixable): readonly Edit[] {
  return fixes?.find(it => it.preferred && it.ask === undefined)?.edits ?? [];
}

/** Whole fixes only, first come first served: one that touches what another changes waits for the next run. */
function compatible(fixes: readonly (readonly Edit[])[]): readonly Edit[] {
  const taken: Edit[] = [];
  for (const edits of fixes) {
    const clash = edits.some(edit => taken.some(it => edit.span.start <= it.span.end && it.span.start <= edit.span.end));
    if (!clash) taken.push(...edits);
  }
  return taken;
}

function rewritings<F extends Fixable>(doc: Analysed, range: Span): readonly CodeAction<F>[] {
  const { config } = doc;
  const appender = config.appenders.findLast(it => holds(it.element.span, range.start));
  const objects = [...config.appenders, ...(config.repository ? [config.repository] : [])];
  const setting = lastSettingAt(objects, range.start);
  const outside = config.dialect === 'qlik';
  return [
    ...(setting && !(outside && setting.form === 'param') ? spelling<F>(doc, [setting], 'this property') : []),
    ...(appender ? spellingOfAll<F>(doc, appender, outside) : []),
    ...(appender ? missingLogger<F>(doc, appender, range) : []),
    ...(appender ? wrapInFilter(doc, appender, range.start) : []),
    ...extractAppender(doc, range.start),
  ];
}

/** The innermost setting around the offset, of the last object that has any. */
function lastSettingAt(objects: readonly ConfiguredObject[], offset: number): Setting | undefined {
  for (const object of objects.toReversed()) {
    const setting = settingsAt(object, offset).at(-1);
    if (setting !== undefined) return setting;
  }
  return undefined;
}

/** The settings around the offset, outermost first. */
function settingsAt(object: ConfiguredObject, offset: number): readonly Setting[] {
  const setting = object.settings.find(it => holds(it.element.span, offset));
  return setting ? [setting, ...(setting.object ? settingsAt(setting.object, offset) : [])] : [];
}

function spellingOfAll<F extends Fixable>(doc: Analysed, appender: Appender, outside: boolean): readonly CodeAction<F>[] {
  const values = deepSettings(appender).filter(it => it.value !== undefined);
  const params = values.filter(it => it.form === 'param');
  const elements = values.filter(it => it.form === 'element');
  const what = appender.name === '' ? 'all of this appender' : `all of '${appender.name}'`;
  return [
    ...(elements.length > 1 ? spelling<F>(doc, elements, what) : []),
    ...(params.length > 1 && !outside ? spelling<F>(doc, params, what) : []),
  ];
}

function deepSettings(object: ConfiguredObject): readonly Setting[] {
  return object.settings.flatMap(it => [it, ...(it.object ? deepSettings(it.object) : [])]);
}

/** `<param name="file" value="…"/>` ↔ `<file value="…"/>`: the same to log4net. */
function spelling<F extends Fixable>(doc: Analysed, settings: readonly Setting[], what: string): readonly CodeAction<F>[] {
  const edits = settings.flatMap(it => respell(doc, it) ?? []);
  const [first] = settings;
  if (!first || edits.length === 0) return [];
  const to = first.form === 'param' ? 'as elements' : 'as <param>';
  return [{ title: `Write ${what} ${to}`, kind: 'refactor.rewrite', edits }];
}

function respell({ text }: Analysed, { form, element, name, nameSpan }: Setting): readonly Edit[] | undefined {
  const ends = element.endNameSpan ? [{ span: element.endNameSpan, text: form === 'param' ? name : 'param' }] : [];
  if (form === 'element') {
    // An element's own `name` attribute means nothing to log4net, but would in a param.
    if (element.attributes.some(it => it.name === 'name') || element.name !== element.localName) return undefined;
    return [{ span: nameSpan, text: `param name="${escapeValue(element.name)}"` }, ...ends];
  }
  const attribute = element.attributes.find(it => it.name === 'name');
  if (!attribute || !/^[A-Za-z_][\w.-]*$/.test(name)) return undefined;
  let start = attribute.span.start;
  while (/[ \t\r\n]/.test(text.charAt(start - 1))) start--;
  return [{ span: element.nameSpan, text: name }, { span: { start, end: attribute.span.end }, text: '' }, ...ends];
}

/** A logger for an appender that nobody refers to: without one it is never even created. */
function missingLogger<F extends Fixable>({ config, text }: Analysed, appender: Appender, range: Span): readonly CodeAction<F>[] {
  const { body } = config;
  if (!body || appender.name === '' || appender.referencedBy.length > 0 || appender.shadowedBy) return [];
  if (!holds(appender.element.startTag, range.start)) return [];
  const after = lastOf(
    [...config.appenders.map(it => it.element), ...config.loggers.map(it => it.element)].filter(it => it.parent === body),
  );
  if (!after) return [];
  const indent = indentOf(text, after);
  const { eol, step } = styleOf(text, after);
  const reference = `<appender-ref ref="${escapeValue(appender.name)}" />`;
  const end = behindItsComments(text, after.span);
  const at: Span = { start: end, end };
  const add = (open: string, close: string): string =>
    [`${eol}${indent}${open}`, `${indent}${step}${reference}`, `${indent}${close}`].join(eol);
  const root = config.loggers.find(it => it.isRoot);
  const inRoot = root?.element.endTag
    ? [
        {
          title: `Send everything to '${appender.name}' (root)`,
          kind: 'quickfix' as const,
          edits: [intoElement(text, root.element, reference, eol, step)],
        },
      ]
    : [];
  return [
    {
      title: `Add a logger that uses '${appender.name}'`,
      kind: 'quickfix',
      edits: [{ span: at, text: add('<logger name="">', '</logger>') }],
    },
    ...inRoot,
  ];
}

function intoElement(text: string, element: XmlElement, child: string, eol: string, step: string): Edit {
  const end = element.endTag?.start ?? element.span.end;
  const last = element.children.findLast(it => it.kind === 'element' || it.kind === 'comment');
  const at = last?.span.end ?? element.startTag.end;
  const indent = indentOf(text, element);
  const tail = text.slice(at, end).trim() === '' ? `${eol}${indent}` : '';
  return { span: { start: at, end: tail === '' ? at : end }, text: `${eol}${indent}${step}${child}${tail}` };
}

function lastOf(elements: readonly XmlElement[]): XmlElement | undefined {
  return [...elements].sort((a, b) => a.span.end - b.span.end).at(-1);
}
