/** Says what takes more than a second: when it begins to take long, every ten seconds, and how long it took. */

/** @param {number} since performance.now() of the start */
export const seconds = since => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/**
 * Runs a piece of work and keeps the person at the screen informed.
 * @template T
 * @param {string} title what is being done, as a person would say it: `Downloading VS Code 1.100.3`
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function progress(title, work) {
  const start = performance.now();
  let announced = false;
  const first = setTimeout(() => {
    announced = true;
    console.log(`${title} …`);
  }, 500);
  const reminder = setInterval(() => console.log(`  … still ${title.charAt(0).toLowerCase()}${title.slice(1)}, ${seconds(start)}`), 10_000);
  try {
    const result = await work();
    if (announced) console.log(`  done in ${seconds(start)}`);
    return result;
  } finally {
    clearTimeout(first);
    clearInterval(reminder);
  }
}
