/** An appender at work: threshold, filters and layout check, then what its kind does with the event. After `AppenderSkeleton`. */
import type { NetObject } from '../configure/net-object';
import type { MessageCode, MessageValues } from '../messages';
import { NetFailure } from '../net/failure';
import type { World } from '../world';
import type { Filter } from './filters';
import type { Layout } from './layouts';
import type { LiveEvent } from './live-event';
import type { Span } from '../../syntax/tree';

/** What one kind of appender does with events that got through. */
export interface Delivery {
  /** Throws a `NetFailure` where the appender's own code does not catch it. */
  append(event: LiveEvent): void;
  /** Several at once, from a buffering appender; default: one after the other. */
  appendAll?(events: readonly LiveEvent[]): void;
  /** Flushes what is held; called once. */
  close?(): void;
}

export class Appender {
  readonly object: NetObject;
  readonly name: string;
  readonly layout: Layout | undefined;
  readonly #world: World;
  readonly #filters: readonly Filter[];
  readonly #delivery: Delivery;
  #closed = false;
  #busy = false;
  #complained = false;

  constructor(object: NetObject, world: World, delivery: (appender: Appender) => Delivery) {
    this.object = object;
    this.name = object.text('name') ?? '';
    this.#world = world;
    this.#filters = object.added('filter').flatMap(it => (it.built?.kind === 'filter' ? [it.built.filter] : []));
    const layout = object.object('layout')?.built;
    this.layout = layout?.kind === 'layout' ? layout.layout : undefined;
    this.#delivery = delivery(this);
  }

  /** Whether others can be attached to it. */
  get holdsAppenders(): boolean {
    return this.object.type.holdsAppenders === true;
  }

  append(event: LiveEvent): void {
    this.#guarded(() => {
      if (this.#accepts(event) && this.#hasLayout()) this.#delivery.append(event);
    });
  }

  appendAll(events: readonly LiveEvent[]): void {
    this.#guarded(() => {
      const accepted = events.filter(it => this.#accepts(it));
      if (accepted.length === 0 || !this.#hasLayout()) return;
      if (this.#delivery.appendAll) this.#delivery.appendAll(accepted);
      else for (const event of accepted) this.#delivery.append(event);
    });
  }

  close(): void {
    if (this.#closed) return;
    try {
      this.#delivery.close?.();
      this.#closed = true;
    } catch (failure) {
      if (!(failure instanceof NetFailure)) throw failure;
      this.#world.journal.say('close-failed', { appender: this.name, reason: failure.message }, failure.span ?? this.object.span);
    }
  }

  /** Tells the error handler, which speaks of the first error only. */
  fail(code: MessageCode, values: MessageValues, span: Span = this.object.span): void {
    if (this.#complained) return;
    this.#complained = true;
    this.#world.journal.say(code, { class: className(this.object), appender: this.name, ...values }, span);
  }

  /** The event's text as the layout gives it; only called where there is a layout. */
  render(event: LiveEvent): string {
    if (!this.layout) throw new NetFailure('the layout cannot be simulated');
    return this.layout.render(event);
  }

  #guarded(deliver: () => void): void {
    if (this.#closed) {
      this.fail('appender-closed', {});
      return;
    }
    if (this.#busy) return;
    this.#busy = true;
    try {
      deliver();
    } catch (failure) {
      if (!(failure instanceof NetFailure)) throw failure;
      this.fail('append-failed', { reason: failure.message }, failure.span ?? this.object.span);
    } finally {
      this.#busy = false;
    }
  }

  #accepts(event: LiveEvent): boolean {
    const { journal } = this.#world;
    const threshold = this.object.level('threshold');
    if (threshold && event.level.value < threshold.value) {
      const reason = `The level ${event.level.name} is below the appender's threshold ${threshold.name}.`;
      journal.step({ kind: 'threshold', outcome: 'deny', reason, appender: this.name, span: this.object.spanOf('threshold') });
      return false;
    }
    if (threshold && this.object.setting('threshold')) {
      const reason = `The level ${event.level.name} reaches the appender's threshold ${threshold.name}.`;
      journal.step({ kind: 'threshold', outcome: 'pass', reason, appender: this.name, span: this.object.spanOf('threshold') });
    }
    for (const filter of this.#filters) {
      const { outcome, reason } = filter.decide(event);
      journal.step({ kind: 'filter', outcome, reason, appender: this.name, span: filter.span });
      if (outcome === 'deny') return false;
      if (outcome === 'accept') return true;
    }
    if (this.#filters.length > 0) {
      const reason = 'No filter decided, so the event passes.';
      journal.step({ kind: 'filter', outcome: 'pass', reason, appender: this.name, span: this.object.span });
    }
    return true;
  }

  #hasLayout(): boolean {
    if (this.object.object('layout') || this.object.type.requiresLayout !== true) return true;
    this.fail('layout-missing', {});
    const reason = 'The appender has no layout, so the event is dropped.';
    this.#world.journal.step({ kind: 'layout', outcome: 'drop', reason, appender: this.name, span: this.object.span });
    return false;
  }
}

/** The class's name without its namespace, as error handlers show it. */
function className({ type }: NetObject): string {
  return type.type.slice(Math.max(type.type.lastIndexOf('.'), type.type.lastIndexOf('+')) + 1);
}
