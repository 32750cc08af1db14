/** When events came, by type: bars to brush over with the mouse or to walk along with the keyboard; both set a time filter. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import type { Timeline } from '../protocol';
import { say, type Words } from '../words';
import { clock } from './header';
import type { Action, State } from './state';
import { colourOf, stacked } from './timeline-data';

export interface TimelineBarProps {
  readonly state: State;
  readonly dispatch: (action: Action) => void;
}

export function TimelineBar({ state, dispatch }: TimelineBarProps) {
  const { timeline, words, filter } = state;
  if (timeline === undefined) return <div class="timeline" />;
  const select = (from: number, to: number) => {
    const term = `time>=${local(from)} time<${local(to)}`;
    const others = filter.text.replace(/(^|\s+)time(>=|<)\S+/g, '').trim();
    dispatch({ type: 'filter', text: others === '' ? term : `${others} ${term}` });
  };
  return (
    <div class="timeline" role="group" aria-label={words.timeline}>
      <Chart timeline={timeline} words={words} select={select} />
      <ul class="legend">
        {timeline.types.map(({ type, counts }) => (
          <li key={type}>
            <span class={`swatch ${colourOf(type)}`} />
            {type === '' ? words.otherTypes : type.replaceAll('-', ' ')}{' '}
            <span class="number">{counts.reduce((sum, n) => sum + n, 0).toLocaleString()}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface ChartProps {
  readonly timeline: Timeline;
  readonly words: Words;
  readonly select: (from: number, to: number) => void;
}

const height = 46;

function Chart({ timeline, words, select }: ChartProps) {
  const place = useRef<HTMLDivElement | null>(null);
  const chosen = useRef(select);
  chosen.current = select;
  const bars = timeline.types[0]?.counts.length ?? 0;
  const [cursor, setCursor] = useState<{ readonly from: number; readonly to: number } | undefined>(undefined);
  const theme = useTheme();
  const types = timeline.types.map(it => it.type).join();
  const plot = useRef<uPlot | undefined>(undefined);
  const data = useMemo(() => stacked(timeline), [timeline]);

  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const made = new uPlot(
      optionsFor(timeline, element, (from, to) => chosen.current(from, to)),
      data,
      element,
    );
    plot.current = made;
    const endClicks = onBar(made, timeline, from => chosen.current(from, from + timeline.step));
    const fit = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    fit.observe(element);
    return () => {
      endClicks();
      fit.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [types, theme, timeline.step]);
  useEffect(() => plot.current?.setData(data), [data]);

  const at = (bar: number): number => timeline.start + bar * timeline.step;
  const shown = cursor ?? { from: bars - 1, to: bars - 1 };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (event.key === 'Enter' || event.key === ' ') {
      select(at(Math.min(shown.from, shown.to)), at(Math.max(shown.from, shown.to) + 1));
    } else if (event.key === 'Home' || event.key === 'End') {
      const to = event.key === 'Home' ? 0 : bars - 1;
      setCursor({ from: event.shiftKey ? shown.from : to, to });
    } else if (by !== 0) {
      const to = Math.min(bars - 1, Math.max(0, shown.to + by));
      setCursor({ from: event.shiftKey ? shown.from : to, to });
    } else return;
    event.preventDefault();
  };
  const first = Math.min(shown.from, shown.to);
  const last = Math.max(shown.from, shown.to);
  return (
    <div
      class="chart"
      role="slider"
      tabIndex={0}
      aria-label={words.timeline}
      aria-description={words.timelineHint}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, bars - 1)}
      aria-valuenow={Math.max(0, shown.to)}
      aria-valuetext={say(words.timelineBar, clock(at(first), true), clock(at(last + 1), true), inWords(timeline, first, last, words))}
      onKeyDown={onKeyDown}
      onBlur={() => setCursor(undefined)}
    >
      <div class="plot" ref={place} />
      {cursor !== undefined && bars > 0 && (
        <div class="cursor" style={{ left: `${(first / bars) * 100}%`, width: `${((last - first + 1) / bars) * 100}%` }} />
      )}
      <span class="range number" aria-hidden="true">
        {say(words.timelineSummary, clock(at(0), true), clock(at(bars), true))}
      </span>
    </div>
  );
}

function inWords({ types }: Timeline, first: number, last: number, words: Words): string {
  const parts = types.flatMap(({ type, counts }) => {
    const n = counts.slice(first, last + 1).reduce((sum, it) => sum + it, 0);
    return n === 0 ? [] : [`${n.toLocaleString()} ${type === '' ? words.otherTypes : type.replaceAll('-', ' ')}`];
  });
  return parts.length === 0 ? words.timelineNone : parts.join(', ');
}

/** In pixels. */
const leastBrush = 3;

/** When the bar at this place begins. */
const barAt = (plot: uPlot, { step }: Timeline, left: number): number => Math.floor((plot.posToVal(left, 'x') * 1_000) / step) * step;

/** Hears of clicks on a bar, which uPlot does not tell of; the result ends that. */
function onBar(plot: uPlot, timeline: Timeline, select: (from: number) => void): () => void {
  let down = 0;
  const onDown = (event: MouseEvent) => (down = event.clientX);
  const onClick = (event: MouseEvent) => {
    if (Math.abs(event.clientX - down) < leastBrush) select(barAt(plot, timeline, event.clientX - plot.over.getBoundingClientRect().left));
  };
  // Ahead of uPlot, which keeps some clicks to itself.
  plot.over.addEventListener('mousedown', onDown, { capture: true });
  plot.over.addEventListener('click', onClick, { capture: true });
  return () => {
    plot.over.removeEventListener('mousedown', onDown, { capture: true });
    plot.over.removeEventListener('click', onClick, { capture: true });
  };
}

function optionsFor(timeline: Timeline, element: HTMLElement, select: (from: number, to: number) => void): uPlot.Options {
  const style = getComputedStyle(element);
  const bars = uPlot.paths.bars?.({ size: [0.85, 40], align: 1 });
  return {
    width: element.clientWidth,
    height,
    padding: [4, 0, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: true, range: (_, min, max) => [min, max + timeline.step / 1_000] },
      y: { range: (_, __, max) => [0, Math.max(1, max)] },
    },
    axes: [{ show: false }, { show: false }],
    cursor: { x: false, y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
    series: [
      {},
      ...timeline.types.map(({ type }) => ({
        fill: style.getPropertyValue(`--${colourOf(type)}`),
        width: 0,
        points: { show: false },
        ...(bars && { paths: bars }),
      })),
    ],
    hooks: {
      setSelect: [
        it => {
          const { left, width } = it.select;
          // Brushed over by next to nothing: a click, which is heard of by itself.
          if (width >= leastBrush) select(barAt(it, timeline, left), barAt(it, timeline, left + width) + timeline.step);
          it.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}

/** The id of the colour theme: the chart draws itself and has to hear of a new one. */
function useTheme(): string {
  const read = () => `${document.body.dataset['vscodeThemeId'] ?? ''} ${document.body.className}`;
  const [theme, setTheme] = useState(read);
  useEffect(() => {
    const watch = new MutationObserver(() => setTheme(read()));
    watch.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
    return () => watch.disconnect();
  }, []);
  return theme;
}

/** As the filter reads it: the time of this computer. */
function local(time: number): string {
  const it = new Date(time);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${it.getFullYear()}-${two(it.getMonth() + 1)}-${two(it.getDate())}T${two(it.getHours())}:${two(it.getMinutes())}:${two(it.getSeconds())}`;
}
