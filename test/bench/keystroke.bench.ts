/**
 * One keystroke: the new text read, its findings, what completion offers; in the service, and through the server as an
 * editor asks it. Beside them what other libraries take for reading the same text after the same keystroke, without any
 * findings about log4net. Bars: ARCHITECTURE.md, "Speed".
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parser as lezer } from '@lezer/xml';
import { buildAst } from '@xml-tools/ast';
import { parse as xmlTools } from '@xml-tools/parser';
import { SaxesParser } from 'saxes';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { getLanguageService, TextDocument } from 'vscode-html-languageservice';
import { createService } from '../../server/src/service';
import { LspClient } from '../support/lsp-client';
import { configuration } from './support/configuration';
import { bar } from './support/race';

const path = ['LocalLogConfig.xml', 'Scheduler'];
const sizes = [
  { name: '20 KB', bytes: 20_480, rounds: 300, diagnosis: 15, completion: 10 },
  { name: '1 MB', bytes: 1_040_000, rounds: 60, diagnosis: 60, completion: 60 },
] as const;
const html = getLanguageService();

/** What people type: a letter in a value, a raw `<`, half an element, and all of it taken away again. */
const typed = ['x', '<', '', '<param name="" value="" />', ''] as const;

for (const { name, bytes, rounds, diagnosis, completion } of sizes) {
  console.log(`\nOne keystroke in ${name}, milliseconds (95 of 100 are quicker; half are)`);
  const ours = times();
  const completing = times();
  const service = createService();
  service.diagnose(service.analyse(configuration(bytes), path));
  for (const { text, at } of versions(bytes, rounds)) {
    const doc = ours.take(() => {
      const analysed = service.analyse(text, path);
      service.diagnose(analysed);
      return analysed;
    });
    completing.take(() => service.complete(doc, at));
  }
  const p95 = ours.say('text → findings, in the service');
  const completed = completing.say('completion, in the service');
  const asked = await throughTheServer(bytes, rounds);
  const peer = (title: string, read: (text: string) => unknown, times_: number = rounds): void => {
    const its = times();
    for (const { text } of versions(bytes, times_)) its.take(() => read(text));
    its.say(`  ${title}: reading alone`);
  };
  peer('vscode-html-languageservice', text => html.parseHTMLDocument(TextDocument.create('file:///x.xml', 'xml', 1, text)));
  peer('saxes (events, no tree)', text => {
    const saxes = new SaxesParser();
    // It throws at the first error otherwise, and would be done early.
    saxes.on('error', () => undefined);
    return saxes.write(text).close();
  });
  peer('@lezer/xml', text => lezer.parse(text));
  peer(
    '@xml-tools/parser + ast',
    text => {
      const { cst, tokenVector } = xmlTools(text);
      return buildAst(cst as Parameters<typeof buildAst>[0], tokenVector);
    },
    // More than a second each at 1 MB.
    Math.min(rounds, bytes > 200_000 ? 4 : 60),
  );
  bar(`milliseconds from a keystroke to its findings, 95 of 100, ${name}`, p95, { atMost: diagnosis });
  bar(`milliseconds for completion, 95 of 100, ${name}`, completed, { atMost: completion });
  bar(`milliseconds from a keystroke to its findings, through the server, 95 of 100, ${name}`, asked, { atMost: diagnosis });
}
growth();

/** Versions of one text, each a keystroke after the last, at places all over it. `at`: where the cursor is. */
function* versions(bytes: number, rounds: number): Generator<{ readonly text: string; readonly at: number }> {
  const text = configuration(bytes);
  for (let round = 0; round < rounds; round++) {
    const place = text.indexOf('value="', Math.floor(text.length * ((round * 0.37) % 0.9))) + 'value="'.length;
    const put = typed[round % typed.length] ?? '';
    const before = put.startsWith('<param') ? text.lastIndexOf('<', place) : place;
    yield { text: text.slice(0, before) + put + text.slice(before), at: before + put.length };
  }
}

interface Times {
  take<R>(work: () => R): R;
  /** Prints; the answer is the 95th percentile. */
  say(name: string): number;
  add(ms: number): void;
}

function times(): Times {
  const all: number[] = [];
  return {
    take: work => {
      const start = performance.now();
      const result = work();
      all.push(performance.now() - start);
      return result;
    },
    add: ms => void all.push(ms),
    say: name => {
      all.sort((a, b) => a - b);
      const at = (share: number): number => all[Math.min(all.length - 1, Math.floor(all.length * share))] ?? NaN;
      console.log(`  ${name.padEnd(56)} ${at(0.95).toFixed(2).padStart(9)} ${at(0.5).toFixed(2).padStart(9)}`);
      return at(0.95);
    },
  };
}

/** The server as it is shipped, over stdio: from the notification of the change to the answer with the findings. */
async function throughTheServer(bytes: number, rounds: number): Promise<number> {
  const server = spawn(process.execPath, ['out/bench/dist/server.js', '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const client = new LspClient(createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin)));
  try {
    await client.initialize();
    const uri = 'file:///c%3A/Qlik/Scheduler/LocalLogConfig.xml';
    const text = configuration(bytes);
    await client.open(uri, text);
    await client.diagnostics(uri);
    const asked = times();
    const completing = times();
    let last: { readonly at: number; readonly length: number } | undefined;
    for (let round = 0; round < rounds; round++) {
      // Takes away what was typed before, elsewhere: two changes in one keystroke's time.
      if (last) await client.change(uri, last.at, last.at + last.length, '');
      await client.diagnostics(uri);
      const at = text.indexOf('value="', Math.floor(text.length * ((round * 0.37) % 0.9))) + 'value="'.length;
      const put = typed[round % typed.length] ?? '';
      const start = performance.now();
      await client.change(uri, at, at, put);
      await client.diagnostics(uri);
      asked.add(performance.now() - start);
      last = { at, length: put.length };
      const before = performance.now();
      await client.completion(uri, at + put.length);
      completing.add(performance.now() - before);
    }
    const p95 = asked.say('text → findings, through the server');
    completing.say('completion, through the server');
    return p95;
  } finally {
    await client.request('shutdown', null).catch(() => undefined);
    await client.notify('exit', null).catch(() => undefined);
    if (server.exitCode === null) await once(server, 'exit');
  }
}

/** From nothing known: a file that is opened. The quickest of several runs, which nobody interrupted. */
function growth(): void {
  console.log('\nA file that is opened, quickest of 8 runs');
  const quickest = (bytes: number, run: (text: string) => number): number =>
    Math.min(...Array.from({ length: 8 }, () => run(configuration(bytes))));
  const opened = (text: string): number => {
    const service = createService();
    const start = performance.now();
    service.diagnose(service.analyse(text, path));
    return performance.now() - start;
  };
  const completed = (text: string): number => {
    const service = createService();
    const doc = service.analyse(text, path);
    const at = text.indexOf('value="', text.length >> 1) + 7;
    const start = performance.now();
    service.complete(doc, at);
    return performance.now() - start;
  };
  for (const [what, run] of [
    ['findings', opened],
    ['completion', completed],
  ] as const) {
    const [small, large] = [quickest(102_400, run), quickest(1_024_000, run)];
    console.log(`  ${what}: 100 KB ${small.toFixed(2)} ms, 1 MB ${large.toFixed(2)} ms`);
    bar(`times the time for 10 times the text, ${what}`, large / small, { atMost: 12 });
  }
}
