/** Asks for what a new sink needs, by the sink's own list of questions. Secrets come back apart, for the store. */
import * as vscode from 'vscode';
import type { AnySinkKind } from '../../delivery/contract';
import type { Question, SetUpWay } from '../../delivery/sink-settings';

/** A kind of sink and one way to set it up: an entry of the first list that a person sees. */
export interface NewSink {
  readonly kind: AnySinkKind;
  readonly way: SetUpWay;
}

export interface Answers {
  readonly settings: Readonly<Record<string, unknown>>;
  /** By the name the settings refer to. */
  readonly secrets: Readonly<Record<string, string>>;
}

export async function newSinks(): Promise<readonly NewSink[]> {
  const { sinkKinds } = await import('../../sinks');
  return sinkKinds.flatMap(kind => kind.ways.map(way => ({ kind, way })));
}

/**
 * @param id names the secrets
 * @returns undefined when the person gives up
 */
export async function askForSink({ kind, way }: NewSink, id: string): Promise<Answers | undefined> {
  const given: Record<string, unknown> = {};
  const secrets: Record<string, string> = {};
  for (const question of way.questions) {
    if (question.after !== undefined && given[question.after] === undefined) continue;
    const isSecret = kind.settings[question.setting]?.secret !== undefined;
    const answer = await ask(vscode.l10n.t(way.title), question, isSecret, it => problem(kind, question, given, it));
    if (answer === undefined) return undefined;
    if (answer === '') continue;
    given[question.setting] = valueOf(kind, question, answer);
    if (!isSecret) continue;
    const name = Object.keys(secrets).length === 0 ? id : `${id}-${question.setting}`;
    secrets[name] = answer;
  }
  const names = Object.entries(secrets);
  const settings = Object.entries(given).map(([name, value]) => {
    const secret = names.find(([, it]) => it === value && kind.settings[name]?.secret !== undefined);
    return [name, secret === undefined ? value : { secret: secret[0] }] as const;
  });
  return { settings: Object.fromEntries(settings), secrets };
}

/** What the sink's own parser says about this answer, and about nothing else. */
function problem(kind: AnySinkKind, question: Question, given: Readonly<Record<string, unknown>>, answer: string): string | undefined {
  if (answer === '') return question.optional ? undefined : vscode.l10n.t('It must not be empty.');
  const parsed = kind.configure({ ...given, [question.setting]: valueOf(kind, question, answer) });
  const about = `"${question.setting}"`;
  const parts = parsed.ok ? parsed.settings.notices : parsed.complaints;
  const found = parts.find(it => it.startsWith(about) && !it.includes(' belong together'));
  return found === undefined ? undefined : found.slice(about.length).replace(/^:? (must be )?/, '');
}

/** Answers are text; what is a number in the settings becomes one. */
function valueOf(kind: AnySinkKind, { setting }: Question, answer: string): unknown {
  return kind.settings[setting]?.schema['type'] === 'integer' && /^\d+$/.test(answer) ? Number(answer) : answer;
}

async function ask(
  title: string,
  { prompt, value = '' }: Question,
  isSecret: boolean,
  complaint: (text: string) => string | undefined,
): Promise<string | undefined> {
  const options = { title, prompt: vscode.l10n.t(prompt), value, password: isSecret, ignoreFocusOut: true };
  return (await vscode.window.showInputBox({ ...options, validateInput: it => complaint(it.trim()) }))?.trim();
}

/** Shows dots only. */
export async function askSecret(title: string, prompt: string): Promise<string | undefined> {
  const validateInput = (it: string) => (it === '' ? vscode.l10n.t('It must not be empty.') : undefined);
  return vscode.window.showInputBox({ title, prompt, password: true, ignoreFocusOut: true, validateInput });
}
