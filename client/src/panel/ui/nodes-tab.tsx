/** What was heard of each node, by type of event: kept beyond the events, so that silence can be noticed. */
import { useEffect, useState } from 'preact/hooks';
import type { NodeLine } from '../protocol';
import { say, type Words } from '../words';
import { Icon } from './icon';
import { VisibleText } from './visible-text';

type SortKey = 'node' | 'type' | 'count' | 'lastSeen';

export interface NodeOrder {
  readonly key: SortKey;
  readonly down: boolean;
}

export const usualOrder: NodeOrder = { key: 'lastSeen', down: true };

/** Silence for longer than this is worth a look while somebody listens. */
const quietMinutes = 15;

export interface NodesTabProps {
  readonly nodes: readonly NodeLine[];
  readonly isListening: boolean;
  readonly words: Words;
  /** How they are sorted, kept while another tab is shown. */
  readonly order: NodeOrder;
  readonly setOrder: (order: NodeOrder) => void;
}

export function NodesTab({ nodes, isListening, words, order: sort, setOrder: setSort }: NodesTabProps) {
  const now = useNow();
  if (nodes.length === 0) return <p class="nothing">{words.nodesEmpty}</p>;
  const hasFiles = nodes.some(it => it.file !== undefined);
  const columns: readonly [SortKey, string][] = [
    ['node', words.columnNode],
    ['type', words.columnType],
    ['count', words.columnCount],
    ['lastSeen', words.columnLastSeen],
  ];
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={words.viewNodes}>
      <table class="list">
        <thead>
          <tr>
            {columns.map(([key, title]) => (
              <th
                key={key}
                scope="col"
                class={key === 'count' ? 'right' : undefined}
                aria-sort={sort.key !== key ? undefined : sort.down ? 'descending' : 'ascending'}
              >
                <button
                  class="sort"
                  title={say(words.sortBy, title)}
                  onClick={() => setSort({ key, down: sort.key === key ? !sort.down : key === 'count' || key === 'lastSeen' })}
                >
                  {title}
                  {sort.key === key && <Icon name={sort.down ? 'chevron-down' : 'chevron-up'} />}
                </button>
              </th>
            ))}
            {hasFiles && <th scope="col">{words.columnFile}</th>}
          </tr>
        </thead>
        <tbody>
          {sorted(nodes, sort.key, sort.down).map(it => (
            <tr key={`${it.node}\n${it.type}`}>
              <th scope="row">
                <VisibleText text={it.node} />
              </th>
              <td>{it.type === '' ? <span class="quiet">{words.noType}</span> : it.type.replaceAll('-', ' ')}</td>
              <td class="right number">{it.count.toLocaleString()}</td>
              <td class="number">
                <time dateTime={it.lastSeen}>{new Date(it.lastSeen).toLocaleString()}</time>
                {isListening && now - Date.parse(it.lastSeen) > quietMinutes * 60_000 && (
                  <span class="problem" title={say(words.quietHint, quietMinutes)}>
                    <Icon name="warning" />
                    {say(words.quietSince, new Date(it.lastSeen).toLocaleTimeString())}
                  </span>
                )}
              </td>
              {hasFiles && <td class="number">{it.file !== undefined && <span title={it.file.path}>{it.file.hash.slice(0, 12)}</span>}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function sorted(nodes: readonly NodeLine[], key: SortKey, down: boolean): readonly NodeLine[] {
  const sign = down ? -1 : 1;
  return [...nodes].sort((a, b) => {
    const order = key === 'count' ? a.count - b.count : a[key].localeCompare(b[key]);
    return sign * order || a.node.localeCompare(b.node) || a.type.localeCompare(b.type);
  });
}

/** The time, brought up to date now and then. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 10_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
