/** Appenders that hand events on to others. After `AppenderAttachedImpl`. */
import type { Appender, Delivery } from './appender';
import type { LiveEvent } from './live-event';

/** The appenders attached to a logger or a forwarding appender, each once, in the order they came. */
export class Attached {
  #appenders = new Set<Appender>();

  get appenders(): readonly Appender[] {
    return [...this.#appenders];
  }

  add(appender: Appender): void {
    this.#appenders.add(appender);
  }

  append(event: LiveEvent): void {
    for (const appender of this.#appenders) appender.append(event);
  }

  appendAll(events: readonly LiveEvent[]): void {
    for (const appender of this.#appenders) appender.appendAll(events);
  }

  /** Removes all, and closes them: an appender that is still referred to elsewhere is closed all the same. */
  closeAll(): void {
    const closing = this.#appenders;
    this.#appenders = new Set();
    for (const appender of closing) appender.close();
  }
}

/** Hands on at once. */
export function forwarding(children: Attached): Delivery {
  return {
    append: event => children.append(event),
    appendAll: events => children.appendAll(events),
    close: () => children.closeAll(),
  };
}
