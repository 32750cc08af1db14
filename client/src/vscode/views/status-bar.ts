/** The status bar: ports and rate while there is a log4net file or a listener; forwarding with its end while it is on. */
import * as vscode from 'vscode';
import type { Forwarding, ForwardingState } from '../forwarding/forwarding';
import { isLog4net } from '../language/documents';
import type { Listening } from '../listening/listening';
import { commandId, panelViewId } from '../registry/commands';
import { RateMeter } from './rate';

export function statusBar(listening: Listening, forwarding: Forwarding): vscode.Disposable {
  const ports = vscode.window.createStatusBarItem('log4netAppenders.listener', vscode.StatusBarAlignment.Left, 30);
  const sink = vscode.window.createStatusBarItem('log4netAppenders.forwarding', vscode.StatusBarAlignment.Left, 29);
  ports.name = vscode.l10n.t('log4net Test Listener');
  sink.name = vscode.l10n.t('log4net Forwarding');
  const rate = new RateMeter();

  const show = (): void => {
    showListener(ports, listening, rate.perMinute(Date.now()));
    showForwarding(sink, forwarding);
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Events come in thousands; a number that changes twice a second is read as well. */
  const later = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      show();
      // The rate falls without anything happening.
      if (rate.perMinute(Date.now()) > 0) later();
    }, 500);
  };
  show();
  return vscode.Disposable.from(
    ports,
    sink,
    listening.onDidChange(show),
    listening.onDidReceive(events => {
      rate.count(events.length, Date.now());
      later();
    }),
    forwarding.onDidChange(later),
    vscode.window.onDidChangeActiveTextEditor(show),
    vscode.workspace.onDidOpenTextDocument(show),
    new vscode.Disposable(() => clearTimeout(timer)),
  );
}

interface Heard {
  readonly places: Listening['places'];
  readonly counts: Listening['counts'];
  readonly refusedSenders: ReturnType<Listening['refusedSenders']>;
}

function tooltipOf({ places, counts, refusedSenders }: Heard): string {
  const { refused, missing = 0 } = counts;
  const lines = places.map(placeLine);
  if (places.some(it => it.open)) lines.push(vscode.l10n.t('Other computers can send to this listener.'));
  if (refused > 0) {
    const who = refusedSenders.slice(0, 3).map(it => it.address);
    lines.push(vscode.l10n.t('{0} refused, because their sender is not allowed: {1}', refused, who.join(', ')));
  }
  if (missing > 0) lines.push(vscode.l10n.t('{0} numbered rows did not come', missing));
  return lines.join('\n');
}

function placeLine({ address, port, protocol, receiveBuffer, isCut }: Heard['places'][number]): string {
  if (protocol === 'smtp') return vscode.l10n.t('Catching mails on {0}, port {1}', address, port);
  if (isCut === true) return vscode.l10n.t('No connection to {0}, port {1} (MQTT); it is tried again', address, port);
  if (protocol === 'mqtt') return vscode.l10n.t('Subscribed at {0}, port {1} (MQTT)', address, port);
  const where = vscode.l10n.t('Listening on {0}, port {1} (UDP)', address, port);
  if (receiveBuffer === undefined) return where;
  return `${where}, ${vscode.l10n.t('receive buffer {0} KB', Math.round(receiveBuffer / 1024))}`;
}

/** Sockets, then the mail catcher, then brokers: each kind behind its icon. */
function portsWords(places: Heard['places']): string {
  const kinds = [
    { icon: '$(radio-tower)', protocol: undefined },
    { icon: '$(mail)', protocol: 'smtp' },
    { icon: '$(broadcast)', protocol: 'mqtt' },
  ] as const;
  return kinds
    .flatMap(({ icon, protocol }) => {
      const ports = places.filter(it => it.protocol === protocol).map(it => it.port);
      return ports.length === 0 ? [] : [`${icon} ${ports.join(', ')}`];
    })
    .join(' ');
}

function showListener(item: vscode.StatusBarItem, listening: Listening, perMinute: number): void {
  const { places } = listening;
  if (places.length > 0) {
    const isOpen = places.some(it => it.open);
    item.text = `${portsWords(places)}${perMinute > 0 ? ` · ${perMinute}/min` : ''}`;
    item.tooltip = tooltipOf({ places, counts: listening.counts, refusedSenders: listening.refusedSenders() });
    item.backgroundColor = isOpen ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    item.command = `${panelViewId}.focus`;
    item.show();
    return;
  }
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || !isLog4net(document)) {
    item.hide();
    return;
  }
  item.text = `$(circle-slash) ${vscode.l10n.t('log4net: not listening')}`;
  item.tooltip = vscode.l10n.t('Start Test Listener');
  item.backgroundColor = undefined;
  item.command = commandId('startTestListener');
  item.show();
}

function showForwarding(item: vscode.StatusBarItem, { state, problem }: Forwarding): void {
  if (state === undefined) {
    item.hide();
    return;
  }
  item.text = `${problem === undefined ? '⇢' : '$(warning) ⇢'} ${forwardingTitle(state)}`;
  item.tooltip = [
    problem,
    vscode.l10n.t('Captured events are being forwarded. Click to pause all.'),
    vscode.l10n.t('It stops when this window closes; for permanent alerts use Butler.'),
  ]
    .filter(it => it !== undefined)
    .join('\n');
  item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  item.command = commandId('pauseAllForwarding');
  item.show();
}

/** `Slack #qlik-test · until 17:00`; several sinks share an end where they have the same. */
export function forwardingTitle({ on }: ForwardingState): string {
  const ends = [...new Set(on.map(it => clockTime(it.until)))];
  return ends
    .map(end => {
      const labels = on.filter(it => clockTime(it.until) === end).map(it => it.label);
      return `${labels.join(', ')} · ${vscode.l10n.t('until {0}', end)}`;
    })
    .join('; ');
}

/** `17:00`. */
export const clockTime = (time: Date): string => `${two(time.getHours())}:${two(time.getMinutes())}`;

const two = (n: number): string => String(n).padStart(2, '0');
