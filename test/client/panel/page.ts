/** The page of the panel in a real browser, without an editor around it: a test is its extension host. */
import { readFile } from 'node:fs/promises';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { chromiumForTests } from '../../../scripts/lib/browser.mjs';
import { inRepository } from '../../../scripts/lib/root.mjs';
import { rowOf } from '../../../client/src/panel/columns';
import type { Extent, Header, HostMessage, PageMessage } from '../../../client/src/panel/protocol';
import { english } from '../../../client/src/panel/words';
import { event, header } from './support';

export interface PanelPage {
  readonly page: Page;
  /** The host says something; answers when the page has drawn what follows. */
  tell(...messages: readonly HostMessage[]): Promise<void>;
  /** What the page said since it was last asked. */
  said(): Promise<readonly PageMessage[]>;
  /** What it would have kept, were it hidden now. */
  kept(): Promise<unknown>;
}

export async function openBrowser(): Promise<Browser> {
  const { executablePath, args, env } = await chromiumForTests();
  return chromium.launch({ executablePath, args: [...args], ...(env && { env: { ...process.env, ...env } }) });
}

export interface PageOptions extends BrowserContextOptions {
  readonly width?: number;
  readonly height?: number;
  /** What the page kept when it was hidden. */
  readonly kept?: unknown;
}

/** Opens the built page, in a window of the size that the panel usually has. Whatever goes wrong in it fails the next `tell` or `said`. */
export async function openPanel(browser: Browser, { width = 1000, height = 300, kept, ...options }: PageOptions = {}): Promise<PanelPage> {
  const page = await browser.newPage({ ...options, viewport: { width, height } });
  page.setDefaultTimeout(10_000);
  const wrong: string[] = [];
  page.on('pageerror', error => wrong.push(error.stack ?? error.message));
  page.on('console', message => message.type() === 'error' && wrong.push(message.text()));
  const sound = <T>(it: T): T => {
    if (wrong.length > 0) throw new Error(`The page broke: ${wrong.splice(0).join('\n')}`);
    return it;
  };
  await page.setContent('<!DOCTYPE html><html lang="en"><body></body></html>');
  await page.addStyleTag({ content: await built('panel.css') });
  await page.evaluate(before => {
    const posted: unknown[] = [];
    let kept = before;
    Object.assign(window, {
      posted,
      kept: () => kept,
      acquireVsCodeApi: () => ({
        postMessage: (it: unknown) => posted.push(structuredClone(it)),
        getState: () => kept,
        setState: (it: unknown) => (kept = structuredClone(it)),
      }),
    });
  }, kept);
  await page.addScriptTag({ content: await built('panel.js') });
  // The host says nothing before that either: nobody would hear it.
  await page.waitForFunction(() => (window as unknown as { readonly posted: PageMessage[] }).posted.some(it => it.type === 'ready'));
  return {
    page,
    tell: (...messages) =>
      page
        .evaluate(async all => {
          for (const data of all) window.dispatchEvent(new MessageEvent('message', { data }));
          // Two frames: one for what the page draws, one for what the browser tells of it (scrolling, sizes).
          for (let frames = 0; frames < 2; frames++) await new Promise(resolve => requestAnimationFrame(resolve));
        }, messages as HostMessage[])
        .then(sound),
    kept: () => page.evaluate(() => (window as unknown as { readonly kept: () => unknown }).kept()),
    said: () => page.evaluate(() => (window as unknown as { readonly posted: PageMessage[] }).posted.splice(0)).then(sound),
  };
}

async function built(file: string): Promise<string> {
  const path = inRepository('dist', file);
  return readFile(path, 'utf8').catch(() => {
    throw new Error(`There is no ${path}: the tests of the page need it built, by "node esbuild.mjs".`);
  });
}

const headerOf = ({ first, end }: Extent): Header => ({ ...header, received: end, held: end - first });
const rowsOf = ({ first, end }: Extent) => Array.from({ length: end - first }, (_, at) => rowOf(event(first + at), first + at));
/** The newest rows that come unasked. */
const newest = ({ first, end }: Extent) => rowsOf({ first: Math.max(first, end - 80), end });

export const snapshot = (extent: Extent, generation = 1): HostMessage => ({
  type: 'snapshot',
  generation,
  extent,
  searching: false,
  rows: newest(extent),
  filter: { text: '', chips: {} },
  header: headerOf(extent),
  words: english,
});

export const appended = (from: number, extent: Extent, generation = 1): HostMessage => ({
  type: 'appended',
  generation,
  from,
  extent,
  searching: false,
  rows: newest(extent),
});
