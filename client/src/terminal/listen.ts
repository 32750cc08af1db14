/** `listen`: captures datagrams without an editor, for servers, scripts and CI. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Codec } from '../../../server/src/wire';
import type { CapturedEvent } from '../../../server/src/wire/event';
import type { BindOutcome, DatagramSource } from '../listener/contract';
import { keyInFolder, keyedHash, newKey } from '../listener/disk/keyed-hash';
import { createIntake } from '../listener/intake';
import type { Treatment } from '../listener/listener';
import { endpoint, isEvery } from '../listener/place';
import { createPrivacy } from '../listener/privacy';
import { uuids } from '../listener/sources/uuids';
import { eventLine } from './event-line';
import { Watch } from './expectation';
import { readXml } from './files';
import { type TerminalIo, exitStatus } from './io';
import { junitXml } from './junit';
import { type Plan, readPlan } from './listen-plan';
import { stateFolder } from './state-folder';

/** What `listen` is given from outside, beside the terminal. */
export interface ListenPorts {
  readonly source: () => DatagramSource;
  /** Opens what `--forward` names; absent where forwarding is not built in. */
  readonly openForwarding?: (
    options: { readonly file: string; readonly stateDir: string | undefined; readonly retryRefused: boolean },
    io: TerminalIo,
  ) => Promise<OpenedForwarding>;
  /** Codecs made of the conversion patterns of a configuration, by the port its appenders send to. */
  readonly codecsOf?: (text: string) => (port: number) => readonly Codec[];
}

/** Events go in; they leave by the sinks. */
export interface Forwarding {
  /** Resolves once the events cannot be lost any more: only then are they reported. */
  accept(events: readonly CapturedEvent[]): Promise<void>;
  /** Sends what waits, for at most so many milliseconds, and keeps the rest. */
  close(withinMs: number): Promise<void>;
}

export type OpenedForwarding = { readonly ok: true; readonly forwarding: Forwarding } | { readonly ok: false; readonly message: string };

/** Sinks get this long to take what waits when the listener ends. */
const flushMs = 10_000;

/** Ends at the first of `--count`, `--for` and a signal; with `--expect` alone, when every expectation is decided. */
export async function runListen(argv: readonly string[], io: TerminalIo, ports: ListenPorts): Promise<number> {
  const read = readPlan(argv);
  if (!read.ok) return refuse(io, read.message);
  const { plan } = read;
  const codecs = await codecsFor(plan, io, ports);
  if (!codecs.ok) return refuse(io, codecs.message);
  const treatment = treatmentOf(plan, io);
  if (!treatment.ok) return refuse(io, treatment.message);
  // Last of all: what waits is sent from here on, and connections keep a program alive that ends over something else.
  const opened = await openForwarding(plan, io, ports);
  if (!opened.ok) return refuse(io, opened.message);
  const session = new Session(plan, io, ports.source(), opened.forwarding, codecs.codecsFor, treatment.treat);
  return session.run();
}

function refuse(io: TerminalIo, message: string): number {
  io.err(`${message}\n`);
  return exitStatus.usage;
}

type CodecsFor = (port: number) => readonly Codec[];

async function codecsFor(
  plan: Plan,
  io: TerminalIo,
  ports: ListenPorts,
): Promise<{ readonly ok: true; readonly codecsFor: CodecsFor } | { readonly ok: false; readonly message: string }> {
  if (plan.config === undefined) return { ok: true, codecsFor: () => [] };
  const read = await readXml(plan.config, io.cwd);
  if (!read.ok) return read;
  return { ok: true, codecsFor: ports.codecsOf?.(read.text) ?? (() => []) };
}

/** What happens to each event before it is reported, counted or forwarded. The key of pseudonyms lies in the state folder. */
function treatmentOf(
  { userNames, state }: Plan,
  io: TerminalIo,
): { readonly ok: true; readonly treat: Treatment } | { readonly ok: false; readonly message: string } {
  if (userNames === 'show') return { ok: true, treat: event => event };
  const folder = state === undefined ? stateFolder(process.platform, io.env) : path.resolve(io.cwd, state);
  try {
    const privacy = createPrivacy(keyedHash(userNames === 'hide' ? newKey() : keyInFolder(folder)));
    return { ok: true, treat: event => privacy.treat(event, userNames) };
  } catch (error) {
    return { ok: false, message: `There is no key for pseudonyms: ${error instanceof Error ? error.message : String(error)}` };
  }
}

async function openForwarding(
  plan: Plan,
  io: TerminalIo,
  ports: ListenPorts,
): Promise<{ readonly ok: true; readonly forwarding: Forwarding | undefined } | { readonly ok: false; readonly message: string }> {
  if (plan.forward === undefined) return { ok: true, forwarding: undefined };
  if (ports.openForwarding === undefined) return { ok: false, message: 'This build cannot forward: leave --forward out.' };
  return ports.openForwarding({ file: plan.forward, stateDir: plan.state, retryRefused: plan.retryRefused }, io);
}

/** One run: from the first socket to the last line. */
class Session {
  readonly #plan: Plan;
  readonly #io: TerminalIo;
  readonly #source: DatagramSource;
  readonly #forwarding: Forwarding | undefined;
  readonly #codecsFor: CodecsFor;
  readonly #treat: Treatment;
  readonly #watches: readonly Watch[];
  /** Reporting waits for the journal, one batch after the other. */
  #reporting: Promise<void> = Promise.resolve();
  #taken = 0;
  /** When every port was open; undefined before. */
  #readyAt: number | undefined;
  #end: () => void = () => undefined;
  /** Received, but neither journalled nor reported. */
  #unsafe = 0;
  /** The sockets closed by themselves. */
  #hasFailed = false;

  constructor(plan: Plan, io: TerminalIo, source: DatagramSource, forwarding: Forwarding | undefined, codecs: CodecsFor, treat: Treatment) {
    this.#plan = plan;
    this.#io = io;
    this.#source = source;
    this.#forwarding = forwarding;
    this.#codecsFor = codecs;
    this.#treat = treat;
    this.#watches = plan.expectations.map(it => new Watch(it));
  }

  async run(): Promise<number> {
    const ended = new Promise<void>(resolve => {
      this.#end = resolve;
    });
    const forgetSignal = this.#io.onSignal(() => {
      this.#end();
    });
    const timers: Timer[] = [];
    try {
      this.#listen();
      const refused = await this.#bind();
      if (refused !== undefined) return refuse(this.#io, refused.message);
      this.#readyAt = Date.now();
      timers.push(...this.#timers());
      // What came to the first port while the others were opened may be all that was waited for.
      if (this.#isDecided()) this.#end();
      await ended;
    } finally {
      for (const timer of timers) timer.clear();
      await this.#source.close();
      await this.#reporting;
      await this.#forwarding?.close(flushMs);
      forgetSignal();
    }
    return this.#conclude();
  }

  #listen(): void {
    const intake = createIntake({
      uuid: uuids(),
      now: Date.now,
      receiver: this.#plan.receiver,
      encoding: this.#plan.encoding,
      codecsFor: this.#codecsFor,
    });
    this.#source.onError(message => {
      this.#io.err(`${message}\n`);
    });
    this.#source.onEnded(reason => {
      // Before every port is open, the answer to the question for one says it.
      if (this.#readyAt === undefined) return;
      this.#io.err(`${reason} Nobody listens any more.\n`);
      this.#hasFailed = true;
      this.#end();
    });
    this.#source.onDatagrams(batch => {
      const left = this.#plan.count - this.#taken;
      if (left <= 0) return;
      const events = batch.slice(0, left).map(datagram => this.#treat(intake.take(datagram)));
      this.#taken += events.length;
      for (const watch of this.#watches) for (const event of events) watch.see(event, this.#sinceReady(Date.parse(event.receivedAt)));
      this.#reporting = this.#reporting.then(() => this.#report(events));
      if (this.#taken >= this.#plan.count || this.#isDecided()) this.#end();
    });
  }

  async #bind(): Promise<Exclude<BindOutcome, { readonly kind: 'bound' }> | undefined> {
    const { ports, address, groups, allow, maxBytes } = this.#plan;
    // Before the first socket is open: nobody slips in.
    if (allow.length > 0) this.#source.allow(allow);
    if (maxBytes !== undefined) this.#source.keepAtMost(maxBytes);
    if (isEvery(address) && allow.length === 0)
      this.#io.err(`On ${address} whoever reaches this computer can send it anything. --allow says who may.\n`);
    for (const port of ports) {
      const outcome = await this.#source.bind({ port, address, ...(groups.length > 0 && { groups }) });
      if (outcome.kind !== 'bound') return outcome;
      this.#io.err(`listening on ${endpoint(outcome.address, outcome.port)}\n`);
    }
    return undefined;
  }

  #timers(): readonly Timer[] {
    const timers: Timer[] = [];
    if (this.#plan.forMs !== Infinity) timers.push(after(this.#plan.forMs, this.#end));
    for (const watch of this.#watches) {
      timers.push(
        after(watch.expectation.withinMs, () => {
          watch.end();
          if (this.#isDecided()) this.#end();
        }),
      );
    }
    return timers;
  }

  /** Milliseconds; what comes before every port is open comes at 0. */
  #sinceReady(at: number): number {
    return this.#readyAt === undefined ? 0 : Math.max(0, at - this.#readyAt);
  }

  /** Without another end, the listener ends when nothing can change the answer any more. */
  #isDecided(): boolean {
    if (this.#watches.length === 0 || this.#plan.count !== Infinity || this.#plan.forMs !== Infinity) return false;
    if (this.#readyAt === undefined) return false;
    return this.#watches.every(watch => watch.standing !== 'open');
  }

  async #report(events: readonly CapturedEvent[]): Promise<void> {
    if (this.#forwarding !== undefined) {
      try {
        await this.#forwarding.accept(events);
      } catch (error) {
        // Who reads our output may rely on it that what is reported gets through: these are counted, not reported.
        this.#unsafe += events.length;
        this.#io.err(
          `The journal cannot be written (${error instanceof Error ? error.message : String(error)}): ${events.length} events are not forwarded\n`,
        );
        return;
      }
    }
    this.#io.out(events.map(event => `${this.#plan.format === 'jsonl' ? JSON.stringify(event) : eventLine(event)}\n`).join(''));
  }

  async #conclude(): Promise<number> {
    const { received, lost, refused } = this.#source.counts();
    this.#io.err(`received ${received}${lost === undefined ? '' : `, lost ${lost}`}${refused === 0 ? '' : `, refused ${refused}`}\n`);
    if (this.#unsafe > 0) this.#io.err(`${this.#unsafe} events were neither forwarded nor reported: the journal could not be written\n`);
    for (const watch of this.#watches) watch.end();
    const results = this.#watches.map(watch => ({ watch, isMet: watch.standing === 'met' }));
    for (const { watch, isMet } of results) {
      this.#io.err(`${isMet ? 'met' : 'not met'}: ${watch.expectation.text} (${watch.count} came)\n`);
    }
    if (this.#plan.junit !== undefined) {
      const cases = results.map(({ watch, isMet }) => ({
        name: watch.expectation.text,
        className: 'listen',
        ...(isMet ? {} : { failure: { type: 'expectation', message: `${watch.count} came` } }),
      }));
      try {
        await writeFile(path.resolve(this.#io.cwd, this.#plan.junit), junitXml('listen', cases, this.#sinceReady(Date.now()) / 1_000));
      } catch (error) {
        return refuse(this.#io, `${this.#plan.junit} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    if (this.#hasFailed) return exitStatus.usage;
    return this.#unsafe > 0 || results.some(it => !it.isMet) ? exitStatus.found : exitStatus.fine;
  }
}

interface Timer {
  clear(): void;
}

/** Longer than this a timer of Node fires at once. */
const longestTimer = 2_147_483_647;

/** Never early, by a clock that nobody sets. */
function after(ms: number, then: () => void): Timer {
  const end = performance.now() + ms;
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    const left = end - performance.now();
    if (left > 0) timer = setTimeout(wait, Math.min(left, longestTimer));
    else then();
  };
  wait();
  return {
    clear() {
      clearTimeout(timer);
    },
  };
}
