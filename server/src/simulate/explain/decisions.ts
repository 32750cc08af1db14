/** How decisions are said in a word with a sign, so that nobody needs colours to read them. */
import type { Step } from '../types';
import type { Mark, Tone } from './types';

interface Said {
  readonly sign: string;
  readonly word: string;
  readonly tone: Mark['tone'];
}

const said: Readonly<Record<Step['outcome'], Said>> = {
  accept: { sign: '✔', word: 'accept', tone: 'good' },
  neutral: { sign: '○', word: 'neutral', tone: 'neutral' },
  deny: { sign: '✖', word: 'deny', tone: 'bad' },
  pass: { sign: '✔', word: 'pass', tone: 'good' },
  drop: { sign: '✖', word: 'drop', tone: 'bad' },
  hold: { sign: '◔', word: 'held', tone: 'waiting' },
  sent: { sign: '✔', word: 'sent', tone: 'good' },
  failed: { sign: '✖', word: 'failed', tone: 'bad' },
};

/** A filter that was not asked, an appender that was not reached. */
export const untouched = (word: string): string => `– ${word}`;

/** Where a logger stops handing up, nothing happens to the event itself. */
function saidOf({ kind, outcome }: Step): Said {
  return kind === 'additivity' ? { sign: '–', word: 'stop', tone: 'quiet' } : said[outcome];
}

export function labelOf(step: Step): string {
  const { sign, word } = saidOf(step);
  return `${sign} ${word}`;
}

export function toneOf(step: Step): Mark['tone'] {
  return saidOf(step).tone;
}

/** Whether the event goes no further at this point. */
export function stops({ kind, outcome }: Step): boolean {
  return kind !== 'additivity' && (outcome === 'deny' || outcome === 'drop' || outcome === 'failed');
}

/** The sign alone, for lines that are no decisions. */
export const signs: Readonly<Record<'good' | 'bad' | 'neutral' | 'waiting' | 'quiet', string>> = {
  good: '✔',
  bad: '✖',
  neutral: '○',
  waiting: '◔',
  quiet: '–',
};

export type SignedTone = Extract<Tone, keyof typeof signs>;
