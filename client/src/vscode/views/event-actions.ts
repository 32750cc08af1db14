/** What the panel does with one event: copies of it, its explanation, what became of it. */
import * as vscode from 'vscode';
import type { CapturedEvent } from '../../../../server/src/wire/event';
import { formats } from '../../../../server/src/wire/receivers';
import type { DeliveryState } from '../../delivery/traces';
import type { DeliveryLine, Details, EventAction } from '../../panel/protocol';
import type { App } from '../app';
import { openConfigurationFor } from '../listening/sources';

/** Each is a command of its own, so that the row's context menu has it as well. */
const commandOf: Readonly<Record<EventAction, string>> = {
  copyText: 'copyEventText',
  copyJson: 'copyEventJson',
  copyCase: 'copyTestCase',
  explain: 'explainEvent',
  replay: 'replayEvents',
  goToConfiguration: 'goToConfiguration',
};

/** @param field the field of the event that it is about, if it is about one */
export async function act(event: CapturedEvent, action: EventAction, field?: string): Promise<void> {
  const about = { captured: event.id, ids: [event.id], ...(field !== undefined && { field }) };
  await vscode.commands.executeCommand(`log4netAppenders.${commandOf[action]}`, about);
}

/** Where the fields come from: the line of the configuration, or else what the contract says stands in the pattern. */
export async function sourcesOf(app: App, event: CapturedEvent): Promise<Details['sources']> {
  const found = await openConfigurationFor(app, event);
  if (found === undefined) return contractSources(event);
  const { document, sources } = found;
  const file = vscode.workspace.asRelativePath(document.uri, false);
  return Object.fromEntries(
    Object.entries(sources.fields).map(([name, { part, start }]) => [name, { part, file, line: document.positionAt(start).line + 1 }]),
  );
}

function contractSources({ type, fields }: CapturedEvent): Details['sources'] {
  const names = Object.keys(fields);
  const format = formats.find(it => it.type === type && names.every(name => it.fields.some(field => field.name === name)));
  return format && Object.fromEntries(format.fields.map(({ name, source }) => [name, { part: source }]));
}

/** What became of an event, sink by sink. */
export function deliveryOf({ forwarding }: App, event: CapturedEvent): readonly DeliveryLine[] {
  return forwarding.tracesOf(event.id).map(({ label, state, reason }) => ({
    label,
    state: reason === undefined ? stateWords(state) : `${stateWords(state)}: ${reason}`,
    isBad: state === 'rejected' || state === 'dropped',
  }));
}

function stateWords(state: DeliveryState): string {
  switch (state) {
    case 'queued':
      return vscode.l10n.t('waiting');
    case 'delivered':
      return vscode.l10n.t('delivered');
    case 'held':
      return vscode.l10n.t('held back');
    case 'rejected':
      return vscode.l10n.t('refused');
    case 'dropped':
      return vscode.l10n.t('given up');
    case 'filtered':
      return vscode.l10n.t('not for this sink');
  }
}
