/**
 * A filter over 100,000 held events in a real workbench: from the key to the rows on the screen, and how long the page
 * holds up the next frame while it scrolls. Bars: ARCHITECTURE.md, "Speed".
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Frame } from 'playwright-core';
import { inRepository } from '../../scripts/lib/root.mjs';
import { flood } from '../vscode/support/flood';
import { folderWith, inWorkbench } from '../vscode/support/host';
import { freePort, listenOn } from '../vscode/support/panel';
import { bar } from './support/race';

const many = 100_000;

/** Each finds another number of events, so that the count tells which one is on the screen. */
const filters = [
  ...['level>=error', 'node:QS-NODE-3', 'type:task-failed', 'task:"Reload 99"', '"attempt 5"', '/nightly.*1[0-9]7 of/', 'user:alice'],
  ...['-level>=error', 'app:"Sales Overview 7"', 'node:QS-NODE-3 level>=error', 'verdict:duplicate or level>=error', 'is:dropped'],
];

// What is measured is what is shipped.
const build = spawn(process.execPath, [inRepository('esbuild.mjs'), '--production'], { stdio: 'inherit' });
await once(build, 'exit');
const workspace = await folderWith({ 'readme.txt': 'nothing' });
try {
  await inWorkbench('panel-bench', workspace.folder, { extension: 'development' }, async workbench => {
    const port = await freePort();
    const panel = await listenOn(workbench, port);
    // A few more than fit, so that what is held is full whatever gets lost on the way.
    const sender = flood(port, many * 1.3, 15_000);
    await sender.done;
    await panel.locator('.count', { hasText: `${many.toLocaleString()} events` }).waitFor();
    const times: number[] = [];
    for (const filter of filters) {
      const took = await onScreen(panel, filter);
      await onScreen(panel, '');
      times.push(took);
      console.log(`  ${filter.padEnd(32)} ${took.toFixed(0).padStart(5)} ms`);
    }
    times.sort((a, b) => a - b);
    bar(`ms from the key to the screen, ${many.toLocaleString()} events held, median`, times[Math.floor(times.length / 2)] ?? NaN, {
      atMost: 100,
    });
    bar('ms, the slowest', times.at(-1) ?? NaN, { atMost: 100 });
    bar('ms between two frames while scrolling, 95 of 100', await scrolling(panel), { atMost: 34 });
  });
} finally {
  await workspace.remove();
}

/** Types a filter and waits until what it finds is drawn. */
function onScreen(panel: Frame, filter: string): Promise<number> {
  return panel.evaluate(async text => {
    const input = document.querySelector<HTMLInputElement>('.filter-bar input');
    const count = document.querySelector('.count');
    if (input === null || count === null) throw new Error('There is no filter.');
    const before = count.textContent;
    const start = performance.now();
    input.value = text;
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    const changed = (): boolean => {
      const rows = document.querySelectorAll('.grid .body .line:not(:has(.loading))').length;
      return count.textContent !== before && (rows > 0 || document.querySelector('.nothing') !== null || /^0 /.test(count.textContent));
    };
    while (!changed()) {
      if (performance.now() - start > 30_000) throw new Error(`Nothing changed for "${text}": ${count.textContent}`);
      await new Promise(requestAnimationFrame);
    }
    // The frame that shows it has begun; the next one says that it is drawn.
    await new Promise(requestAnimationFrame);
    return performance.now() - start;
  }, filter);
}

/** Scrolls a screen at a time through some ten thousand rows; the time that 95 of 100 frames take at most. */
function scrolling(panel: Frame): Promise<number> {
  return panel.evaluate(async () => {
    const grid = document.querySelector('.grid');
    if (grid === null) throw new Error('There is no table.');
    grid.scrollTop = grid.scrollHeight / 2;
    await new Promise(resolve => setTimeout(resolve, 300));
    const times: number[] = [];
    let last = await new Promise<number>(requestAnimationFrame);
    for (let frame = 0; frame < 300; frame++) {
      grid.scrollTop += 110;
      const now = await new Promise<number>(requestAnimationFrame);
      times.push(now - last);
      last = now;
    }
    times.sort((a, b) => a - b);
    return times[Math.floor(times.length * 0.95)] ?? NaN;
  });
}
