/** The mail of a mail appender, as lines of text. */
import type { Analysed } from '../features/analysed';
import { sampleEvents, sampleMachine } from '../features/samples';
import { mailLines } from '../simulate/explain/mail-text';
import { simulate } from '../simulate/index';
import { whyNothing } from './why-nothing';

/** For the first sample event that makes one leave; or a line that says why none does. */
export function previewMail(doc: Analysed, name: string): readonly string[] {
  const appender = doc.config.appenderNamed(name);
  if (!appender) return [`No appender is called '${name}' any more.`];
  let reason: string | undefined;
  for (const event of sampleEvents(doc, appender)) {
    const input = { text: doc.text, events: [event], machine: sampleMachine, log4netVersion: doc.catalogue.version, onlyAppender: name };
    const simulation = simulate(input, doc.catalogue);
    const [mail] = simulation.mails;
    if (!mail) {
      reason ??= whyNothing(simulation);
      continue;
    }
    const held =
      mail.event === 'close'
        ? ['', '-- Held back: this one leaves only when the buffer is full, its evaluator hits or the process ends. --']
        : [];
    return [...mailLines(mail), ...held];
  }
  return [`No mail would be sent. ${reason ?? 'This appender does not send mails.'}`];
}
