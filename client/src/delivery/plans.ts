/** `SINKS.json` and `forwarding.sinks` → plans: parsed once, at the door, totally. */
import type { CapturedEvent } from '../../../server/src/wire/event';
import type { AnySinkKind, ConfiguredSink, Preview, Rate } from './contract';
import type { SinkPlan } from './forwarder';
import { commonSettings, type SinkSetting } from './sink-settings';

export interface PlanPorts {
  readonly kinds: readonly AnySinkKind[];
  /** The value behind `{ "secret": "NAME" }`; undefined when the store has none. */
  secret(name: string): string | undefined;
  /** The value behind `{ "env": "NAME" }`; undefined when it is not set. */
  env(name: string): string | undefined;
  /** Compiles a filter of the panel's language, or says what is wrong with it. */
  filter(
    text: string,
  ): { readonly ok: true; readonly matches: (event: CapturedEvent) => boolean } | { readonly ok: false; readonly complaint: string };
  isUserEvent(event: CapturedEvent): boolean;
  /** Whether test, replayed and imported events were asked for. */
  readonly includeTests: boolean;
  /** Whether secrets may stand in the settings as they are. The editor's settings are synchronised and shown: there they may not. */
  readonly plainSecrets: 'accept' | 'refuse';
  /** Told what a dry run would have sent. */
  dryRun(id: string, preview: Preview): void;
}

export interface ParsedPlans {
  readonly plans: readonly SinkPlan[];
  /** Sentences that name the sink, the setting and the way out. A sink with a complaint is not among the plans. */
  readonly complaints: readonly string[];
  /** What a person should know although the sinks work. */
  readonly notices: readonly string[];
  /** Every secret that was resolved or stood there, for masking. */
  readonly secrets: readonly string[];
}

/** @param raw the list of sinks: any JSON value. */
export function parsePlans(raw: unknown, ports: PlanPorts): ParsedPlans {
  if (!Array.isArray(raw))
    return { plans: [], complaints: ['"sinks" must be a list of sinks, each with "id" and "kind".'], notices: [], secrets: [] };
  const plans: SinkPlan[] = [];
  const complaints: string[] = [];
  const notices: string[] = raw.length === 0 ? ['"sinks" names no sink: nothing is forwarded.'] : [];
  const secrets: string[] = [];
  raw.forEach((entry: unknown, at) => {
    const parsed = parseOne(entry, at, ports, secrets);
    complaints.push(...parsed.complaints);
    const { plan } = parsed;
    if (plan === undefined || parsed.complaints.length > 0) return;
    if (plans.some(it => it.id === plan.id))
      complaints.push(`Two sinks have the id '${plan.id}'. Give each its own; the second one is not used.`);
    else {
      plans.push(plan);
      notices.push(...[...parsed.notices, ...plan.sink.notices].map(text => `Sink '${plan.id}': ${text}`));
    }
  });
  return { plans, complaints, notices, secrets };
}

interface ParsedOne {
  readonly plan?: SinkPlan;
  readonly complaints: readonly string[];
  readonly notices: readonly string[];
}

function parseOne(entry: unknown, at: number, ports: PlanPorts, secrets: string[]): ParsedOne {
  if (!isRecord(entry)) return { complaints: [`Sink ${at + 1} must be an object with "id" and "kind".`], notices: [] };
  const id = entry['id'];
  if (typeof id !== 'string' || id === '') return { complaints: [`Sink ${at + 1} needs an "id": a short name of its own.`], notices: [] };
  const complaints: string[] = [];
  const complain = (text: string) => void complaints.push(`Sink '${id}': ${text}`);
  const kind = ports.kinds.find(it => it.kind === entry['kind']);
  if (kind === undefined) {
    complain(`"kind" must be one of ${ports.kinds.map(it => it.kind).join(', ')}.`);
    return { complaints, notices: [] };
  }
  const notices = Object.keys(entry)
    .filter(name => !Object.hasOwn(commonSettings, name) && !Object.hasOwn(kind.settings, name))
    .map(name => `"${name}" is no setting of ${kind.kind} and is not used. Is it misspelt?`);
  for (const [name, value] of Object.entries(entry))
    if (value === null && name !== 'rate') complain(`"${name}" must not be null. Leave it out where nothing is meant.`);
  const settings = resolveSecrets(entry, kind, ports, secrets, complain, text => void notices.push(text));
  const sink = kind.configure(settings);
  if (!sink.ok) sink.complaints.forEach(complain);
  const when = parseFilter(entry['when'], 'when', ports, complain);
  const reachesLevel =
    typeof entry['minLevel'] === 'string' ? parseFilter(`level>=${entry['minLevel']}`, 'minLevel', ports, complain) : undefined;
  if (entry['minLevel'] !== undefined && typeof entry['minLevel'] !== 'string')
    complain('"minLevel" must be the name of a level, such as "WARN".');
  const duplicates = entry['duplicates'];
  if (duplicates !== undefined && duplicates !== 'send' && duplicates !== 'drop') complain('"duplicates" must be "send" or "drop".');
  const userEvents = flag(entry, 'userEvents', complain);
  const includeTests = flag(entry, 'includeTests', complain);
  const rate = parseRate(entry['rate'], complain);
  const dryRun = flag(entry, 'dryRun', complain);
  if (!sink.ok) return { complaints, notices };
  return { plan: plan(sink.settings), complaints, notices };

  function plan(configured: ConfiguredSink): SinkPlan {
    return {
      id: id as string,
      ...(dryRun && { isRehearsal: true }),
      sink: dryRun ? rehearsal(configured, preview => ports.dryRun(id as string, preview)) : configured,
      rate: rate === 'default' ? configured.limits.rate : rate,
      route: {
        ...(when && { when }),
        ...(reachesLevel && { reachesLevel }),
        duplicates: duplicates === 'send' || duplicates === 'drop' ? duplicates : configured.limits.duplicates,
        includeTests: includeTests || ports.includeTests,
        includeUserEvents: userEvents,
        isUserEvent: event => ports.isUserEvent(event),
        ...(configured.address && { address: event => configured.address?.(event) }),
      },
    };
  }
}

/** The same sink without its service: everything is done but the sending, and no socket is opened. */
function rehearsal(sink: ConfiguredSink, show: (preview: Preview) => void): ConfiguredSink {
  return {
    ...sink,
    label: `${sink.label} (dry run)`,
    open: ({ instance }) => ({
      send: batch => {
        for (const delivery of batch) show(sink.preview(delivery, instance));
        return Promise.resolve(batch.map(() => ({ kind: 'delivered' })));
      },
      close: () => Promise.resolve(),
    }),
  };
}

function resolveSecrets(
  entry: Readonly<Record<string, unknown>>,
  kind: AnySinkKind,
  ports: PlanPorts,
  secrets: string[],
  complain: (text: string) => void,
  notice: (text: string) => void,
): Readonly<Record<string, unknown>> {
  const resolved: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(entry)) {
    if (!isRecord(value) || (typeof value['secret'] !== 'string' && typeof value['env'] !== 'string')) {
      resolved[name] = value;
      const open = typeof value === 'string' ? plainSecrets(kind.settings[name]?.secret, value) : [];
      secrets.push(...open);
      if (open.length > 0 && ports.plainSecrets === 'refuse')
        complain(
          `"${name}" holds a secret in the open. Delete it there, and enter it with "Set Up Forwarding…", which keeps it in the secret store.`,
        );
      else if (open.length > 0)
        notice(`"${name}" holds a secret in the open. { "env": "NAME" } in its place reads it from the environment.`);
      continue;
    }
    const secret = typeof value['secret'] === 'string' ? ports.secret(value['secret']) : ports.env(String(value['env']));
    // An empty one is a variable that somebody forgot to fill.
    if (secret === undefined || secret === '') {
      complain(
        typeof value['secret'] === 'string'
          ? `the secret '${value['secret']}' for "${name}" is not in the secret store. Enter it with "Set Up Forwarding…".`
          : `the environment variable ${String(value['env'])} for "${name}" is not set, or is empty.`,
      );
      continue;
    }
    secrets.push(secret);
    resolved[name] = secret;
  }
  return resolved;
}

/** The secrets that stand in a setting as they are. */
function plainSecrets(secret: SinkSetting['secret'], value: string): readonly string[] {
  if (value === '') return [];
  if (secret !== undefined) return secret === 'pem' && !value.includes('-----BEGIN') ? [] : [value];
  const password = /^[a-z]+:\/\/[^/?#@:]*:([^/?#]*)@/i.exec(value)?.[1] ?? '';
  return password === '' ? [] : [...new Set([password, decoded(password)])];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function parseFilter(
  raw: unknown,
  name: string,
  ports: PlanPorts,
  complain: (text: string) => void,
): ((event: CapturedEvent) => boolean) | undefined {
  if (raw === undefined || raw === '') return undefined;
  if (typeof raw !== 'string') {
    complain(`"${name}" must be a filter such as "type:task-failed level>=warn".`);
    return undefined;
  }
  const filter = ports.filter(raw);
  if (filter.ok) return filter.matches;
  complain(`"${name}": ${filter.complaint}`);
  return undefined;
}

function parseRate(raw: unknown, complain: (text: string) => void): Rate | undefined | 'default' {
  if (raw === undefined) return 'default';
  if (raw === null || raw === false) return undefined;
  const { per, seconds } = isRecord(raw) ? raw : {};
  if ((per === 'task' || per === 'type' || per === 'sink') && typeof seconds === 'number' && seconds > 0 && seconds <= 86_400)
    return { per, seconds };
  complain('"rate" must be { "per": "task", "type" or "sink", "seconds": 1 to 86400 }, or false for none.');
  return 'default';
}

function flag(entry: Readonly<Record<string, unknown>>, name: string, complain: (text: string) => void): boolean {
  const value = entry[name];
  if (value === undefined || typeof value === 'boolean') return value ?? false;
  complain(`"${name}" must be true or false.`);
  return false;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
