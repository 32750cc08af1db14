/** What can be wrong on this computer: the socket, who else holds the port, the way to it, who is let in, what is lost. */
import { endpoint, hears, hostText, isLoopback } from '../place';
import { holderName, nextFreePort } from '../platform/endpoints';
import type { Check, Facts, Holder } from './types';
import { listed, plural } from './words';

export function listenerChecks(facts: Facts): readonly Check[] {
  return [
    socket(facts),
    ...(facts.remote === undefined ? [] : [remote(facts.remote)]),
    port(facts),
    ownDatagram(facts),
    firewall(facts),
    senders(facts),
    losses(facts),
  ].filter(it => it !== undefined);
}

function socket({ forbidden, sockets, host }: Facts): Check {
  const title = 'Socket';
  if (forbidden !== undefined) {
    return {
      ...{ title, state: 'problem', message: forbidden.reason },
      ...(forbidden.isTrust && { wayOut: 'Trust the workspace, then start the listener.', actions: [{ kind: 'trust' }] }),
    };
  }
  if (sockets.length === 0) {
    return {
      ...{ title, state: 'problem', message: 'The listener is off: nothing can arrive.' },
      ...{ wayOut: 'Start it.', actions: [{ kind: 'start' }] },
    };
  }
  const open = sockets.some(it => !isLoopback(it.address));
  const reach = open ? 'other computers can send to it' : 'only this computer can send to it';
  return { title, state: 'ok', message: `Listening on ${listed(sockets.map(it => endpoint(it.address, it.port)))} of ${host}; ${reach}.` };
}

const remote = (where: string): Check => ({
  title: 'Computer',
  state: 'unknown',
  message: where,
  wayOut: 'Let the configuration send to an address of that computer.',
});

/** Another process on one of our ports, or on one that a configuration sends to. */
function port({ sockets, holders, files, usualPorts }: Facts): Check {
  const title = 'Port';
  const own = sockets.map(it => it.port);
  const meant = files.flatMap(file => file.senders.flatMap(it => it.port ?? []));
  const wanted = [...new Set([...own, ...meant, ...(own.length + meant.length === 0 ? usualPorts : [])])].sort((a, b) => a - b);
  if (holders === undefined) {
    return { title, state: 'unknown', message: 'This system does not tell which program holds which UDP port.' };
  }
  const held = wanted.flatMap(it => holders.filter(holder => holder.port === it && !holder.isOurs).slice(0, 1));
  const [first] = held;
  if (first === undefined) {
    const ours = own.length > 0 && own.every(it => holders.some(holder => holder.port === it && holder.isOurs));
    const held = ours ? `The system lists ${own.length === 1 ? 'the socket' : 'the sockets'} as ours` : 'No other program holds';
    return { title, state: 'ok', message: ours ? `${held}; nobody else holds ${ports(wanted)}.` : `${held} ${ports(wanted)}.` };
  }
  const free = nextFreePort(first.port, holders);
  const also = own.includes(first.port) ? ' It has the same port as our socket, on another address: what is sent there goes to it.' : '';
  return {
    ...{ title, state: 'problem', message: `${held.map(heldBy).join(' ')}${also}` },
    wayOut:
      free === undefined
        ? 'Stop that program, if its datagrams are meant for this listener.'
        : `Stop that program, or listen on ${free} and let the configuration send there.`,
    ...(free !== undefined && { actions: [{ kind: 'listen', port: free }] }),
  };
}

const ports = (all: readonly number[]): string => `UDP port ${listed(all.map(String))}`;
const heldBy = (holder: Holder): string =>
  `UDP port ${holder.port} is held by ${holderName(holder) ?? 'another program'} on ${hostText(holder.address)}: datagrams go there.`;

function ownDatagram({ loopback }: Facts): Check {
  const title = 'Own datagram';
  if (loopback.length === 0)
    return { title, state: 'unknown', message: 'No datagram was sent to ourselves: sockets are not allowed here.' };
  const failed = loopback.find(it => it.problem !== undefined);
  if (failed?.problem === undefined)
    return { title, state: 'ok', message: `A datagram to ${listed(loopback.map(it => it.address))} of this computer arrives.` };
  return {
    ...{ title, state: 'problem', message: `${failed.address}: ${failed.problem}` },
    wayOut: 'A security program on this computer is the usual cause: let it allow UDP for VS Code.',
  };
}

/** Only what comes from another computer passes it. */
function firewall({ sockets, firewall: answers }: Facts): Check | undefined {
  const title = 'Firewall';
  if (answers.length === 0) {
    if (sockets.length === 0) return undefined;
    return { title, state: 'ok', message: 'No firewall is in the way of what this computer sends to itself.' };
  }
  const worst = answers.find(it => it.answer.verdict === 'blocks') ?? answers.find(it => it.answer.verdict === 'unknown');
  if (worst === undefined) return { title, state: 'ok', message: [...new Set(answers.map(it => it.answer.reason))].join(' ') };
  const { verdict, reason, allow } = worst.answer;
  return {
    ...{ title, state: verdict === 'blocks' ? 'problem' : 'unknown', message: reason },
    ...(allow !== undefined && {
      wayOut: `Whoever administers this computer runs: ${allow}`,
      actions: [{ kind: 'copy', what: 'line', text: allow }],
    }),
  };
}

function senders({ sockets, allowedSenders, refused, counts }: Facts): Check | undefined {
  const title = 'Senders';
  if (refused.length > 0) {
    const names = refused.map(it => `${it.address} (${it.count.toLocaleString('en')})`);
    return {
      ...{
        title,
        state: 'problem',
        message: `${plural(counts.refused, 'datagram')} came and were not read: ${listed(names)} may not send here.`,
      },
      ...{
        wayOut: 'Add the sender to the allowed ones, or empty the list.',
        actions: [{ kind: 'setting', key: 'listener.allowedSenders' }],
      },
    };
  }
  if (sockets.length === 0) return undefined;
  return allowedSenders.length === 0
    ? { title, state: 'ok', message: 'Everybody who reaches the socket may send.' }
    : { title, state: 'ok', message: `${listed(allowedSenders)} may send; nobody else has tried.` };
}

function losses({ sockets, counts }: Facts): Check | undefined {
  const title = 'Losses';
  if (sockets.length === 0) return undefined;
  const { lost, missing = 0 } = counts;
  if ((lost ?? 0) > 0) {
    return {
      ...{
        title,
        state: 'problem',
        message: `This computer dropped ${plural(lost ?? 0, 'datagram')}: they came faster than they could be read.`,
      },
      wayOut: 'Narrow the logger or add filters, so that less is sent; a larger receive buffer of the system helps with bursts.',
    };
  }
  if (missing > 0) {
    return {
      ...{ title, state: 'problem', message: `${plural(missing, 'row')} that senders numbered never came: they were lost on the way.` },
      wayOut: 'UDP does not repeat what a network loses. Look at the line between the sender and this computer.',
    };
  }
  return lost === undefined
    ? { title, state: 'unknown', message: 'This system does not tell what it drops.' }
    : { title, state: 'ok', message: 'This computer dropped nothing.' };
}

/** Whether a datagram to this address of ours reaches one of the sockets on the port. */
export const reaches = ({ sockets }: Pick<Facts, 'sockets'>, address: string, port: number): boolean =>
  sockets.some(it => it.port === port && hears(it.address, address));
