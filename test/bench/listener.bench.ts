/**
 * The listener as it is shipped (socket thread, decoding, judging, history, the panel's feed with a live page) against a
 * thread that only counts what a bare `dgram` socket gives it, in the same run. The sender is a process of its own. The
 * page is the protocol's other end, not a browser: messages are cloned as a webview's are. Bars: ARCHITECTURE.md, "Speed".
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { createIntake } from '../../client/src/listener/intake';
import { Listener } from '../../client/src/listener/listener';
import { compileFilter } from '../../client/src/listener/query';
import { createUdpSource } from '../../client/src/listener/sources/udp';
import { uuids } from '../../client/src/listener/sources/uuids';
import { createStore } from '../../client/src/listener/store';
import { Feed } from '../../client/src/panel/feed';
import { type HostMessage, noFilter } from '../../client/src/panel/protocol';
import { english } from '../../client/src/panel/words';
import { bar } from './support/race';

const bytes = 300;
const workerPath = path.join(process.cwd(), 'out/bench/dist/listener-worker.js');
/** As the shipped worker asks for. */
const receiveBuffer = 32 * 1024 * 1024;
const fastest = 100_000;
const sustained = { rate: 40_000, seconds: 10 };
/** Where the highest rate without loss is looked for. */
const rates = [50_000, 60_000, 70_000, 80_000, 90_000, fastest];
const searchSeconds = 5;

interface Outcome {
  readonly sent: number;
  readonly received: number;
  /** What the listener says it lost; undefined where it does not tell. */
  readonly lost: number | undefined;
  /** The rate the sender reached. */
  readonly rate: number;
  /** Seconds of processor time of the receiving process for a million datagrams. */
  readonly cpu: number;
}

type Receiver = {
  readonly port: number;
  readonly buffer: number;
  received(): Promise<number>;
  lost(): number | undefined;
  close(): Promise<void>;
};

if (!existsSync(workerPath)) throw new Error('The worker is not built: run this bench by `npm run bench -- listener`.');

const ours = await measure(openOurs, sustained.rate, sustained.seconds);
say('ours', sustained.rate, ours);
bar(`lost of ${ours.sent.toLocaleString()} datagrams at ${sustained.rate.toLocaleString()}/s`, ours.sent - ours.received, { atMost: 0 });
bar('datagrams a second that the sender reached', ours.rate, { atLeast: sustained.rate * 0.98 });

const bareRate = await highest('bare', openBare);
const ourRate = await highest('ours', openOurs);
bar('of the highest rate without loss of a bare dgram loop', ourRate / bareRate, { atLeast: 0.8 });

/** The highest of the rates at which nothing is lost; the search ends with the first loss. */
async function highest(name: string, open: () => Promise<Receiver>): Promise<number> {
  let best = 0;
  for (const rate of rates) {
    // A machine that is busy for a moment is not the receiver's fault: what fails has a second try.
    let outcome = await measure(open, rate, searchSeconds);
    say(name, rate, outcome);
    if (outcome.received < outcome.sent) {
      outcome = await measure(open, rate, searchSeconds);
      say(`${name}, again`, rate, outcome);
    }
    if (outcome.received < outcome.sent) return best;
    best = rate;
  }
  return best;
}

function say(name: string, wanted: number, { sent, received, lost, rate, cpu }: Outcome): void {
  const told = lost === undefined ? '' : `, ${lost.toLocaleString()} counted as lost`;
  console.log(
    `  ${name.padEnd(12)} ${wanted.toLocaleString()}/s (sent ${Math.round(rate).toLocaleString()}/s): ${received.toLocaleString()} of ${sent.toLocaleString()}${told}; ${cpu.toFixed(1)} s of processor for a million`,
  );
}

async function measure(open: () => Promise<Receiver>, rate: number, seconds: number): Promise<Outcome> {
  const receiver = await open();
  const before = process.cpuUsage();
  const { sent, took } = await send(receiver.port, rate, seconds);
  let received = await receiver.received();
  // What waits between the threads is still on its way.
  for (let quiet = 0; quiet < 10 && received < sent;) {
    await pause(100);
    const now = await receiver.received();
    quiet = now === received ? quiet + 1 : 0;
    received = now;
  }
  const { user, system } = process.cpuUsage(before);
  const outcome = { sent, received, lost: receiver.lost(), rate: sent / took, cpu: (user + system) / received };
  await receiver.close();
  globalThis.gc?.();
  return outcome;
}

/** Sends from a process of its own, paced by the clock. */
async function send(port: number, rate: number, seconds: number): Promise<{ readonly sent: number; readonly took: number }> {
  const script = `
    const { createSocket } = require('node:dgram');
    const payloads = Array.from({ length: 1000 }, (_, n) => Buffer.from(${JSON.stringify(
      '/scheduler-reload-failed/;QS-CENTRAL;Reload # nightly;Sales Overview;INTERNAL\\sa_scheduler;51ea40b0-7088-4482-8231-74d06cde3e3a;ff4122a9-6cc0-4b07-b5aa-48c3efe4c23f;2026-03-12 06:02:01,586;INFO;d4e9d6ac-7253-48ff-9a10-52535f76',
    )}.replace('#', n) + (n + 4096).toString(16).padStart(4, '0') + ';Max retries reached').subarray(0, ${bytes}));
    const filled = payloads.map(it => Buffer.concat([it, Buffer.alloc(${bytes} - it.length, '.')]));
    const socket = createSocket('udp4');
    socket.connect(${port}, '127.0.0.1', () => {
      const start = performance.now();
      const total = ${rate * seconds};
      let sent = 0;
      const step = () => {
        const due = Math.min(total, Math.floor((performance.now() - start) / 1000 * ${rate}));
        for (let burst = 0; sent < due && burst < 400; burst++) socket.send(filled[sent++ % 1000]);
        if (sent < due) setImmediate(step);
        else if (sent < total) setTimeout(step, 1);
        else setTimeout(() => { console.log(sent + ' ' + took); socket.close(); }, 100);
        const took = (performance.now() - start) / 1000;
      };
      step();
    });`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  await new Promise(resolve => child.once('exit', resolve));
  const [sent = NaN, took = NaN] = output.trim().split(' ').map(Number);
  return { sent, took };
}

async function openOurs(): Promise<Receiver> {
  const store = createStore({ events: 100_000 });
  const intake = createIntake({ uuid: uuids(), now: Date.now });
  const source = createUdpSource({ workerPath, receiveBuffer });
  const listener = new Listener(source, intake, store);
  let shown = 0;
  const feed = new Feed(
    {
      get first() {
        return store.first;
      },
      get end() {
        return store.end;
      },
      at: position => store.at(position),
      look: position => store.look(position),
      timeAt: position => store.timeAt(position),
    },
    {
      post: (message: HostMessage) => {
        const arrived = structuredClone(message);
        if ('rows' in arrived) shown += arrived.rows.length;
      },
      after: (ms, callback) => {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
      },
      soon: callback => {
        const turn = setImmediate(callback);
        return () => {
          clearImmediate(turn);
        };
      },
      now: () => performance.now(),
      header: () => ({
        ...{ listening: [], host: 'bench', receiver: 'auto', held: store.end - store.first, forwarding: { on: false, label: 'off' } },
        ...{ marks: store.marks(), can: [] },
        ...{ received: listener.counts().received, lost: listener.counts().lost },
      }),
      words: () => english,
      nodes: () => store.nodes(),
      about: () => Promise.resolve(undefined),
      compile: compileFilter,
    },
  );
  listener.onEvents(() => {
    feed.changed();
  });
  feed.receive({ type: 'ready', filter: noFilter, choice: { columns: [], highlights: [] } });
  const outcome = await listener.start({ port: 0 });
  if (outcome.kind !== 'bound') throw new Error(outcome.message);
  return {
    port: outcome.port,
    buffer: outcome.receiveBuffer,
    received: () => Promise.resolve(store.end),
    lost: () => listener.counts().lost,
    close: async () => {
      feed.hide();
      if (shown === 0) throw new Error('The page was shown nothing: the bench measures less than it says.');
      await listener.stop();
    },
  };
}

/** The same thread, the same buffer, and nothing done with what comes. */
async function openBare(): Promise<Receiver> {
  const script = `
    const { createSocket } = require('node:dgram');
    const { parentPort } = require('node:worker_threads');
    let received = 0;
    const socket = createSocket('udp4');
    socket.on('message', () => { received++; });
    socket.bind(0, '127.0.0.1', () => {
      try { socket.setRecvBufferSize(${receiveBuffer}); } catch {}
      parentPort.postMessage([socket.address().port, socket.getRecvBufferSize()]);
    });
    parentPort.on('message', () => parentPort.postMessage(received));`;
  const worker = new Worker(script, { eval: true });
  const answer = <T>(): Promise<T> => new Promise(resolve => worker.once('message', resolve));
  const [port, buffer] = await answer<[number, number]>();
  return {
    port,
    buffer,
    received: () => {
      const answered = answer<number>();
      worker.postMessage('received');
      return answered;
    },
    lost: () => undefined,
    close: async () => {
      await worker.terminate();
    },
  };
}
