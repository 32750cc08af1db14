/** Sinks out of the settings, with their secrets out of the secret store → plans, or the reason why there is none. */
import * as vscode from 'vscode';
import type { SinkPlan } from '../../delivery/forwarder';
import type { Log } from '../log';

export interface PlanOptions {
  readonly log: Log;
  readonly secrets: vscode.SecretStorage;
  readonly sinks: () => readonly Readonly<Record<string, unknown>>[];
}

export type Planned = { readonly ok: true; readonly plans: readonly SinkPlan[] } | { readonly ok: false; readonly reason: string };

/** @param wanted ids of the sinks, and whether test events were asked for */
export async function planSinks(
  { log, secrets: store, sinks: configured }: PlanOptions,
  { sinks, includeTests }: { readonly sinks: readonly string[]; readonly includeTests: boolean },
): Promise<Planned> {
  const [{ parsePlans }, { sinkKinds }, { compileFilter }, { isUserEvent }] = await Promise.all([
    import('../../delivery/plans'),
    import('../../sinks'),
    import('../../listener/query'),
    import('../../listener/facets'),
  ]);
  const wanted = configured().filter(it => sinks.includes(String(it['id'])));
  const secrets = new Map<string, string>();
  for (const name of wanted.flatMap(secretNames)) {
    const secret = await store.get(secretKey(name));
    if (secret !== undefined) secrets.set(name, secret);
  }
  log.keepSecret(secrets.values());
  const parsed = parsePlans(wanted, {
    kinds: sinkKinds,
    secret: name => secrets.get(name),
    env: name => process.env[name],
    filter: compileFilter,
    isUserEvent,
    includeTests,
    plainSecrets: 'refuse',
    dryRun: (id, { heading, body }) => log.info(`Dry run, ${id}${heading === undefined ? '' : `, ${heading}`}: ${body}`),
  });
  log.keepSecret(parsed.secrets);
  for (const notice of parsed.notices) log.warn(notice);
  if (parsed.complaints.length > 0) return { ok: false, reason: parsed.complaints.join(' ') };
  if (parsed.plans.length === 0) return { ok: false, reason: vscode.l10n.t('There is no sink to forward to. Set one up first.') };
  return { ok: true, plans: parsed.plans };
}

/** Secrets of sinks lie in the store under a prefix of their own. */
export const secretKey = (name: string): string => `forwarding.${name}`;

/** The names that a sink's settings refer to. */
export function secretNames(sink: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.values(sink).flatMap(value => {
    const name = typeof value === 'object' && value !== null && 'secret' in value ? value.secret : undefined;
    return typeof name === 'string' ? [name] : [];
  });
}
