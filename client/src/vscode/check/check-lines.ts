/** What "Check Configuration End to End" shows: one line a hop, each with its sign in front. Text that a screen reader reads as well. */
import type { CheckedFile, ExplainedLine } from '../../../../server/src/protocol';
import type { Hop, Trip } from '../../listener/trip';

export interface Check {
  /** The file's name. */
  readonly name: string;
  /** `09:31:04`. */
  readonly at: string;
  /** `Butler 16`; absent: told by port and prefix. */
  readonly receiver?: string;
  readonly file: CheckedFile;
  readonly trips: readonly Trip[];
  /** Why no socket was opened, a sentence; absent: they were. */
  readonly withoutSockets?: string;
  /** `Slack #qlik-test until 17:00`; absent: forwarding is off. */
  readonly forwarding?: string;
}

const tones = { green: 'good', yellow: 'waiting', red: 'bad' } as const;
const signs = { green: '✔', yellow: '⚠', red: '✖' } as const;
const names: Readonly<Record<Hop['hop'], string>> = {
  configuration: 'Configuration',
  event: 'Event',
  datagram: 'Datagram',
  listener: 'Listener',
  receiver: 'Receiver',
};
const width = 15;

export function checkLines(check: Check): readonly ExplainedLine[] {
  const { name, at, receiver, file, trips, withoutSockets, forwarding } = check;
  const senders = new Map(file.senders.map(it => [it.name, it]));
  const lines: ExplainedLine[] = [
    { text: summaryOf(trips), tone: 'heading' },
    {
      text: `${name}, checked at ${at}; judged ${receiver === undefined ? 'by the receiver that its ports and prefixes point to' : `as ${receiver} would`}. Nothing left this computer.`,
      tone: 'quiet',
    },
    ...(withoutSockets === undefined ? [] : [{ text: `– ${withoutSockets}`, tone: 'quiet' as const }]),
  ];
  for (const { appender, hops } of trips) {
    lines.push({ text: '', tone: 'plain' });
    const sender = appender === undefined ? undefined : senders.get(appender);
    if (sender) lines.push({ text: `${sender.name}  · line ${sender.line}`, tone: 'heading', span: sender });
    for (const hop of hops) lines.push(lineOf(hop, file));
  }
  lines.push({ text: '', tone: 'plain' }, forwardingLine(forwarding));
  return lines;
}

function lineOf({ hop, state, message }: Hop, { first }: CheckedFile): ExplainedLine {
  const text = `${signs[state]} ${names[hop].padEnd(width)}${message.replaceAll(/\s+/g, ' ')}`;
  if (hop !== 'configuration' || !first) return { text, tone: tones[state] };
  return { text: `${text.replace(/Line \d+: /, '')}  · line ${first.line}`, tone: tones[state], span: first };
}

function summaryOf(trips: readonly Trip[]): string {
  const hops = trips.flatMap(it => it.hops);
  const red = hops.filter(it => it.state === 'red').length;
  const yellow = hops.filter(it => it.state === 'yellow').length;
  if (red > 0) return red === 1 ? 'One thing stops the trip.' : `${red} things stop the trip.`;
  if (yellow > 0) return yellow === 1 ? 'The trip works; look at one thing.' : `The trip works; look at ${yellow} things.`;
  return 'The whole trip works.';
}

function forwardingLine(on: string | undefined): ExplainedLine {
  const text =
    on === undefined
      ? 'Off. What the listener captures stays here until you set up forwarding.'
      : `On: what the listener captures goes to ${on}.`;
  return { text: `– ${'Forwarding'.padEnd(width)}${text}`, tone: 'quiet' };
}
