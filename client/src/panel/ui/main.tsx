/** The page: one reducer, one tree. */
import { render } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { PageCommand } from '../protocol';
import './elements';
import { Empty } from './empty';
import { EventsTab } from './events-tab';
import { ForwardingTab } from './forwarding-tab';
import { HeaderBar } from './header';
import { connect, type Host } from './host';
import { NodesTab, usualOrder } from './nodes-tab';
import { nowhere } from './scrolling';
import { choiceOf, initialState, keptOf, reduce, type Action, type State, views } from './state';
import { useWidth } from './width';
import './css/index.css';

/** Narrower than this, what goes on stands above the tabs instead of beside them. */
const besideTabs = 640;

function Panel({ host }: { readonly host: Host }) {
  const [state, dispatch] = useHost(host);
  const isWide = useWidth(besideTabs);
  const place = useRef(nowhere);
  const [nodeOrder, setNodeOrder] = useState(usualOrder);
  useFocusKept();
  const { header, words, view } = state;
  if (header === undefined) return null;
  const run = (command: PageCommand) => dispatch({ type: 'command', command });
  const waiting = (header.forwarding.sinks ?? []).reduce((sum, it) => sum + it.refused, 0);
  const isEmpty = header.held === 0 && state.filter.text === '' && Object.keys(state.filter.chips).length === 0;
  return (
    <main class="page">
      <h1 class="unseen">{words.events}</h1>
      {!isWide && <HeaderBar header={header} words={words} run={run} />}
      <vscode-tabs
        panel
        selectedIndex={views.indexOf(view)}
        onKeyDown={event => {
          // Of itself a tab answers to Enter only.
          if (event.key !== ' ' || !(event.target instanceof HTMLElement) || event.target.localName !== 'vscode-tab-header') return;
          event.preventDefault();
          event.target.click();
        }}
        onvsc-tabs-select={event => dispatch({ type: 'view', view: views[event.detail.selectedIndex] ?? 'events' })}
      >
        <vscode-tab-header slot="header">{words.viewEvents}</vscode-tab-header>
        <vscode-tab-header slot="header">
          {words.viewForwarding}
          {waiting > 0 && (
            <vscode-badge variant="tab-header-counter" slot="content-after">
              {waiting}
            </vscode-badge>
          )}
        </vscode-tab-header>
        <vscode-tab-header slot="header">{words.viewNodes}</vscode-tab-header>
        {isWide && <HeaderBar header={header} words={words} run={run} slot="addons" />}
        <vscode-tab-panel panel>
          {view === 'events' &&
            (isEmpty ? <Empty header={header} words={words} run={run} /> : <EventsTab state={state} dispatch={dispatch} place={place} />)}
        </vscode-tab-panel>
        <vscode-tab-panel panel>
          {view === 'forwarding' && (
            <ForwardingTab forwarding={header.forwarding} words={words} run={run} retry={sink => host.post({ type: 'retry', sink })} />
          )}
        </vscode-tab-panel>
        <vscode-tab-panel panel>
          {view === 'nodes' && (
            <NodesTab
              nodes={state.nodes}
              isListening={header.listening.length > 0}
              words={words}
              order={nodeOrder}
              setOrder={setNodeOrder}
            />
          )}
        </vscode-tab-panel>
      </vscode-tabs>
    </main>
  );
}

/** What had the focus may go: a button that took itself away, details of what is no longer held. Then the table has it, so that keys go on. */
function useFocusKept(): void {
  const last = useRef<Element | undefined>(undefined);
  useEffect(() => {
    const note = (event: FocusEvent) => {
      if (event.target instanceof Element) last.current = event.target;
    };
    document.addEventListener('focusin', note);
    return () => document.removeEventListener('focusin', note);
  }, []);
  useLayoutEffect(() => {
    if (last.current === undefined || last.current.isConnected || document.activeElement !== document.body || !document.hasFocus()) return;
    const next = ['.popup-body [data-first]', '.grid', '.empty vscode-button', 'vscode-tab-header[active]']
      .map(it => document.querySelector<HTMLElement>(it))
      .find(it => it !== null);
    next?.focus();
  });
}

/** The reducer with its wire to the host. Replies leave in the order of the actions that caused them. */
function useHost(host: Host): readonly [State, (action: Action) => void] {
  const [state, setState] = useState<State>(() => initialState(host.kept));
  const current = useRef(state);
  const dispatch = useCallback((action: Action) => {
    const step = reduce(current.current, action);
    current.current = step.state;
    setState(step.state);
    if (action.type !== 'message' && action.type !== 'visible') host.keep(keptOf(step.state));
    for (const reply of step.replies) host.post(reply);
  }, []);
  useEffect(() => {
    host.listen(message => dispatch({ type: 'message', message }));
    host.post({ type: 'ready', filter: current.current.filter, choice: choiceOf(current.current) });
  }, []);
  return [state, dispatch];
}

render(<Panel host={connect()} />, document.body);
