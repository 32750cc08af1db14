import type { Outbox } from './contract';

/** An outbox that forgets when the process ends: for dry runs, and where no folder can be written. */
export const memoryOutbox = (): Outbox => ({
  load: () => Promise.resolve([]),
  append: () => Promise.resolve(),
  settle: () => Promise.resolve(),
  close: () => Promise.resolve(),
});
