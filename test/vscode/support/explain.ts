/** What "Explain This Event" draws, read off the screen. */
import type { Page } from 'playwright-core';
import { until } from './workbench';

/** A line of the configuration with what is drawn behind it. */
export interface Mark {
  readonly line: string;
  readonly drawn: string;
}

/** The texts behind the lines that are on the screen, top to bottom; decorations live in the style sheet alone. */
export async function marksOnScreen(page: Page, tab: string): Promise<readonly Mark[]> {
  return page.evaluate(title => {
    const group = [...document.querySelectorAll('.editor-group-container')].find(it =>
      [...it.querySelectorAll('.tab.active')].some(each => each.getAttribute('aria-label')?.startsWith(title)),
    );
    const lines = [...(group?.querySelectorAll<HTMLElement>('.view-line') ?? [])];
    lines.sort((a, b) => Number.parseFloat(a.style.top) - Number.parseFloat(b.style.top));
    return lines.flatMap(line => {
      const drawn = [...line.querySelectorAll('span')]
        .map(it => getComputedStyle(it, '::after').content)
        .filter(it => it.startsWith('"') && /[✔✖○◔–]/.test(it))
        .map(it => JSON.parse(it.replace(/\\(?!["\\])/g, '\\\\')) as string);
      const text = line.textContent.replaceAll('\u00a0', ' ').trim();
      return drawn.length === 0 ? [] : [{ line: text, drawn: drawn.join(' | ') }];
    });
  }, tab);
}

/** The lines of an editor that are on the screen, top to bottom. */
export async function linesOnScreen(page: Page, tab: string): Promise<readonly string[]> {
  return page.evaluate(title => {
    const group = [...document.querySelectorAll('.editor-group-container')].find(it =>
      [...it.querySelectorAll('.tab.active')].some(each => each.getAttribute('aria-label')?.startsWith(title)),
    );
    return [...(group?.querySelectorAll<HTMLElement>('.view-line') ?? [])]
      .map(line => ({ top: Number.parseFloat(line.style.top), text: line.textContent.replaceAll('\u00a0', ' ') }))
      .sort((a, b) => a.top - b.top)
      .map(it => it.text);
  }, tab);
}

/** The marks once they hold what is wanted. */
export async function marksWhen(page: Page, tab: string, good: (marks: readonly Mark[]) => boolean): Promise<readonly Mark[]> {
  return until(
    () => marksOnScreen(page, tab),
    good,
    marks => `The marks never came to be what was expected. They are:\n${marks.map(it => `${it.line}  «  ${it.drawn}`).join('\n')}`,
  );
}

export async function linesWhen(page: Page, tab: string, good: (lines: readonly string[]) => boolean): Promise<readonly string[]> {
  return until(
    () => linesOnScreen(page, tab),
    good,
    lines => `"${tab}" never came to show what was expected. It shows:\n${lines.join('\n')}`,
  );
}
