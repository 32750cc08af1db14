/** The panel's host side: the webview, its feed, and the commands its buttons run. */
import * as vscode from 'vscode';
import type { SinkState } from '../../delivery/contract';
import { compileFilter } from '../../listener/query';
import { Feed, type History } from '../../panel/feed';
import { readPageMessage, type Header, type PageMessage, type SinkLine } from '../../panel/protocol';
import { english, type Words } from '../../panel/words';
import type { App } from '../app';
import { receiverTitle } from '../receiver-title';
import { socketsForbidden } from '../commands/trust';
import { commandId } from '../registry/commands';
import { readSettings } from '../settings';
import { panelHtml } from './panel-html';
import { clockTime } from './status-bar';

export class EventsView implements vscode.WebviewViewProvider, vscode.Disposable {
  readonly #app: App;
  readonly #feed: Feed;
  readonly #watching: vscode.Disposable;
  #view: vscode.WebviewView | undefined;

  constructor(app: App) {
    this.#app = app;
    const { listening, forwarding } = app;
    // Before the first start there is nothing; the positions of the store begin at the same place.
    const history: History = {
      get first() {
        return listening.store?.first ?? 0;
      },
      get end() {
        return listening.store?.end ?? 0;
      },
      at: position => listening.store?.at(position),
    };
    this.#feed = new Feed(history, {
      post: message => void this.#view?.webview.postMessage(message),
      after: (ms, callback) => {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
      },
      header: () => this.#header(),
      words: translated,
      compile: compileFilter,
    });
    this.#watching = vscode.Disposable.from(
      listening.onDidReceive(() => this.#feed.changed()),
      listening.onDidChange(() => this.#feed.headerChanged()),
      listening.onDidClear(() => this.#feed.reset()),
      forwarding.onDidChange(() => this.#feed.headerChanged()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#feed.headerChanged()),
      vscode.workspace.onDidChangeConfiguration(() => this.#feed.headerChanged()),
    );
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.#view = view;
    const { webview } = view;
    const dist = vscode.Uri.joinPath(this.#app.context.extensionUri, 'dist');
    webview.options = { enableScripts: true, localResourceRoots: [dist] };
    webview.onDidReceiveMessage((raw: unknown) => {
      const message = readPageMessage(raw);
      if (message !== undefined) this.#receive(message);
    });
    view.onDidDispose(() => {
      this.#view = undefined;
      this.#feed.hide();
    });
    view.onDidChangeVisibility(() => {
      // Hidden pages are thrown away; the next one says `ready`.
      if (!view.visible) this.#feed.hide();
    });
    webview.html = panelHtml({
      cspSource: webview.cspSource,
      nonce: crypto.randomUUID().replaceAll('-', ''),
      script: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'panel.js')).toString(),
      style: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'panel.css')).toString(),
      title: 'log4net',
    });
  }

  dispose(): void {
    this.#watching.dispose();
    this.#feed.hide();
  }

  #receive(message: PageMessage): void {
    switch (message.type) {
      case 'command':
        void vscode.commands.executeCommand(commandId(message.command));
        return;
      case 'retry':
        void this.#app.forwarding.retry(message.sink);
        return;
      case 'copy': {
        const event = this.#feed.eventAt(message.generation, message.row);
        if (event === undefined) return;
        void vscode.env.clipboard.writeText(message.as === 'json' ? JSON.stringify(event, undefined, 2) : event.text);
        return;
      }
      case 'ready':
      case 'resync':
      case 'want':
      case 'filter':
      case 'select':
        this.#feed.receive(message);
    }
  }

  #header(): Header {
    const { listening, forwarding } = this.#app;
    const { received, lost } = listening.counts;
    const { store, lastAt } = listening;
    const unavailable = socketsForbidden();
    const { receiver } = readSettings().settings;
    const state = forwarding.state;
    const { problem } = forwarding;
    return {
      listening: listening.places,
      host: listening.host,
      ...(unavailable !== undefined && { unavailable }),
      receiver: receiver === 'auto' ? 'auto' : receiverTitle(receiver),
      received,
      lost,
      held: store === undefined ? 0 : store.end - store.first,
      ...(lastAt !== undefined && { lastAt }),
      forwarding: {
        on: state !== undefined,
        label: state === undefined ? vscode.l10n.t('off') : `${state.label} · ${vscode.l10n.t('until {0}', clockTime(state.until))}`,
        ...(problem !== undefined && { problem }),
        ...(state !== undefined && { sinks: state.sinks.map(it => sinkLine(it, forwarding.refused(it.id))) }),
      },
    };
  }
}

function sinkLine({ id, label, status, ledger, lastError, lastDeliveredAt }: SinkState, refused: number): SinkLine {
  return {
    ...{ id, label, status, counts: ledger, refused },
    ...(lastError !== undefined && { lastError }),
    ...(lastDeliveredAt !== undefined && { lastDeliveredAt }),
  };
}

/** The page's texts in the language of the window. */
function translated(): Words {
  return Object.fromEntries(Object.entries(english).map(([key, text]) => [key, vscode.l10n.t(text)])) as unknown as Words;
}
