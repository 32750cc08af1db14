/** What came so far, in this window and before: with it, "nothing arrives any more" has something to compare with. */
import { otherNodes } from '../nodes';
import type { Check, Facts } from './types';
import { duration, listed, plural } from './words';

/** A node that says nothing for so long, while others are heard, is worth a look. */
const quietMs = 24 * 3_600_000;

export const heardChecks = (facts: Facts): readonly Check[] => [lastEvent(facts), quietNodes(facts)].filter(it => it !== undefined);

function lastEvent({ sockets, heard, now }: Facts): Check {
  const title = 'Last event';
  const since = sockets.map(it => it.since).sort()[0];
  const { last, lastTest } = heard;
  const ago = (at: string): string => duration(now - Date.parse(at));
  const test = lastTest === undefined ? '' : ` A test event arrived ${ago(lastTest)} ago, so the way from the socket to the panel works.`;
  const listening = since === undefined ? '' : ` in the ${ago(since)} since the listener was started`;
  if (last === undefined) {
    return {
      ...{
        title,
        state: 'unknown',
        message: `No event has come from a service yet${listening}, and none is remembered from before.${test}`,
      },
      wayOut: 'Let the service write a row that passes: start a task that fails, or open a session.',
    };
  }
  const what = `${last.event} of ${last.node} on port ${last.port}, ${ago(last.at)} ago`;
  if (since !== undefined && last.at >= since) return { title, state: 'ok', message: `Events arrive: the last one was ${what}.` };
  return {
    ...{
      title,
      state: 'unknown',
      message: `${since === undefined ? 'The' : `No event at all${listening}; the`} last one was ${what}.${test}`,
    },
    wayOut: 'Ask what was changed since then: the file, the address of this computer, the QMC.',
  };
}

function quietNodes({ heard, now }: Facts): Check | undefined {
  const known = heard.nodes.filter(it => it.node !== otherNodes && Date.parse(it.lastSeen) > 0);
  const age = (at: string): number => now - Date.parse(at);
  const quiet = known.filter(it => age(it.lastSeen) > quietMs).sort((a, b) => b.lastSeen.localeCompare(a.lastSeen));
  if (known.length < 2 || quiet.length === known.length) return undefined;
  const title = 'Nodes';
  if (quiet.length === 0)
    return { title, state: 'ok', message: `${plural(known.length, 'node')} were heard within a day: ${listed(known.map(it => it.node))}.` };
  const named = quiet.map(({ node, lastSeen, byType }) => {
    const types = [...byType.keys()].filter(it => it !== '').map(it => it.replaceAll('-', ' '));
    return `${node} (${duration(age(lastSeen))} ago${types.length === 0 ? '' : `: ${listed(types)}`})`;
  });
  return {
    ...{ title, state: 'problem', message: `Quiet for more than a day while others are heard: ${listed(named)}.` },
    wayOut: 'See whether the file is still on that node, and the service runs there.',
  };
}
