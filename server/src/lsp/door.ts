/** The door every request comes through: from its parameters to the open document, with "nothing" for what is not there. */
import type { CallHierarchyItem, CancellationToken, Connection, Position, Range } from 'vscode-languageserver';
import type { RequestName } from '../protocol';
import type { Service, Span } from '../service';
import type { ClientAbilities } from './client';
import { toRange } from './convert';
import type { Documents, Open } from './documents';
import { guarded, type Log } from './guard';

/** A handler as the connection takes it. */
type Handler<P, R> = (params: P, token?: CancellationToken) => Promise<R>;

export class Door {
  readonly connection: Connection;
  readonly documents: Documents;
  /** Both change: with the settings, and with the client that comes. */
  readonly service: () => Service;
  readonly client: () => ClientAbilities;
  readonly log: Log;

  constructor(parts: Pick<Door, 'connection' | 'documents' | 'service' | 'client' | 'log'>) {
    this.connection = parts.connection;
    this.documents = parts.documents;
    this.service = parts.service;
    this.client = parts.client;
    this.log = parts.log;
  }

  /** A handler for one open document; `nothing` where it is not open, or where we have a bug. */
  within<P extends { readonly textDocument: { readonly uri: string } }, R>(
    name: string,
    nothing: R,
    run: (open: Open, params: P) => R,
  ): Handler<P, R> {
    return (params, token) => this.#on(name, params.textDocument.uri, nothing, open => run(open, params), token);
  }

  /** The same for one place in it. */
  at<P extends { readonly textDocument: { readonly uri: string }; readonly position: Position }, R>(
    name: string,
    nothing: R,
    run: (open: Open, offset: number, params: P) => R,
  ): Handler<P, R> {
    return this.within<P, R>(name, nothing, (open, params) => run(open, open.document.offsetAt(params.position), params));
  }

  /** For an item of the call hierarchy: its name says which it is. */
  onItem<R>(name: string, { uri, selectionRange }: CallHierarchyItem, run: (open: Open, offset: number) => R[]): Promise<R[]> {
    return this.#on<R[]>(name, uri, [], open => run(open, open.document.offsetAt(selectionRange.start)));
  }

  /** One of our own requests. */
  answer<P extends { readonly uri: string }, R>(
    { method }: RequestName<P, R>,
    nothing: R,
    run: (open: Open, params: P) => R | Promise<R>,
  ): void {
    this.connection.onRequest(method, (params: P, token: CancellationToken) =>
      this.#on(method, params.uri, nothing, open => run(open, params), token),
    );
  }

  range(open: Open, span: Span): Range {
    return toRange(open.document, span);
  }

  #on<R>(name: string, uri: string, nothing: R, run: (open: Open) => R | Promise<R>, token?: CancellationToken): Promise<R> {
    return guarded<R, R>(
      name,
      this.log,
      nothing,
      () => {
        const open = this.documents.get(uri);
        return open ? run(open) : nothing;
      },
      token,
    );
  }
}
