/** Choosing the event to explain: each one that is arrowed to is drawn at once, Enter keeps it, Escape leaves things as they were. */
import * as vscode from 'vscode';
import type { SampleChoice } from '../../../../server/src/protocol';
import type { LogEvent } from '../../../../server/src/pattern/event';
import type { CapturedEvent } from '../../../../server/src/wire/event';
import { restoreEvent } from '../../../../server/src/wire/log-event';
import type { Explaining, Subject } from './explaining';

interface EventItem extends vscode.QuickPickItem {
  readonly subject?: Subject;
  readonly edit?: true;
}

export interface PickOptions {
  readonly document: vscode.Uri;
  readonly appender?: string;
  readonly samples: readonly SampleChoice[];
  /** Newest first. */
  readonly captured: readonly CapturedEvent[];
}

/** Resolves when the list is gone; the chosen event is explained then. */
export async function pickEvent(explaining: Explaining, options: PickOptions): Promise<void> {
  const before = explaining.subject;
  const pick = vscode.window.createQuickPick<EventItem>();
  pick.title = vscode.l10n.t('Explain This Event');
  pick.placeholder = vscode.l10n.t('Which event? Arrow keys show each one in the editor.');
  pick.matchOnDescription = true;
  pick.items = itemsOf(options, before);
  const chosen = await new Promise<EventItem | undefined>(resolve => {
    pick.onDidChangeActive(([active]) => {
      if (active?.subject) explaining.show(active.subject);
    });
    pick.onDidAccept(() => resolve(pick.activeItems[0]));
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  });
  pick.dispose();
  if (chosen === undefined) {
    if (before) explaining.show(before);
    else explaining.stop();
    return;
  }
  const subject = chosen.subject ?? before ?? itemsOf(options, undefined).find(it => it.subject)?.subject;
  if (subject === undefined) return;
  await explaining.start(subject);
  if (chosen.edit) await explaining.edit();
}

function itemsOf({ document, appender, samples, captured }: PickOptions, before: Subject | undefined): readonly EventItem[] {
  const subject = (title: string, event: unknown): Subject => ({
    document,
    title,
    event: `${JSON.stringify(event, undefined, 2)}\n`,
    ...(appender !== undefined && { appender }),
  });
  const items: EventItem[] = [];
  if (before?.document.toString() === document.toString()) {
    items.push(separator(vscode.l10n.t('Explained now')));
    items.push({
      label: before.title,
      description: vscode.l10n.t('as it was edited'),
      subject: { ...before, ...(appender !== undefined && { appender }) },
    });
  }
  let group: string | undefined;
  const titled = (name: string): void => {
    if (name !== group) items.push(separator(name));
    group = name;
  };
  const add = ({ title, event }: SampleChoice): void =>
    void items.push({ label: title, description: describe(event), subject: subject(title, event) });
  for (const it of samples.filter(each => each.group === 'here')) {
    titled(vscode.l10n.t('Loggers of this file'));
    add(it);
  }
  for (const it of captured) {
    titled(vscode.l10n.t('Captured'));
    const { event, machine } = restoreEvent(it);
    const title = it.type?.replaceAll('-', ' ') ?? it.message ?? vscode.l10n.t('Captured event');
    items.push({ label: title, description: describe(event), subject: subject(title, { ...event, machine }) });
  }
  items.push(separator(vscode.l10n.t('Your own')));
  items.push({
    label: `$(edit) ${vscode.l10n.t('Edit the Event…')}`,
    description: vscode.l10n.t('as JSON, beside'),
    edit: true,
    alwaysShow: true,
  });
  for (const it of samples.filter(each => each.group !== 'here')) {
    titled(it.group);
    add(it);
  }
  return items;
}

function describe({ logger, level, message }: LogEvent): string {
  const text = (message ?? '').replace(/\s+/g, ' ');
  return [level, text.length > 70 ? `${text.slice(0, 69)}…` : text, logger].filter(it => it !== '').join(' · ');
}

function separator(label: string): EventItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
