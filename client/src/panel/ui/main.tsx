/** The page: one reducer, one tree. */
import { render } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { PageCommand } from '../protocol';
import { DetailsPane } from './details';
import { Empty } from './empty';
import { FilterBar } from './filter-bar';
import { Grid } from './grid';
import { HeaderBar } from './header';
import { connect, type Host } from './host';
import { Sinks } from './sinks';
import { initialState, reduce, type Action, type State } from './state';
import './panel.css';

function Panel({ host }: { readonly host: Host }) {
  const [state, dispatch] = useHost(host);
  const grid = useRef<HTMLDivElement | null>(null);
  const filter = useRef<HTMLInputElement | null>(null);
  const details = useRef<HTMLElement | null>(null);
  const toFocus = useRef<'details' | undefined>(undefined);
  useEffect(() => {
    if (toFocus.current === undefined || details.current === null) return;
    toFocus.current = undefined;
    details.current.focus();
  });
  if (state.header === undefined) return null;
  const run = (command: PageCommand) => dispatch({ type: 'command', command });
  const { header, words } = state;
  return (
    <>
      <HeaderBar header={header} words={words} run={run} />
      {header.forwarding.sinks !== undefined && (
        <Sinks sinks={header.forwarding.sinks} words={words} retry={sink => host.post({ type: 'retry', sink })} />
      )}
      {header.held === 0 && state.filter === '' ? (
        <Empty header={header} words={words} run={run} />
      ) : (
        <>
          <FilterBar state={state} dispatch={dispatch} input={filter} />
          <main class={state.details === undefined ? 'main' : 'main with-details'}>
            <Grid
              state={state}
              dispatch={dispatch}
              grid={grid}
              openDetails={() => {
                toFocus.current = 'details';
                dispatch({ type: 'open' });
              }}
              focusFilter={() => filter.current?.focus()}
            />
            <DetailsPane
              state={state}
              dispatch={dispatch}
              panel={details}
              close={() => {
                dispatch({ type: 'close' });
                grid.current?.focus();
              }}
            />
          </main>
        </>
      )}
    </>
  );
}

/** The reducer with its wire to the host. Replies leave in the order of the actions that caused them. */
function useHost(host: Host): readonly [State, (action: Action) => void] {
  const [state, setState] = useState<State>(() => initialState(host.kept.filter));
  const current = useRef(state);
  const dispatch = useCallback((action: Action) => {
    const step = reduce(current.current, action);
    current.current = step.state;
    setState(step.state);
    if (action.type === 'filter') host.keep({ filter: action.text });
    for (const reply of step.replies) host.post(reply);
  }, []);
  useEffect(() => {
    host.listen(message => dispatch({ type: 'message', message }));
    host.post({ type: 'ready', filter: host.kept.filter });
  }, []);
  return [state, dispatch];
}

render(<Panel host={connect()} />, document.body);
