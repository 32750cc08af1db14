/** A sender of many datagrams in a process of its own, at a steady rate: never at a higher one. */
import { spawn } from 'node:child_process';

export interface Flood {
  /** Datagrams sent so far. */
  readonly sent: number;
  /** Ends when everything has been sent. */
  readonly done: Promise<void>;
  end(): void;
}

const script = (port: number, many: number, perSecond: number): string => `
  const socket = require('node:dgram').createSocket('udp4');
  const two = n => String(n).padStart(2, '0');
  const text = n => '/scheduler-task-failed/;QS-NODE-' + n % 7 + ';Reload ' + n + ' nightly;Sales Overview ' + n % 50
    + ';INTERNAL\\\\sa_scheduler;51ea40b0-7088-4482-8231-' + String(n).padStart(12, '0') + ';ff4122a9-6cc0-4b07-b5aa-48c3efe4c23f;2026-03-12 06:'
    + two(n % 60) + ':01,586;' + (n % 10 === 0 ? 'ERROR' : 'INFO') + ';d4e9d6ac-7253-48ff-9a10-' + String(n).padStart(12, '0')
    + ';Max retries reached after attempt ' + n + ' of the reload of an app that has a description of its own';
  socket.connect(${port}, '127.0.0.1', () => {
    let start = performance.now();
    let sent = 0;
    let told = 0;
    const step = () => {
      let due = Math.min(${many}, Math.floor((performance.now() - start) / 1000 * ${perSecond}));
      // Held up for more than a tenth of a second it sends later, not faster: the rate is what the test asks for.
      const late = due - sent - ${perSecond / 10};
      if (late > 0) {
        start += late / ${perSecond} * 1000;
        due -= Math.floor(late);
      }
      for (let burst = 0; sent < due && burst < 200; burst++) socket.send(text(sent++));
      if (sent - told >= 10_000 || sent === ${many}) process.send(told = sent);
      if (sent < due) setImmediate(step);
      else if (sent < ${many}) setTimeout(step, 2);
      else setTimeout(() => process.exit(0), 500);
    };
    step();
  });`;

export function flood(port: number, many: number, perSecond: number): Flood {
  const child = spawn(process.execPath, ['-e', script(port, many, perSecond)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  let sent = 0;
  child.on('message', it => (sent = Number(it)));
  const done = new Promise<void>((resolve, reject) => {
    child.once('exit', code => (code === 0 ? resolve() : reject(new Error(`The sender ended with ${String(code)}.`))));
  });
  // Whoever ends it early has no more interest in how it ends.
  done.catch(() => undefined);
  return {
    get sent() {
      return sent;
    },
    done,
    end: () => void child.kill(),
  };
}
