/** Code lenses: above each appender, who uses it and what can be tried with it. */
import type { Catalogue } from '../catalogue/types';
import type { Appender, Setting } from '../model/types';
import type { Span } from '../syntax/tree';
import type { Analysed } from './analysed';

export type Lens =
  | { readonly kind: 'references'; readonly span: Span; readonly title: string; readonly offset: number; readonly uses: readonly Span[] }
  | { readonly kind: 'send-test-event'; readonly span: Span; readonly title: string; readonly appender: string }
  | { readonly kind: 'explain' | 'preview-mail' | 'catch-mail'; readonly span: Span; readonly title: string; readonly appender: string }
  | { readonly kind: 'check'; readonly span: Span; readonly title: string }
  | {
      readonly kind: 'listen';
      readonly span: Span;
      readonly title: string;
      readonly appender: string;
      readonly address: string;
      readonly port: number;
    };

/**
 * Lenses in document order. A file whose datagrams can be sent on their trip has one of its own; an appender that sends
 * datagrams can be tried, a mail looked at; any can be explained.
 */
export function codeLenses({ config, catalogue }: Analysed): readonly Lens[] {
  const lenses = config.appenders.filter(it => it.name !== '').flatMap(it => lensesOf(it, catalogue));
  const sends = lenses.some(it => it.kind === 'send-test-event');
  return config.body && sends ? [{ kind: 'check', span: config.body.startTag, title: 'Check End to End' }, ...lenses] : lenses;
}

function lensesOf(appender: Appender, catalogue: Catalogue): readonly Lens[] {
  const span = appender.element.startTag;
  const uses = appender.referencedBy.flatMap(it => (it.nameSpan ? [it.nameSpan] : []));
  const lenses: Lens[] = [{ kind: 'references', span, title: counted(appender), offset: appender.nameSpan?.start ?? span.start, uses }];
  if (appender.shadowedBy || !appender.type) return lenses;
  const explain: Lens = { kind: 'explain', span, title: 'Explain', appender: appender.name };
  if (actsAs(appender, catalogue, 'smtp-mail'))
    lenses.push(
      { kind: 'preview-mail', span, title: 'Preview Mail', appender: appender.name },
      { kind: 'catch-mail', span, title: 'Send to Local Catcher', appender: appender.name },
    );
  if (!actsAs(appender, catalogue, 'udp-datagram')) return [...lenses, explain];
  lenses.push({ kind: 'send-test-event', span, title: 'Send Test Event', appender: appender.name });
  const port = portOf(appender);
  if (port !== undefined)
    lenses.push({
      kind: 'listen',
      span,
      title: `Listen on ${port}`,
      appender: appender.name,
      address: valueOf(appender, 'remoteAddress') ?? '',
      port,
    });
  return [...lenses, explain];
}

function counted({ referencedBy, shadowedBy }: Appender): string {
  if (shadowedBy) return 'never used: an earlier appender has this name';
  // Who refers to it twice is one all the same.
  const owners = (kind: 'logger' | 'appender'): number =>
    new Set(referencedBy.flatMap(({ owner }) => (owner?.kind === kind ? [owner.element] : []))).size;
  const loggers = owners('logger');
  const appenders = owners('appender');
  const parts = [plural(loggers, 'logger'), ...(appenders > 0 ? [plural(appenders, 'appender')] : [])];
  return parts.join(', ');
}

function plural(count: number, noun: string): string {
  return count === 0 ? `no ${noun}` : count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

function actsAs({ type }: Appender, catalogue: Catalogue, behaviour: string): boolean {
  return type !== undefined && catalogue.actsAs(type, behaviour);
}

/** A port that one can listen on; absent when none is written or it is out of range. */
function portOf(appender: Appender): number | undefined {
  const text = valueOf(appender, 'remotePort')?.trim() ?? '';
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

/** The last of a name wins, in any case of letters. */
function valueOf({ settings }: Appender, name: string): string | undefined {
  const setting: Setting | undefined = settings.findLast(it => it.name.toLowerCase() === name.toLowerCase());
  return setting?.value?.text;
}
