/** One event as a line of the table. */
import type { ComponentChildren } from 'preact';
import type { Row } from '../protocol';
import type { Words } from '../words';
import { HighlightMark } from './highlights';
import { OriginMark } from './origin';
import { VerdictMark } from './verdict';

export interface LineProps {
  readonly number: number;
  readonly index: number;
  readonly top: number;
  readonly row: Row | undefined;
  readonly columns: readonly string[];
  readonly selected: boolean;
  readonly words: Words;
  readonly onPick: () => void;
}

export const rowId = (row: number): string => `row-${row}`;

/** For the host's own context menu: what it is about, and what its commands get. */
export const contextOf = (row: Row): string =>
  JSON.stringify({
    webviewSection: row.verdict === 'mail' ? 'mail' : 'event',
    captured: row.id,
    ids: [row.id],
    preventDefaultContextMenuItems: true,
  });

export function Line({ number, index, top, row, columns, selected, words, onPick }: LineProps) {
  return (
    <div
      role="row"
      id={rowId(number)}
      class={lineClass(row, selected)}
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-vscode-context={row === undefined ? undefined : contextOf(row)}
      style={{ transform: `translateY(${top}px)` }}
      onMouseDown={event => {
        if (event.button === 0) onPick();
      }}
    >
      {row === undefined ? (
        <span role="gridcell" class="loading" aria-colspan={columns.length}>
          {words.loading}
        </span>
      ) : (
        columns.map((id, at) => <Cell key={id} id={id} at={at + 1} row={row} words={words} />)
      )}
    </div>
  );
}

function lineClass(row: Row | undefined, selected: boolean): string {
  const mark = row?.highlight === undefined ? '' : ` marked h${row.highlight + 1}`;
  return `line${selected ? ' selected' : ''}${mark}`;
}

interface CellProps {
  readonly id: string;
  readonly at: number;
  readonly row: Row;
  readonly words: Words;
}

function Cell({ id, at, row, words }: CellProps) {
  const mark = at === 1 && row.highlight !== undefined ? <HighlightMark at={row.highlight} /> : null;
  switch (id) {
    case 'time':
      return <Time iso={row.time} at={at} mark={mark} />;
    case 'level':
      return (
        <span role="gridcell" aria-colindex={at} class={`level ${levelClass(row.level)}`}>
          {mark}
          {row.level}
        </span>
      );
    case 'subject':
      return (
        <span role="gridcell" aria-colindex={at} class="subject" title={row.subject}>
          {mark}
          <span class="cut">{row.subject}</span>
          <OriginMark origin={row.origin} words={words} />
        </span>
      );
    case 'verdict':
      return (
        <span role="gridcell" aria-colindex={at} title={row.verdictWords}>
          {mark}
          <VerdictMark verdict={row.verdict} altered={row.altered} words={row.verdictWords} />
        </span>
      );
    default: {
      const text = id === 'node' ? row.node : id === 'event' ? row.event : (row.more?.[id] ?? '');
      return (
        <span role="gridcell" aria-colindex={at} title={text}>
          {mark}
          {text}
        </span>
      );
    }
  }
}

/** Local time with milliseconds, where there is room: datagrams come in bursts. */
function Time({ iso, at, mark }: { readonly iso: string; readonly at: number; readonly mark: ComponentChildren }) {
  const time = new Date(iso);
  const seconds = [time.getHours(), time.getMinutes(), time.getSeconds()].map(it => String(it).padStart(2, '0')).join(':');
  return (
    <span role="gridcell" aria-colindex={at} class="number" title={time.toLocaleString()}>
      {mark}
      {seconds}
      <span class="ms">.{String(time.getMilliseconds()).padStart(3, '0')}</span>
    </span>
  );
}

function levelClass(level: string): string {
  const name = level.toUpperCase();
  if (['ERROR', 'FATAL', 'CRITICAL', 'SEVERE', 'EMERGENCY', 'ALERT'].includes(name)) return 'bad';
  return name.startsWith('WARN') ? 'warn' : '';
}
