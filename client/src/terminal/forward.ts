/** `listen --forward SINKS.json`: sinks with their journal, opened and closed around one run. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import type { CapturedEvent } from '../../../server/src/wire/event';
import { Forwarder } from '../delivery/forwarder';
import { openFileOutbox } from '../delivery/outbox/file';
import { parsePlans } from '../delivery/plans';
import { redactor } from '../delivery/redact';
import { equation } from '../delivery/report';
import { isUserEvent } from '../listener/facets';
import { compileFilter } from '../listener/query';
import { sinkKinds } from '../sinks/index';
import { printable } from './event-line';
import type { TerminalIo } from './io';
import { stateFolder } from './state-folder';

export interface ForwardingOptions {
  /** `SINKS.json`, as it was given. */
  readonly file: string;
  /** Folder of the journal; default: the platform's state folder. */
  readonly stateDir: string | undefined;
  /** Whether what sinks refused in earlier runs is tried once more. */
  readonly retryRefused?: boolean;
}

/** Events go in; they leave by the sinks. */
export interface Forwarding {
  /** Resolves once the events lie in the journal: only then may they be reported. */
  accept(events: readonly CapturedEvent[]): Promise<void>;
  /** Sends what waits, for at most so many milliseconds; the rest stays in the journal. Says on stderr what became of all. */
  close(withinMs: number): Promise<void>;
}

export type OpenedForwarding = { readonly ok: true; readonly forwarding: Forwarding } | { readonly ok: false; readonly message: string };

/** Never throws: a wrong file, a missing variable or a journal in use is a line that says how to mend it. */
export async function openForwarding(
  { file, stateDir, retryRefused = false }: ForwardingOptions,
  io: TerminalIo,
): Promise<OpenedForwarding> {
  const raw = await readSinks(path.resolve(io.cwd, file), file);
  if (!raw.ok) return raw;
  const { plans, complaints, notices, secrets } = parsePlans(raw.sinks, {
    kinds: sinkKinds,
    secret: () => undefined,
    env: name => io.env[name],
    filter: compileFilter,
    isUserEvent,
    includeTests: false,
    plainSecrets: 'accept',
    dryRun: (id, { heading, body }) => log(`dry run, ${id}${heading === undefined ? '' : `, ${printable(heading)}`}: ${printable(body)}`),
  });
  const redact = redactor(secrets);
  const log = (line: string) => io.err(`${redact(line)}\n`);
  if (complaints.length > 0) return { ok: false, message: redact(`${file}: ${complaints.join(' ')}`) };
  for (const notice of notices) log(notice);
  await useProxy(io.env, log);
  const folder = stateDir === undefined ? path.join(stateFolder(process.platform, io.env), 'forwarding') : path.resolve(io.cwd, stateDir);
  const outbox = await openFileOutbox({ folder, owner: `log4net-appenders listen (process ${process.pid})`, pid: process.pid, log });
  if (!outbox.ok) return { ok: false, message: outbox.reason };
  const forwarder = new Forwarder({
    plans,
    outbox: outbox.outbox,
    ports: {
      now: Date.now,
      monotonic: () => performance.now(),
      random: Math.random,
      after: (ms, callback) => {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
      },
      uuid: randomUUID,
      listener: hostname(),
      redact,
      log,
      instance: `${hostname()}-${process.pid}`,
    },
  });
  let started: Awaited<ReturnType<Forwarder['start']>>;
  try {
    started = await forwarder.start();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, message: `The journal in ${folder} cannot be read: ${why}. Mend it, or choose another folder with --state.` };
  }
  const { resumed, orphaned, rehearsed } = started;
  if (resumed > 0) log(`forwarding: ${resumed} events of an earlier run are sent first`);
  if (orphaned > 0) log(`forwarding: ${orphaned} events in ${folder} wait for sinks that ${file} does not name; they stay there`);
  if (rehearsed > 0) log(`forwarding: ${rehearsed} events in ${folder} wait for sinks that are only tried (dryRun); they stay there`);
  if (retryRefused) {
    const again = await forwarder.retryDead((await forwarder.deadLetters()).map(it => it.deliveryId));
    log(`forwarding: ${again} refused events are tried again`);
  }
  for (const { id, label } of forwarder.states()) log(`forwarding to ${id}: ${label}`);
  return {
    ok: true,
    forwarding: {
      accept: events => forwarder.accept(events),
      async close(withinMs) {
        await forwarder.flush(withinMs);
        // What is with a sink at this moment comes to its end first: the account is the last one.
        await forwarder.close();
        const refused = (await forwarder.deadLetters()).length;
        for (const { id, ledger, lastError } of forwarder.states()) {
          const kept =
            ledger.queued > 0
              ? `; ${ledger.queued} wait in ${folder} for the next run${lastError === undefined ? '' : ` (${lastError})`}`
              : '';
          log(`${id}: ${equation(ledger)}${kept}`);
        }
        if (refused > 0)
          log(
            `forwarding: ${refused} refused events lie with their reasons in ${path.join(folder, 'dead.jsonl')}; --retry-refused has them tried again`,
          );
      },
    },
  };
}

/** Web requests go by the proxy that the environment names, as with other programs of the command line. Other sinks do not. */
async function useProxy(env: TerminalIo['env'], log: (line: string) => void): Promise<void> {
  const named = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].filter(it => (env[it] ?? '') !== '');
  if (named.length === 0) return;
  const { EnvHttpProxyAgent, setGlobalDispatcher } = await import('undici');
  try {
    const value = (...names: readonly string[]) => names.map(it => env[it]).find(it => it !== undefined && it !== '');
    const [httpProxy, httpsProxy, noProxy] = [
      value('http_proxy', 'HTTP_PROXY'),
      value('https_proxy', 'HTTPS_PROXY'),
      value('no_proxy', 'NO_PROXY'),
    ];
    setGlobalDispatcher(
      new EnvHttpProxyAgent({ ...(httpProxy && { httpProxy }), ...(httpsProxy && { httpsProxy }), ...(noProxy && { noProxy }) }),
    );
    log(`forwarding: Slack and Teams are reached by the proxy in ${named.join(', ')}; brokers and mail servers directly`);
  } catch {
    // The value may hold a password: it is not repeated.
    log(`forwarding: ${named.join(', ')} is no address of a proxy, such as http://proxy.example.com:8080; it is not used`);
  }
}

async function readSinks(
  file: string,
  given: string,
): Promise<{ readonly ok: true; readonly sinks: unknown } | { readonly ok: false; readonly message: string }> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    const sinks = typeof value === 'object' && value !== null && 'sinks' in value ? value.sinks : undefined;
    return { ok: true, sinks };
  } catch (error) {
    // A parser's message may quote the file, and with it a secret.
    const why = error instanceof SyntaxError ? 'it is not valid JSON' : ((error as NodeJS.ErrnoException).code ?? 'unknown reason');
    return {
      ok: false,
      message: `${given} cannot be read: ${why}. It must be a file such as { "sinks": [{ "id": "broker", "kind": "mqtt", "url": "mqtt://127.0.0.1:1883" }] }.`,
    };
  }
}
