/** What can be wrong with who sends: the file, where it sends, what its filters let through, and what only the server can tell. */
import { endpoint, isLoopback, type Target, targetOf } from '../place';
import { reaches } from './listener';
import type { Check, CheckAction, ConfigurationFile, Facts, Sender, SendingService } from './types';
import { listed, plural } from './words';

/** What holds for the file as a whole. */
export function fileChecks(file: ConfigurationFile, facts: Facts): readonly Check[] {
  return [findings(file), accepted(file, facts), ...levels(file), ...nodes(file)].filter(it => it !== undefined);
}

/** What holds for one appender. */
export const senderChecks = (file: ConfigurationFile, sender: Sender, facts: Facts): readonly Check[] => [
  target(file, sender, facts),
  rows(file, sender),
];

const openAt = (
  uri: string,
  { start, end, line }: { readonly start: number; readonly end: number; readonly line: number },
): CheckAction => ({
  ...{ kind: 'open', uri, start, end, line },
});

function findings({ uri, errors, first, senders }: ConfigurationFile): Check {
  const title = 'File';
  if (errors === 0 || first === undefined) return { title, state: 'ok', message: 'The file has no errors.' };
  const refuses = senders.find(it => it.service?.validates)?.service;
  const more = errors > 1 ? ` (and ${plural(errors - 1, 'more error')})` : '';
  const refused =
    refuses === undefined ? '' : ` ${refuses.title} refuses a file that does not fit its schema, and says so in its System log only.`;
  return {
    ...{ title, state: 'problem', message: `${first.message}${more}${refused}` },
    ...{ wayOut: 'Mend it; the Problems view shows all.', actions: [openAt(uri, first)] },
  };
}

/** Whether the service has the file, and took it: the second stands in a log on the server and nowhere else. */
function accepted({ senders }: ConfigurationFile, { services }: Facts): Check | undefined {
  const service = senders.find(it => it.service !== undefined)?.service;
  if (service === undefined) return undefined;
  const title = 'Service';
  const here = services.find(it => it.id === service.id);
  const log = here?.systemLog ?? service.systemLog;
  const look = `Look for the file's name in the System log in ${log}: nowhere else does the service say that it refused it.`;
  const actions: readonly CheckAction[] = [{ kind: 'copy', what: 'folder', text: log }];
  if (here === undefined) {
    const where = services.length === 0 ? 'Qlik Sense is not on this computer' : `${service.title} is not on this computer`;
    return {
      ...{ title, state: 'unknown', wayOut: look, actions },
      message: `${where}: whether the file lies in ${service.folder} there, and was accepted, cannot be tested from here.`,
    };
  }
  switch (here.hasConfiguration) {
    case false:
      return {
        ...{ title, state: 'problem', message: `No LocalLogConfig.xml lies in ${here.folder}: ${here.title} sends nothing.` },
        ...{
          wayOut: 'Copy the file there. The service notices it within minutes.',
          actions: [{ kind: 'copy', what: 'folder', text: here.folder }],
        },
      };
    case undefined:
      return { title, state: 'unknown', message: `This user may not look into ${here.folder}.`, wayOut: look, actions };
    case true:
      return {
        ...{ title, state: 'unknown', wayOut: look, actions },
        message: `A LocalLogConfig.xml lies in ${here.folder}; whether ${here.title} accepted it cannot be tested from here.`,
      };
  }
}

/** What the QMC holds back no appender brings back. One check for each service and level. */
function levels({ senders }: ConfigurationFile): readonly Check[] {
  const byService = new Map<string, { readonly levels: Set<string>; readonly off: Set<string> }>();
  for (const { service, rows } of senders) {
    if (service === undefined) continue;
    const known = byService.get(service.title) ?? { levels: new Set(), off: new Set() };
    if (rows.kind === 'passes') known.levels.add(rows.level);
    for (const it of service.offByDefault) known.off.add(it);
    byService.set(service.title, known);
  }
  return [...byService].flatMap(([title, { levels, off }]): Check[] => {
    if (levels.size + off.size === 0) return [];
    const level = levels.size === 0 ? '' : ` These rows are written at ${listed([...levels])}.`;
    const raised = off.size === 0 ? '' : ` ${listed([...off])} is off until somebody raises its level.`;
    return [
      {
        ...{ title: 'Level in QMC', state: 'unknown' },
        message: `Only rows that the log level set for ${title} in the QMC lets through reach an appender.${level}${raised} The QMC cannot be asked from here.`,
        wayOut:
          off.size === 0
            ? 'Compare it with the log level of the service in the QMC.'
            : 'Raise the level there; a busy service then writes a lot.',
      },
    ];
  });
}

/** Rows come from certain nodes only, and each needs the file. */
function nodes({ senders }: ConfigurationFile): readonly Check[] {
  const docs = new Map(senders.flatMap(it => it.service?.nodes ?? []).map(it => [it.doc, it.certainty]));
  return [...docs].map(([doc, certainty]) => ({
    ...{ title: 'Node', state: 'unknown' },
    message: `${doc}${certainty === 'inferred' ? ' (Concluded from what was seen, not documented.)' : ''} Which nodes have the file cannot be tested from here.`,
    wayOut: 'Put the file on every node that runs the service.',
  }));
}

function rows({ uri }: ConfigurationFile, { loggers, rows, unseenTexts, ...place }: Sender): Check {
  const title = 'Rows';
  const [unseen] = unseenTexts;
  const texts = listed(unseenTexts.map(it => `'${it.text}'`));
  const newer =
    unseen?.newer === undefined
      ? ''
      : ` ${unseen.newer.note === undefined ? '' : `'${unseen.text}' ${unseen.newer.note}. `}Newer files ask for '${unseen.newer.text}' of ${unseen.newer.logger}.`;
  switch (rows.kind) {
    case 'no-logger':
      return {
        ...{ title, state: 'problem', message: 'No logger refers to this appender: it gets nothing to send.' },
        ...{ wayOut: 'Add an <appender-ref> to a logger.', actions: [openAt(uri, place)] },
      };
    case 'stopped':
      return {
        ...{ title, state: 'problem', message: `Nothing would be sent. ${rows.reason}` },
        ...{ wayOut: "Mend it; 'Explain' above the appender shows every decision.", actions: [openAt(uri, place)] },
      };
    case 'filtered':
      return {
        ...{ title, state: 'problem' },
        message:
          unseen === undefined
            ? `The filters let none of the ${rows.known} rows through that are known of ${names(loggers)}.`
            : `${texts} ${unseenTexts.length === 1 ? 'stands' : 'stand'} in none of the ${rows.known} rows that are known of ${names(loggers)}: the filter text is outdated, or misspelt.${newer}`,
        wayOut: 'Compare the filter with a row of the log that should have come.',
        actions: [openAt(uri, unseen ?? place)],
      };
    case 'unknown':
      return {
        ...{ title, state: 'unknown', message: `What ${names(loggers)} writes is not known here, so the filters cannot be tried.` },
        wayOut: 'Try a row of the log: copy it into "Explain This Event…".',
      };
    case 'passes':
      if (unseen === undefined)
        return {
          title,
          state: 'ok',
          message: `A known row of ${rows.logger} at ${rows.level} passes threshold and filters: ${rows.title}.`,
        };
      return {
        ...{ title, state: 'unknown' },
        message: `Some rows pass, such as: ${rows.title}. But ${texts} ${unseenTexts.length === 1 ? 'stands' : 'stand'} in no row that is known.${newer}`,
        wayOut: 'Compare that filter with a row of the log that should have come.',
        actions: [openAt(uri, unseen)],
      };
  }
}

const names = (loggers: readonly string[]): string => listed(loggers.map(it => (it === '' ? 'root' : it)));

/** Where the appender sends, against this computer's addresses and the open sockets. */
function target(file: ConfigurationFile, sender: Sender, facts: Facts): Check {
  const title = 'Target';
  const { uri } = file;
  const there = openAt(uri, sender.addressAt);
  if (sender.port === undefined)
    return {
      ...{ title, state: 'problem', message: 'No remotePort that there can be: log4net sends nothing.' },
      ...{ wayOut: 'Write the port of the receiver, usually 9998.', actions: [openAt(uri, sender)] },
    };
  const { port } = sender;
  const found = resolvedTarget(sender.address, facts);
  switch (found.kind) {
    case 'unknown':
      return {
        ...{ title, state: 'problem', message: `'${sender.address}' is no address to send to.` },
        ...{ wayOut: 'Write the address of the computer that listens.', actions: [there] },
      };
    case 'multicast':
      return multicast(found.address, port, facts, there);
    case 'loopback':
    case 'here':
      return toHere(found, sender, facts, there);
    case 'elsewhere':
    case 'name': {
      const host = found.kind === 'name' ? found.name : found.address;
      const named = sender.address.trim() === host ? '' : ` (${sender.address.trim()})`;
      const message =
        found.kind === 'name'
          ? `It sends to ${host}:${port}; this computer does not know a computer of that name, so the datagrams go elsewhere or nowhere.`
          : `It sends to ${endpoint(host, port)}${named}: that is another computer. Only test events arrive here.`;
      return {
        ...{ title, state: found.kind === 'name' ? 'unknown' : 'problem', message },
        wayOut: 'Send a copy here, listen on that computer, or change the address.',
        actions: [{ kind: 'listen-for', uri, appender: sender.name, address: sender.address, port }, there],
      };
    }
  }
}

/** Names are looked up: one may be this computer's. */
function resolvedTarget(text: string, { adapters, host, resolved }: Facts): Target {
  const found = targetOf(text, adapters, host);
  if (found.kind !== 'name') return found;
  const targets = (resolved.get(found.name) ?? []).map(it => targetOf(it, adapters, host));
  return targets.find(it => it.kind === 'here' || it.kind === 'loopback') ?? targets[0] ?? found;
}

function toHere(
  found: Extract<Target, { readonly kind: 'loopback' | 'here' }>,
  { port = 0, service }: Sender,
  facts: Facts,
  there: CheckAction,
): Check {
  const title = 'Target';
  const which = found.kind === 'here' ? `this computer, ${found.adapter}` : 'the computer it runs on';
  const to = `It sends to ${endpoint(found.address, port)} (${which})`;
  if (reaches(facts, found.address, port)) {
    if (found.kind === 'loopback' && isMissing(service, facts) && !hasArrived(port, facts)) return toItself(to, service, facts, there);
    const only = found.kind === 'loopback' ? ' Only programs on this computer reach it that way.' : '';
    return { title, state: 'ok', message: `${to}, and the listener is there.${only}` };
  }
  const elsewhere = facts.sockets.filter(it => it.port === port);
  const other = elsewhere.length > 0 ? elsewhere : facts.sockets;
  const address = found.kind === 'here' ? { address: found.address } : {};
  return {
    ...{ title, state: 'problem' },
    message:
      other.length === 0
        ? `${to}, where nobody listens.`
        : `${to}; the listener is on ${listed(other.map(it => endpoint(it.address, it.port)))}${isLoopback(found.address) ? '' : ', where that does not arrive'}.`,
    wayOut: `Listen on ${endpoint(found.address, port)}${elsewhere.length > 0 ? ' instead' : ''}.`,
    actions: [...(facts.forbidden !== undefined ? [] : [{ kind: 'listen' as const, port, ...address }]), there],
  };
}

const isMissing = (service: SendingService | undefined, { services }: Facts): service is SendingService =>
  service !== undefined && services.every(it => it.id !== service.id);

/** Since a socket was opened there. */
function hasArrived(port: number, { sockets, heard }: Facts): boolean {
  const at = heard.ports.get(port);
  return at !== undefined && sockets.some(it => it.port === port && at >= it.since);
}

/** On a server 127.0.0.1 is the server. */
function toItself(to: string, { title: service }: SendingService, { adapters }: Facts, there: CheckAction): Check {
  const reachable = adapters.filter(it => !it.isLoopback && it.family === 'IPv4').map(it => `${it.address} (${it.name})`);
  return {
    ...{ title: 'Target', state: 'problem' },
    message: `${to}, and the listener is there. But ${service} is not on this computer, and on its own that address is itself: only test events arrive here.`,
    wayOut: `Write an address of this computer that the server reaches${reachable.length === 0 ? '' : `, such as ${listed(reachable)}`}, and listen there.`,
    actions: [there],
  };
}

function multicast(group: string, port: number, { sockets }: Facts, there: CheckAction): Check {
  const title = 'Target';
  const joined = sockets.some(it => it.port === port && it.groups?.includes(group) === true);
  if (joined)
    return { title, state: 'ok', message: `It sends to the multicast group ${group}, port ${port}, which the listener has joined.` };
  return {
    ...{ title, state: 'problem', message: `It sends to the multicast group ${group}, port ${port}, which no socket here has joined.` },
    wayOut: 'Add the group to the settings and start the listener anew.',
    actions: [{ kind: 'setting', key: 'listener.multicastGroups' }, there],
  };
}
