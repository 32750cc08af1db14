/** New Configuration…: a complete, valid file from a template, with the values it asks for. */
import * as vscode from 'vscode';
import type { LanguageApp } from '../app';
import { log4netLanguage } from '../registry/contributes';
import { answerProblem, canSwitchOn, fillTemplate, readTemplates, type Template, type TemplateValue } from './templates';

export async function newConfiguration({ context }: LanguageApp): Promise<void> {
  const folder = vscode.Uri.joinPath(context.extensionUri, 'templates');
  const templates = readTemplates(await readText(vscode.Uri.joinPath(folder, 'index.json')));
  const template = await chooseTemplate(templates);
  if (template === undefined) return;
  const values = await askValues(template);
  if (values === undefined) return;
  const text = fillTemplate(await readText(vscode.Uri.joinPath(folder, template.file)), template, values);
  const place = await choosePlace(template);
  if (place === undefined) return;
  const document = place === 'untitled' ? await untitled(text) : await written(place, text);
  if (document !== undefined) await vscode.window.showTextDocument(document);
}

async function chooseTemplate(templates: readonly Template[]): Promise<Template | undefined> {
  const services = [...new Set(templates.map(it => it.service))];
  const items = services.flatMap(service => [
    { label: service, kind: vscode.QuickPickItemKind.Separator, template: undefined },
    ...templates.filter(it => it.service === service).map(template => ({ label: template.title, detail: template.description, template })),
  ]);
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('New log4net configuration'),
    placeHolder: vscode.l10n.t('What do you want to hear about?'),
    matchOnDetail: true,
  });
  return picked?.template;
}

/** By id of the value; undefined when the person gave up. */
async function askValues(template: Template): Promise<ReadonlyMap<string, string> | undefined> {
  const { title, values } = template;
  const answers = new Map<string, string>();
  for (const [at, value] of values.entries()) {
    if (value.kind === 'switch' && !canSwitchOn(template, answers)) continue;
    const answer = await (value.kind === 'switch' ? askSwitch(value, title) : askText(value, title, at + 1, values.length));
    if (answer === undefined) return undefined;
    answers.set(value.id, answer);
  }
  return answers;
}

async function askText(value: TemplateValue, title: string, step: number, totalSteps: number): Promise<string | undefined> {
  const answer = await vscode.window.showInputBox({
    title: `${title} (${step}/${totalSteps})`,
    prompt: `${value.title}. ${value.hint}`,
    value: value.default,
    validateInput: text => answerProblem(value, text),
    ignoreFocusOut: true,
  });
  return answer?.trim();
}

/** A switch is written as the level that lets everything or nothing through. */
async function askSwitch(value: TemplateValue, title: string): Promise<string | undefined> {
  const off = { label: vscode.l10n.t('Not yet'), detail: value.hint, answer: value.default };
  const on = { label: vscode.l10n.t('Switch it on'), detail: value.title, answer: 'ALL' };
  return (await vscode.window.showQuickPick([off, on], { title, placeHolder: value.title, ignoreFocusOut: true }))?.answer;
}

type Place = vscode.Uri | 'untitled';

async function choosePlace({ folder, service }: Template): Promise<Place | undefined> {
  const fileName = 'LocalLogConfig.xml';
  const folders = vscode.workspace.workspaceFolders ?? [];
  const items: { readonly label: string; readonly description?: string; readonly detail?: string; readonly place: Place | 'choose' }[] = [
    ...folders.map(it => ({
      label: `$(new-file) ${folder}/${fileName}`,
      description: it.name,
      detail: vscode.l10n.t('As it lies on the server: the folder of the {0} service', service),
      place: vscode.Uri.joinPath(it.uri, folder, fileName),
    })),
    { label: `$(folder-opened) ${vscode.l10n.t('In another folder…')}`, place: 'choose' },
    { label: `$(edit) ${vscode.l10n.t('Untitled, to be saved later')}`, place: 'untitled' },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Where to?'), ignoreFocusOut: true });
  if (picked?.place !== 'choose') return picked?.place;
  const [chosen] =
    (await vscode.window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false, openLabel: vscode.l10n.t('Create Here') })) ?? [];
  return chosen && vscode.Uri.joinPath(chosen, fileName);
}

const untitled = (content: string): Thenable<vscode.TextDocument> =>
  vscode.workspace.openTextDocument({ language: log4netLanguage.id, content });

/** Never overwrites without a word: a configuration that is there is in force on a server. */
async function written(uri: vscode.Uri, text: string): Promise<vscode.TextDocument | undefined> {
  const exists = await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  if (exists) {
    const replace = vscode.l10n.t('Replace');
    const beside = vscode.l10n.t('Open as Untitled');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('{0} exists already.', vscode.workspace.asRelativePath(uri)),
      { modal: true, detail: vscode.l10n.t('Replacing it throws away what is in it.') },
      beside,
      replace,
    );
    if (answer === undefined) return undefined;
    if (answer === beside) return untitled(text);
  }
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return vscode.workspace.openTextDocument(uri);
}

const readText = async (uri: vscode.Uri): Promise<string> => new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
