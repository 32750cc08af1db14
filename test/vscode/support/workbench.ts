/** A VS Code window as a person uses it: by keyboard and mouse, seeing what is on the screen. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';
import { inRepository } from '../../../scripts/lib/root.mjs';

/** What VS Code may take on a busy machine with two cores; nothing here measures speed. */
const patience = 60_000;

export interface Workbench {
  readonly page: Page;
  /** Runs a command by its title in the palette: `log4net: Start Test Listener`. */
  runCommand(title: string): Promise<void>;
  /** Opens a file of the folder by its path in it, and puts the cursor into the editor. */
  openFile(file: string): Promise<void>;
  /** Puts the cursor at a position, 1-based. */
  goTo(line: number, column: number): Promise<void>;
  /** Saves the editor and waits until it is no longer marked as changed. */
  save(): Promise<void>;
  /** What IntelliSense offers at the cursor, in its order. */
  completions(): Promise<readonly string[]>;
  /** Opens the quick fixes at the cursor and takes the one with this title. */
  quickFix(title: string | RegExp): Promise<void>;
  /** The titles of the quick fixes at the cursor. */
  quickFixes(): Promise<readonly string[]>;
  /** Clicks a code lens by its text. */
  clickLens(text: string | RegExp): Promise<void>;
  lenses(): Promise<readonly string[]>;
  /** The findings of the Problems view, as it words them for a screen reader; waits until `ready` holds. */
  problems(ready: (rows: readonly string[]) => boolean): Promise<readonly string[]>;
  /** Names (of their packages) of the extensions that run in this window, VS Code's own among them. */
  runningExtensions(): Promise<readonly string[]>;
  /** The open quick pick or input box. */
  readonly quickInput: {
    readonly box: Locator;
    type(text: string): Promise<void>;
    pick(label: string | RegExp): Promise<void>;
    accept(): Promise<void>;
  };
  /** A notification by its text; click its buttons by `getByRole('button', …)`. */
  notification(text: string | RegExp): Locator;
  /**
   * Waits for a notification and looks where it is. Newer releases lay what needs no answer behind the bell, without a toast, while
   * the cursor is where toasts appear.
   */
  told(text: string | RegExp): Promise<void>;
  /** Waits for a notification in the same way and takes one of its buttons. */
  answer(text: string | RegExp, button: string): Promise<void>;
  /** A modal dialog by its text. */
  dialog(text: string | RegExp): Locator;
  /** An item of the status bar by its text. */
  statusItem(text: string | RegExp): Locator;
  /** The page inside a webview, found by an element that only it has. */
  webview(selector: string): Promise<Frame>;
  /** Switches the colour theme and waits until it is on the screen. */
  theme(kind: 'dark' | 'light'): Promise<void>;
  /** Takes a colour theme by its name. */
  pickTheme(name: string): Promise<void>;
  /** A picture of the window, `out/vscode/NAME.png` unless a path of the repository is given. */
  screenshot(name: string): Promise<string>;
  /** Leaves the page: the extension host runs `deactivate` and frees its sockets. */
  close(): Promise<void>;
}

/** Waits for the workbench in a page that was just sent to it. */
export async function workbenchOn(page: Page, leave: () => Promise<void>): Promise<Workbench> {
  page.setDefaultTimeout(patience);
  await page.locator('.monaco-workbench .explorer-folders-view .monaco-list-row').first().waitFor();
  const rows = (scope: string): Locator => page.locator(`${scope} .monaco-list-row`);
  const box = page.locator('.quick-input-widget');
  const quickInput = {
    box,
    type: async (text: string) => {
      await box.locator('input').first().fill(text);
    },
    pick: async (label: string | RegExp) => {
      await box.locator('.monaco-list-row', { hasText: label }).first().click();
    },
    accept: async () => {
      await page.keyboard.press('Enter');
    },
  };

  // A palette that is still closing would take the next one's keys.
  const openQuickInput = async (key: string): Promise<void> => {
    for (let attempt = 0; attempt < 10; attempt++) {
      if (await box.isVisible()) await page.keyboard.press('Escape');
      await box.waitFor({ state: 'hidden' });
      await page.keyboard.press(key);
      const open = await box.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
      if (open) return;
    }
    throw new Error(`VS Code does not answer to ${key}.`);
  };

  /**
   * Opens a quick pick, types, and takes the row with these labels. VS Code fills the list when it opens it: what an
   * extension adds a moment later is there the next time.
   */
  const take = async (key: string, text: string, labelled: readonly string[], what: string): Promise<void> => {
    const row = labelled.map(it => page.locator(`.quick-input-list .monaco-list-row${it}`)).reduce((one, other) => one.or(other));
    const end = performance.now() + patience;
    for (;;) {
      await openQuickInput(key);
      await quickInput.type(text);
      const found = await row
        .first()
        .click({ timeout: 5000 })
        .then(
          () => true,
          () => false,
        );
      if (found) return;
      if (performance.now() > end) throw new Error(`VS Code does not offer ${what}.`);
    }
  };

  const runCommand = (title: string): Promise<void> =>
    // A command with a key has that behind its title.
    take('F1', `>${title}`, [`[aria-label="${quoted(title)}"]`, `[aria-label^="${quoted(title)},"]`], `the command "${title}"`);

  /**
   * The picker fills its list a moment after it has opened, and what was typed before that may be gone: it is opened
   * anew until it has the theme.
   */
  const pickTheme = async (name: string): Promise<void> => {
    const end = performance.now() + patience;
    for (;;) {
      await runCommand('Preferences: Color Theme');
      const row = page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first();
      const taken = await quickInput
        .type(name)
        .then(() => row.click({ timeout: 5000 }))
        .then(
          () => true,
          () => false,
        );
      if (taken) break;
      if (performance.now() > end) throw new Error(`VS Code does not offer the theme "${name}".`);
    }
    await box.waitFor({ state: 'hidden' });
  };

  const bell = page.locator('[id="status.notifications"] a');
  /** A notification as a toast, else in the list behind the bell, which is open then. */
  const notice = async (text: string | RegExp): Promise<{ readonly item: Locator; readonly isToast: boolean }> => {
    const item = (place: string): Locator => page.locator(`${place} .notification-list-item`, { hasText: text }).first();
    const toast = item('.notification-toast');
    const isToast = await toast.waitFor({ timeout: 5000 }).then(
      () => true,
      () => false,
    );
    if (isToast) return { item: toast, isToast };
    await bell.click();
    const kept = item('.notifications-center');
    await kept.waitFor();
    return { item: kept, isToast };
  };

  const suggestions = async (): Promise<readonly string[]> => {
    await page.keyboard.press('Control+Space');
    await rows('.suggest-widget.visible').first().waitFor();
    // The list grows while providers answer: read it when it stands still.
    return settled(() => labels(rows('.suggest-widget.visible')));
  };

  /** False where the editor says that there are none. */
  const openQuickFixes = async (): Promise<boolean> => {
    await page.keyboard.press('Control+.');
    const none = page.locator('.monaco-editor-overlaymessage');
    await rows('.action-widget').first().or(none).first().waitFor();
    return !(await none.isVisible());
  };

  return {
    page,
    quickInput,
    runCommand,
    openFile: async file => {
      const name = path.posix.basename(file);
      const folders = file.split('/').map(part => `[aria-label*="${quoted(part)}"]`);
      await take('Control+P', file, [`[aria-label^="${quoted(name)}"]${folders.join('')}`], `the file "${file}"`);
      await page.locator('.tab.active', { hasText: name }).waitFor();
      await page.locator('.editor-group-container.active .monaco-editor .view-line').first().waitFor();
      // The keyboard is there by itself. A click on the lines, tried again under load, would scroll them to their end.
      await page.locator('.editor-group-container.active .monaco-editor.focused').first().waitFor();
    },
    goTo: async (line, column) => {
      await openQuickInput('Control+G');
      await quickInput.type(`:${line}:${column}`);
      await page.keyboard.press('Enter');
      await box.waitFor({ state: 'hidden' });
    },
    save: async () => {
      await page.keyboard.press('Control+S');
      await page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
    },
    completions: suggestions,
    quickFix: async title => {
      if (!(await openQuickFixes())) throw new Error(`There are no quick fixes here, "${title}" should be one.`);
      await page.locator('.action-widget .monaco-list-row', { hasText: title }).first().click();
    },
    quickFixes: async () => {
      if (!(await openQuickFixes())) return [];
      const titles = await settled(() => texts(rows('.action-widget')));
      await page.keyboard.press('Escape');
      return titles;
    },
    clickLens: async text => {
      // Lenses that are scrolled out of sight are there as well.
      await page.locator('.codelens-decoration a', { hasText: text }).filter({ visible: true }).first().click();
    },
    lenses: () => texts(page.locator('.codelens-decoration a')),
    problems: async ready => {
      await runCommand('Problems: Focus on Problems View');
      await page.locator('.markers-panel').waitFor();
      return until(
        () => labels(rows('.markers-panel')),
        ready,
        found => `The Problems view never held what was expected. It shows:\n${found.join('\n')}`,
      );
    },
    runningExtensions: async () => {
      await runCommand('Developer: Show Running Extensions');
      const size = page.viewportSize() ?? { width: 1440, height: 900 };
      // The list holds only what is on the screen.
      await page.setViewportSize({ ...size, height: 4000 });
      const list = '.runtime-extensions-editor';
      await page.locator(`${list} .activation-time:text("Activation")`).first().waitFor();
      const names = await settled(() => labels(page.locator(`${list} .monaco-list-row:has(.activation-time:text("Activation"))`)));
      await page.setViewportSize(size);
      await page.locator('.tab.active', { hasText: 'Running Extensions' }).locator('.tab-actions .action-label').first().click();
      return [...names].sort();
    },
    notification: text => page.locator('.notification-toast .notification-list-item', { hasText: text }).first(),
    told: async text => {
      const { isToast } = await notice(text);
      if (isToast) return;
      await bell.click();
      await page.locator('.notifications-center').waitFor({ state: 'hidden' });
    },
    answer: async (text, button) => {
      const { item } = await notice(text);
      await item.getByRole('button', { name: button }).click();
    },
    dialog: text => page.locator('.monaco-dialog-box', { hasText: text }).first(),
    statusItem: text => page.locator('.statusbar-item', { hasText: text }).first(),
    webview: selector => findFrame(page, selector),
    theme: async kind => {
      await pickTheme(kind === 'dark' ? 'Dark Modern' : 'Light Modern');
      await page.locator(kind === 'dark' ? '.monaco-workbench.vs-dark' : '.monaco-workbench.vs:not(.vs-dark)').waitFor();
    },
    pickTheme,
    screenshot: async name => {
      const file = name.includes('/') ? inRepository(name) : inRepository('out', 'vscode', `${name}.png`);
      await mkdir(path.dirname(file), { recursive: true });
      await page.screenshot({ path: file });
      return file;
    },
    close: leave,
  };
}

async function findFrame(page: Page, selector: string): Promise<Frame> {
  // A webview's frame is called `pending-frame` or `active-frame` by turns: its content is what tells.
  return until(
    async () => {
      for (const frame of page.frames()) {
        const count = await frame
          .locator(selector)
          .count()
          .catch(() => 0);
        if (count > 0) return frame;
      }
      return undefined;
    },
    (frame): frame is Frame => frame !== undefined,
    () => `No webview holds ${selector}.`,
  ) as Promise<Frame>;
}

const labels = async (rows: Locator): Promise<readonly string[]> =>
  await rows.evaluateAll(found => found.map(it => it.getAttribute('aria-label') ?? it.textContent));
const texts = async (rows: Locator): Promise<readonly string[]> => (await rows.allTextContents()).map(it => it.trim());

/** For a value between quotes in a selector. */
const quoted = (text: string): string => text.replace(/["\\]/g, '\\$&');

/** Asks until the answer is good; fails with a sentence that tells the last answer. */
export async function until<T>(
  ask: () => Promise<T>,
  good: (answer: T) => boolean,
  complaint: (last: T) => string,
  within = patience,
): Promise<T> {
  const end = performance.now() + within;
  for (;;) {
    const answer = await ask();
    if (good(answer)) return answer;
    if (performance.now() > end) throw new Error(complaint(answer));
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

/** The answer once it has been the same for a third of a second. */
async function settled<T>(ask: () => Promise<T>): Promise<T> {
  let last = await ask();
  for (let same = 0; same < 3;) {
    await new Promise(resolve => setTimeout(resolve, 110));
    const next = await ask();
    same = JSON.stringify(next) === JSON.stringify(last) ? same + 1 : 0;
    last = next;
  }
  return last;
}
