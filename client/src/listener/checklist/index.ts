/** "Nothing Arrives?": every check there is, from this computer outwards to the service, in the order one would look. */
import { fileChecks, senderChecks } from './configuration';
import { heardChecks } from './heard';
import { listenerChecks } from './listener';
import type { Facts, Section } from './types';
import { plural } from './words';

export type { Check, CheckAction, CheckState, ConfigurationFile, Facts, Heard, Holder, OpenSocket, Section } from './types';

export function checklist(facts: Facts): readonly Section[] {
  return [
    { title: 'The listener', checks: listenerChecks(facts) },
    ...configurations(facts),
    { title: 'What was heard', checks: heardChecks(facts) },
  ];
}

function configurations(facts: Facts): readonly Section[] {
  // A file that is broken may send, once it is mended.
  const sending = facts.files.filter(it => it.senders.length + it.errors > 0);
  if (sending.length === 0) {
    const message = 'No configuration that sends datagrams is open or in this workspace: who should send here cannot be checked.';
    const wayOut = 'Open the LocalLogConfig.xml of the service and ask again.';
    return [{ title: 'The configuration', checks: [{ title: 'File', state: 'unknown', message, wayOut }] }];
  }
  const sections = sending.flatMap(file => [
    { title: file.name, checks: fileChecks(file, facts) },
    ...file.senders.map(it => ({ title: `${file.name} › ${it.name}, line ${it.line}`, checks: senderChecks(file, it, facts) })),
  ]);
  if (facts.furtherFiles === 0) return sections;
  const message = `${plural(facts.furtherFiles, 'more configuration')} of this workspace ${facts.furtherFiles === 1 ? 'was' : 'were'} not looked at. Open the one you mean and ask again.`;
  return [...sections, { title: 'Further configurations', checks: [{ title: 'File', state: 'unknown', message }] }];
}

/** What it comes to, in a sentence. */
export function conclusion(sections: readonly Section[]): string {
  const all = sections.flatMap(it => it.checks);
  const problems = all.filter(it => it.state === 'problem').length;
  const unknown = all.filter(it => it.state === 'unknown').length;
  const rest = unknown === 0 ? '' : `; ${plural(unknown, 'thing')} cannot be tested from here`;
  if (problems > 0) return `${problems === 1 ? 'One thing' : `${problems} things`} may keep events from arriving${rest}.`;
  return unknown === 0 ? 'Nothing is in the way.' : `Nothing that can be tested from here is in the way${rest}.`;
}
