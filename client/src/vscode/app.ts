/** What commands and views share. */
import type * as vscode from 'vscode';
import type { Explaining } from './explain/explaining';
import type { View } from './explain/view';
import type { MailPreview } from './explain/mail-preview';
import type { Forwarding } from './forwarding/forwarding';
import type { Language } from './language/client';
import type { Copies } from './listening/copies';
import type { Listening } from './listening/listening';
import type { Log } from './log';
import type { CommandId } from './registry/commands';
import type { SchemaCheck } from './schema/schema-check';

/** The language part: what a browser has as well. */
export interface LanguageApp {
  readonly context: vscode.ExtensionContext;
  readonly log: Log;
  readonly language: Language;
  readonly explaining: Explaining;
  /** Readable documents beside a configuration. */
  readonly views: View;
  readonly mailPreview: MailPreview;
  readonly schemaCheck: SchemaCheck;
}

/** The whole: where there is a computer to listen on. */
export interface App extends LanguageApp {
  readonly listening: Listening;
  /** Temporary appenders that send a copy here. */
  readonly copies: Copies;
  readonly forwarding: Forwarding;
}

/** Runs a command. `args` is what a code lens, the page or a keybinding handed over: of any shape. */
export type Handler<A> = (app: A, args: unknown) => void | Promise<void>;

export type Handlers<A> = Readonly<Partial<Record<CommandId, Handler<A>>>>;
