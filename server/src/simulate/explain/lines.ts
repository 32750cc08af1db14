/** The readable view of an explanation: one line for each statement, indented by what it belongs to, so that it folds. */
import type { Span } from '../../syntax/tree';
import type { RuntimeMessage, SimulatedMail, SimulationResult } from '../types';
import { labelOf, signs, toneOf, type SignedTone } from './decisions';
import type { ExplainInput, Fate } from './explain';
import type { LoadVerdict } from './loading';
import { mailLines } from './mail-text';
import { receive, type Received } from './received';
import type { ExplainedLine } from './types';

export interface LinesInput extends Pick<ExplainInput, 'text' | 'config' | 'event' | 'receiver'> {
  readonly result: SimulationResult;
  readonly fates: readonly Fate[];
  readonly summary: string;
  readonly loading?: LoadVerdict;
}

type Draft = Omit<ExplainedLine, 'text'> & { readonly text: string };

export function linesOf(input: LinesInput): readonly ExplainedLine[] {
  const { text, event, result, fates, summary, loading } = input;
  const received = new Map(receive(result.datagrams, input.receiver).map(it => [it.datagram, it]));
  const drafts: Draft[] = [
    { text: summary, tone: 'heading' },
    ...(result.failure ? [{ text: `  ${signs.bad} It ends here`, tone: 'bad' as const, span: result.failure.span }] : []),
    blank,
    { text: 'Event', tone: 'heading' },
    plain(`  ${event.logger === '' ? 'root' : event.logger} · ${event.level}`),
    plain(`  ${oneLine(event.message ?? 'no message')}`),
    blank,
    ...loggerLines(input),
    ...fates.flatMap(it => [...fateLines(it, received), blank]),
    ...loadingLines(loading),
    ...runtimeLines(result.messages),
  ];
  while (drafts.at(-1) === blank) drafts.pop();
  const lineOf = lineNumbers(text);
  return drafts.map(draft => (draft.span ? { ...draft, text: `${draft.text}  · line ${lineOf(draft.span.start)}` } : draft));
}

const blank: Draft = { text: '', tone: 'plain' };
const plain = (text: string): Draft => ({ text, tone: 'plain' });

function signed(tone: SignedTone, text: string, span?: Span): Draft {
  return { text: `${signs[tone]} ${text}`, tone, ...(span && { span }) };
}

function indented({ text, ...rest }: Draft, by = 2): Draft {
  return { ...rest, text: `${' '.repeat(by)}${text}` };
}

function loggerLines({ result, config }: LinesInput): readonly Draft[] {
  const steps = result.steps.filter(it => it.appender === undefined);
  if (steps.length === 0) return [];
  const qmc =
    config.dialect === 'qlik'
      ? [
          indented({
            text: `${signs.quiet} The log levels of the QMC come before that: what is switched off there never gets here.`,
            tone: 'quiet',
          }),
        ]
      : [];
  return [{ text: 'Loggers', tone: 'heading' }, ...qmc, ...steps.map(stepLine), blank];
}

function stepLine(step: SimulationResult['steps'][number]): Draft {
  return { text: `  ${labelOf(step).padEnd(10)} ${step.reason}`, tone: toneOf(step), ...(step.span && { span: step.span }) };
}

function fateLines(
  { appender, steps, tone, headline, datagrams, mails }: Fate,
  received: ReadonlyMap<unknown, Received>,
): readonly Draft[] {
  return [
    signed(tone, `${appender.name}: ${headline}`, appender.element.startTag),
    ...steps.map(stepLine),
    ...datagrams.flatMap(it => {
      const read = received.get(it);
      return read ? datagramLines(read) : [];
    }),
    ...mails.flatMap(it => mailBlock(it)),
  ];
}

function datagramLines({ bytes, text, fields, judgement, decoded }: Received): readonly Draft[] {
  const widest = Math.min(24, Math.max(0, ...fields.map(it => it.name.length)));
  const tone: SignedTone =
    judgement.verdict === 'accepted'
      ? judgement.code === 'altered'
        ? 'waiting'
        : 'good'
      : judgement.verdict === 'unknown'
        ? 'neutral'
        : 'bad';
  return [
    plain(`  Datagram, ${bytes} bytes, read as ${judgement.type ?? decoded.format}`),
    indented(signed(tone, judgement.reason ?? judgement.verdict), 4),
    ...(judgement.notes ?? []).map(it => indented({ text: `${signs.quiet} ${it}`, tone: 'quiet' }, 4)),
    ...fields.map(({ name, value, read }) => {
      const shown = valueOf(value);
      const changed = read === undefined ? '' : `   read as ${valueOf(read)}`;
      return {
        text: `    ${name.padEnd(widest)}  ${shown}${changed}`,
        tone: read === undefined ? ('plain' as const) : ('waiting' as const),
      };
    }),
    ...(fields.length === 0 ? rawLines(text) : []),
  ];
}

function mailBlock(mail: SimulatedMail): readonly Draft[] {
  return [plain('  Mail'), ...mailLines(mail).map(it => plain(it === '' ? '' : `    ${it}`))];
}

const mostRawLines = 40;

function rawLines(text: string): readonly Draft[] {
  const lines = text.split(/\r\n|\r|\n/);
  return lines.slice(0, mostRawLines).map(it => plain(`    ${it}`));
}

function loadingLines(verdict: LoadVerdict | undefined): readonly Draft[] {
  if (!verdict) return [];
  const tone = verdict.loads === 'yes' ? 'good' : verdict.loads === 'no' ? 'bad' : 'waiting';
  return [
    { text: 'Would Qlik Sense load this file?', tone: 'heading' },
    indented(signed(tone, `${verdict.message} (${verdict.certainty})`, verdict.span)),
    ...verdict.findings.slice(0, 20).map(it => indented(signed('quiet', `${it.message} (${it.certainty})`, it.span), 4)),
    blank,
  ];
}

function runtimeLines(messages: readonly RuntimeMessage[]): readonly Draft[] {
  if (messages.length === 0) return [];
  return [
    { text: 'log4net would say in its internal log', tone: 'heading' },
    ...messages.flatMap(({ severity, message, runtimeText, span }) => [
      indented({ text: `${signs.bad} ${severity}: ${message}`, tone: 'bad', ...(span && { span }) }),
      ...(runtimeText === undefined
        ? []
        : [indented({ text: oneLine(`log4net:${severity === 'error' ? 'ERROR' : 'WARN'} ${runtimeText}`), tone: 'quiet' }, 6)]),
    ]),
    blank,
  ];
}

/** Blanks at either end show by quotes. */
function valueOf(text: string): string {
  if (text === '') return '(empty)';
  return text === text.trim() ? oneLine(text) : `"${oneLine(text)}"`;
}

/** Line breaks shown as signs; nothing so long that the rest of the view is lost. */
function oneLine(text: string): string {
  const shown = text.replace(/\r\n|\r|\n/g, '⏎');
  return shown.length > 400 ? `${shown.slice(0, 399)}…` : shown;
}

/** 1-based line of an offset. */
function lineNumbers(text: string): (offset: number) => number {
  const starts = [0];
  for (const { index, 0: mark } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + mark.length);
  return offset => {
    let low = 0;
    let high = starts.length;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
