import type { DeadLetter, Outbox } from './contract';

/** An outbox that forgets when the process ends: for dry runs, and where no folder can be written. */
export function memoryOutbox(): Outbox {
  let letters: readonly DeadLetter[] = [];
  return {
    load: () => Promise.resolve([]),
    append: () => Promise.resolve(),
    settle: () => Promise.resolve(),
    bury: more => {
      letters = [...letters, ...more];
      return Promise.resolve();
    },
    dead: () => Promise.resolve(letters),
    exhume: ids => {
      const found = letters.filter(it => ids.includes(it.deliveryId));
      letters = letters.filter(it => !ids.includes(it.deliveryId));
      return Promise.resolve(found);
    },
    close: () => Promise.resolve(),
  };
}
