/** What "Nothing Arrives?" shows: one line a check, its way out below it, and what can be done at once as links. */
import { type CheckAction, type CheckState, conclusion, type Section } from '../../listener/checklist';
import { endpoint } from '../../listener/place';
import type { ViewLine, ViewLink } from '../explain/view';

export interface ChecklistShown {
  readonly sections: readonly Section[];
  /** `09:31:04`. */
  readonly at: string;
  /** The command that looks again, and does what a link names first. */
  readonly command: string;
}

const tones = { ok: 'good', problem: 'bad', unknown: 'plain' } as const satisfies Readonly<Record<CheckState, ViewLine['tone']>>;
const signs: Readonly<Record<CheckState, string>> = { ok: '✔', problem: '✖', unknown: '?' };
const width = 15;
/** As far as VS Code indents the rest of a line that it wraps. */
const indent = ' '.repeat(4);

/** How a link names an action of a list: by the places of its section, check and action. */
export const actionKey = (section: number, check: number, action: number): string => `${section}.${check}.${action}`;

export function checklistLines({ sections, at, command }: ChecklistShown): readonly ViewLine[] {
  const lines: ViewLine[] = [
    { text: conclusion(sections), tone: 'heading' },
    linked(`Checked at ${at}: ✔ fine, ✖ in the way, ? cannot be tested from here.  `, [{ text: 'Check Again', command }], 'quiet'),
  ];
  for (const [section, { title, checks }] of sections.entries()) {
    if (checks.length === 0) continue;
    lines.push({ text: '', tone: 'plain' }, { text: title, tone: 'heading' });
    for (const [check, { title: name, state, message, wayOut, actions = [] }] of checks.entries()) {
      lines.push({ text: `${signs[state]} ${name.padEnd(width)}${oneLine(message)}`, tone: tones[state] });
      if (wayOut !== undefined) lines.push({ text: `${indent}→ ${oneLine(wayOut)}`, tone: 'plain' });
      const links = actions.map((action, n) => ({ text: actionTitle(action), command, argument: { run: actionKey(section, check, n) } }));
      if (links.length > 0) lines.push(linked(`${indent}  `, links, 'plain'));
    }
  }
  return lines;
}

export function actionTitle(action: CheckAction): string {
  switch (action.kind) {
    case 'start':
      return 'Start Test Listener';
    case 'listen': {
      const { address, port } = action;
      return `Listen on ${address === undefined ? port : endpoint(address, port)}`;
    }
    case 'listen-for':
      return 'Choose What to Do';
    case 'open':
      return `Open Line ${action.line}`;
    case 'copy':
      return action.what === 'line' ? 'Copy the Line' : 'Copy the Folder';
    case 'setting':
      return 'Open the Setting';
    case 'trust':
      return 'Manage Workspace Trust';
  }
}

interface Linked {
  readonly text: string;
  readonly command: string;
  readonly argument?: unknown;
}

function linked(before: string, parts: readonly Linked[], tone: ViewLine['tone']): ViewLine {
  let text = before;
  const links: ViewLink[] = [];
  for (const part of parts) {
    if (links.length > 0) text += ' · ';
    links.push({ start: text.length, end: text.length + part.text.length, command: part.command, argument: part.argument });
    text += part.text;
  }
  return { text, tone, links };
}

/** Texts of a configuration and of the network stand in it. */
const oneLine = (text: string): string => text.replaceAll(/[\s\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
