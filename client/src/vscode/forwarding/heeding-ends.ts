/** Timers that do not overtake the end of forwarding. */

type After = (ms: number, callback: () => void) => () => void;

/**
 * A timer sleeps with the computer: after waking, the one for another attempt may ring although the time is up and the one
 * for the end has not rung.
 *
 * @param after calls back after so many milliseconds; the result cancels
 * @param endOverdue ends what should have ended by now; undefined where nothing should have
 * @returns the same, but calling back only once what is overdue has ended
 */
export function heedingEnds(after: After, endOverdue: () => Promise<void> | undefined): After {
  return (ms, callback) => {
    let isCancelled = false;
    const cancel = after(ms, () => {
      const ending = endOverdue();
      if (ending === undefined) callback();
      else
        void ending.finally(() => {
          if (!isCancelled) callback();
        });
    });
    return () => {
      isCancelled = true;
      cancel();
    };
  };
}
