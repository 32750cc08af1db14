/** Contenders in one race, printed as ratios to ours, and bars that have to be reached. */
import { Bench } from 'tinybench';

/**
 * Lets contenders run one after another and prints a table; the first one is ours.
 * @returns the median time of a contender in milliseconds, by its name
 */
export async function race(title: string, contenders: Readonly<Record<string, () => unknown>>): Promise<(name: string) => number> {
  const bench = new Bench({ time: 1500, warmupTime: 500, iterations: 10, warmupIterations: 3 });
  for (const [name, run] of Object.entries(contenders)) {
    bench.add(name, () => {
      held = run();
    });
  }
  await bench.run();
  const medians = bench.tasks.map(({ name, result }): readonly [string, number] => {
    if (result.state !== 'completed')
      throw new Error(`${name} did not finish: ${result.state}`, { cause: 'error' in result ? result.error : undefined });
    return [name, result.latency.p50];
  });
  const ours = medians[0]?.[1] ?? NaN;
  console.log(`\n${title}`);
  for (const [name, median] of medians) {
    const ratio = median / ours;
    console.log(`  ${name.padEnd(32)} ${median.toFixed(3).padStart(10)} ms   ${ratio.toFixed(2).padStart(7)} × ours`);
  }
  return name => medians.find(it => it[0] === name)?.[1] ?? NaN;
}

/** Keeps a result alive, so that no engine finds out that nobody wants it. */
export let held: unknown;

/** Prints whether a bar is reached; a missed one makes the process end with 1. */
export function bar(claim: string, value: number, atLeast: { readonly atLeast: number } | { readonly atMost: number }): void {
  const reached = 'atLeast' in atLeast ? value >= atLeast.atLeast : value <= atLeast.atMost;
  const wanted = 'atLeast' in atLeast ? `at least ${atLeast.atLeast}` : `at most ${atLeast.atMost}`;
  console.log(`  ${reached ? '✔' : '✖'} ${claim}: ${value.toFixed(2)}, ${wanted}`);
  if (!reached) process.exitCode = 1;
}
