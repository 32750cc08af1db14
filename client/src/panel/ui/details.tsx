/** Everything about the selected event: verdict, fields by name, text, bytes, and why it is judged so. */
import type { Ref } from 'preact';
import type { CapturedEvent } from '../../../../server/src/wire/event';
import type { Words } from '../words';
import { Content } from './details-content';
import type { EventAction } from '../protocol';
import { Icon } from './icon';
import { OriginMark } from './origin';
import type { Action, DetailsTab, State } from './state';
import { VerdictMark } from './verdict';

const tabs: readonly DetailsTab[] = ['fields', 'text', 'hex', 'why', 'delivery'];

/** How far one press of a key moves the border to the events, in per cent. */
const splitStep = 4;

export interface DetailsProps {
  readonly state: State;
  readonly dispatch: (action: Action) => void;
  readonly panel: Ref<HTMLElement>;
  readonly close: () => void;
}

export function DetailsPane({ state, dispatch, panel, close }: DetailsProps) {
  const { details, words, tab } = state;
  if (details === undefined) return null;
  const { content } = details;
  return (
    <section
      class="details"
      aria-label={words.details}
      ref={panel}
      tabIndex={-1}
      onKeyDown={event => {
        if (event.key === 'Escape') close();
        else if (event.altKey && ['ArrowLeft', 'ArrowUp'].includes(event.key)) dispatch({ type: 'split', split: state.split - splitStep });
        else if (event.altKey && ['ArrowRight', 'ArrowDown'].includes(event.key))
          dispatch({ type: 'split', split: state.split + splitStep });
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <div class="details-head">
        {typeof content === 'object' && <Summary event={content.event} words={words} />}
        <span class="actions">
          {typeof content === 'object' && <Actions event={content.event} state={state} dispatch={dispatch} />}
          <button class="icon" title={words.closeDetails} aria-label={words.closeDetails} onClick={close}>
            <Icon name="close" />
          </button>
        </span>
      </div>
      <Tabs tab={tab} words={words} dispatch={dispatch} />
      <div class="tab-panel" role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab}`} tabIndex={0}>
        {content === 'loading' && <p class="quiet">{words.loading}</p>}
        {content === 'gone' && <p>{words.gone}</p>}
        {typeof content === 'object' && (
          <Content
            details={content}
            tab={tab}
            words={words}
            goTo={field => dispatch({ type: 'act', action: 'goToConfiguration', field })}
          />
        )}
      </div>
    </section>
  );
}

function Actions({ event, state, dispatch }: Pick<DetailsProps, 'state' | 'dispatch'> & { readonly event: CapturedEvent }) {
  const { words, header } = state;
  const actions: readonly [EventAction, string, string][] = [
    ['goToConfiguration', 'go-to-file', words.goToConfiguration],
    ['explain', 'search-fuzzy', words.explain],
    ['copyText', 'copy', words.copyText],
    ['copyJson', 'json', words.copyJson],
    ['copyCase', 'beaker', words.copyCase],
    ...(header?.can.includes('replayEvents') === true ? [['replay', 'debug-restart', words.replayEvent] as const] : []),
  ] as [EventAction, string, string][];
  // What is no datagram has no pattern that wrote it, and is not sent as one.
  const shown = isMail(event) ? actions.filter(([it]) => it === 'copyText' || it === 'copyJson') : actions;
  return (
    <>
      {shown.map(([action, icon, title]) => (
        <button key={action} class="icon" title={title} aria-label={title} onClick={() => dispatch({ type: 'act', action })}>
          <Icon name={icon} />
        </button>
      ))}
    </>
  );
}

const Summary = ({ event, words }: { readonly event: CapturedEvent; readonly words: Words }) => (
  <span class="summary">
    <VerdictMark
      verdict={isMail(event) ? 'mail' : event.verdict}
      altered={event.code === 'altered'}
      words={event.reason ?? event.type ?? event.verdict}
    />
    <OriginMark origin={event.origin} words={words} />
  </span>
);

function Tabs({ tab, words, dispatch }: { readonly tab: DetailsTab; readonly words: Words; readonly dispatch: (action: Action) => void }) {
  const title: Readonly<Record<DetailsTab, string>> = {
    fields: words.tabFields,
    text: words.tabText,
    hex: words.tabHex,
    why: words.tabWhy,
    delivery: words.tabDelivery,
  };
  const step = (event: KeyboardEvent, by: number) => {
    const next = tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length];
    if (next === undefined) return;
    event.preventDefault();
    dispatch({ type: 'tab', tab: next });
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div role="tablist" class="tabs" aria-label={words.details}>
      {tabs.map(it => (
        <button
          key={it}
          role="tab"
          id={`tab-${it}`}
          aria-selected={it === tab}
          aria-controls="tab-panel"
          tabIndex={it === tab ? 0 : -1}
          onClick={() => dispatch({ type: 'tab', tab: it })}
          onKeyDown={event => {
            if (event.key === 'ArrowRight') step(event, 1);
            if (event.key === 'ArrowLeft') step(event, -1);
            if (event.key === 'Home') step(event, -tabs.indexOf(tab));
            if (event.key === 'End') step(event, -1 - tabs.indexOf(tab));
          }}
        >
          {title[it]}
        </button>
      ))}
    </div>
  );
}

const isMail = ({ format }: CapturedEvent): boolean => format === 'mail';
