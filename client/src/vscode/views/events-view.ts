/** The panel's host side: the webview, its feed, and the commands its buttons run. */
import * as vscode from 'vscode';
import type { CapturedEvent } from '../../../../server/src/wire/event';
import { compileFilter } from '../../listener/query';
import { Feed, type History } from '../../panel/feed';
import type { Details, PageMessage } from '../../panel/protocol';
import { readPageMessage } from '../../panel/read-message';
import { english, type Words } from '../../panel/words';
import type { App } from '../app';
import { words } from '../log';
import { type CommandId, commandId } from '../registry/commands';
import { act, deliveryOf, sourcesOf } from './event-actions';
import { headerOf } from './header';
import { panelHtml } from './panel-html';

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
      look: position => listening.store?.look(position),
      timeAt: position => listening.store?.timeAt(position) ?? 0,
    };
    this.#feed = new Feed(history, {
      post: message => void this.#view?.webview.postMessage(message),
      after: (ms, callback) => {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
      },
      soon: callback => {
        const turn = setImmediate(callback);
        return () => clearImmediate(turn);
      },
      now: () => performance.now(),
      header: () => headerOf(app),
      words: translated,
      nodes: () => listening.store?.nodes() ?? [],
      compile: compileFilter,
      about: event => about(app, event),
    });
    this.#watching = vscode.Disposable.from(
      listening.onDidReceive(() => this.#feed.changed()),
      listening.onDidChange(() => this.#feed.headerChanged()),
      listening.onDidClear(() => this.#feed.reset()),
      listening.onDidRestore(() => this.#feed.changed()),
      forwarding.onDidChange(() => this.#feed.deliveryChanged()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#feed.headerChanged()),
      vscode.workspace.onDidChangeConfiguration(() => this.#feed.headerChanged()),
    );
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.#view = view;
    // What an earlier window captured is shown as well.
    void this.#app.listening.restore().catch((error: unknown) => this.#app.log.error(String(error)));
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
        void vscode.commands.executeCommand(commandId(message.command as CommandId));
        return;
      case 'retry':
        void this.#app.forwarding.retry(message.sink);
        return;
      case 'act': {
        const event = this.#feed.eventAt(message.generation, message.row);
        if (event !== undefined) void act(event, message.action, message.field);
        return;
      }
      case 'ready':
      case 'resync':
      case 'want':
      case 'filter':
      case 'choice':
      case 'complete':
      case 'watch':
      case 'select':
        this.#feed.receive(message);
    }
  }
}

async function about(app: App, event: CapturedEvent): Promise<Omit<Details, 'event'>> {
  const delivery = deliveryOf(app, event);
  const sources = await sourcesOf(app, event).catch((error: unknown) => {
    app.log.error(words(error));
    return undefined;
  });
  return { ...(sources !== undefined && { sources }), ...(delivery.length > 0 && { delivery }) };
}

/** The page's texts in the language of the window. */
function translated(): Words {
  return Object.fromEntries(Object.entries(english).map(([key, text]) => [key, vscode.l10n.t(text)])) as unknown as Words;
}
