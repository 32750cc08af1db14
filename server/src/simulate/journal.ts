/** What a simulation brings to light, in order: messages, decisions, datagrams and mails, each with the event it belongs to. */
import type { Span } from '../syntax/tree';
import { messageKind, runtimeText, type MessageCode, type MessageValues } from './messages';
import type { EventIndex, RuntimeMessage, SimulatedDatagram, SimulatedMail, SimulationResult, Step } from './types';

export class Journal {
  /** The event in hand; undefined while the configuration is read. */
  event: EventIndex | undefined;
  readonly #messages: RuntimeMessage[] = [];
  readonly #steps: Step[] = [];
  readonly #datagrams: SimulatedDatagram[] = [];
  readonly #mails: SimulatedMail[] = [];

  /** log4net complains. */
  say(code: MessageCode, values: MessageValues, span: Span | undefined): void {
    const { severity, say } = messageKind(code);
    this.#messages.push({
      severity,
      code,
      message: say(values),
      runtimeText: runtimeText(code, values),
      ...(this.event !== undefined && { event: this.event }),
      ...(span && { span }),
    });
  }

  /** A decision about the event in hand. */
  step(step: Omit<Step, 'event'>): void {
    if (this.event !== undefined) this.#steps.push({ event: this.event, ...step });
  }

  sendDatagram(datagram: Omit<SimulatedDatagram, 'event'>): void {
    this.#datagrams.push({ event: this.event ?? 'close', ...datagram });
  }

  sendMail(mail: Omit<SimulatedMail, 'event'>): void {
    this.#mails.push({ event: this.event ?? 'close', ...mail });
  }

  result(): SimulationResult {
    return { datagrams: this.#datagrams, mails: this.#mails, messages: this.#messages, steps: this.#steps };
  }
}
