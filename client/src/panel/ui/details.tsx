/** Everything about the selected event: verdict, fields by name, text, bytes, and why it is judged so. */
import type { Ref } from 'preact';
import type { CapturedEvent } from '../../../../server/src/wire/event';
import { say, type Words } from '../words';
import { hexDump, payloadOf } from './hex';
import { Icon } from './icon';
import { OriginMark } from './origin';
import type { Action, DetailsTab, State } from './state';
import { VerdictMark } from './verdict';

const tabs: readonly DetailsTab[] = ['fields', 'text', 'hex', 'why'];

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
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        close();
      }}
    >
      <div class="details-head">
        {typeof content === 'object' && <Summary event={content.event} words={words} />}
        <span class="actions">
          <button class="icon" title={words.copyJson} aria-label={words.copyJson} onClick={() => dispatch({ type: 'copy', as: 'json' })}>
            <Icon name="json" />
          </button>
          <button class="icon" title={words.copyText} aria-label={words.copyText} onClick={() => dispatch({ type: 'copy', as: 'text' })}>
            <Icon name="copy" />
          </button>
          <button class="icon" title={words.closeDetails} aria-label={words.closeDetails} onClick={close}>
            <Icon name="close" />
          </button>
        </span>
      </div>
      <Tabs tab={tab} words={words} dispatch={dispatch} />
      <div class="tab-panel" role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab}`} tabIndex={0}>
        {content === 'loading' && <p class="quiet">{words.loading}</p>}
        {content === 'gone' && <p>{words.gone}</p>}
        {typeof content === 'object' && <Content event={content.event} tab={tab} words={words} />}
      </div>
    </section>
  );
}

const Summary = ({ event, words }: { readonly event: CapturedEvent; readonly words: Words }) => (
  <span class="summary">
    <VerdictMark verdict={event.verdict} altered={event.code === 'altered'} words={event.reason ?? event.type ?? event.verdict} />
    <OriginMark origin={event.origin} words={words} />
  </span>
);

function Tabs({ tab, words, dispatch }: { readonly tab: DetailsTab; readonly words: Words; readonly dispatch: (action: Action) => void }) {
  const title: Readonly<Record<DetailsTab, string>> = {
    fields: words.tabFields,
    text: words.tabText,
    hex: words.tabHex,
    why: words.tabWhy,
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
          }}
        >
          {title[it]}
        </button>
      ))}
    </div>
  );
}

function Content({ event, tab, words }: { readonly event: CapturedEvent; readonly tab: DetailsTab; readonly words: Words }) {
  switch (tab) {
    case 'fields':
      return <Fields event={event} words={words} />;
    case 'text':
      return <pre class="text">{event.text}</pre>;
    case 'hex':
      return <pre class="hex">{hexDump(payloadOf(event))}</pre>;
    case 'why':
      return <Why event={event} words={words} />;
  }
}

function Fields({ event, words }: { readonly event: CapturedEvent; readonly words: Words }) {
  const fields = Object.entries(event.fields);
  if (fields.length === 0) {
    return (
      <>
        <p class="quiet">{words.noFields}</p>
        <pre class="text">{event.text}</pre>
      </>
    );
  }
  const altered = new Map(event.altered?.map(it => [it.field, it]));
  return (
    <table class="fields">
      <tbody>
        {fields.map(([name, value]) => {
          const change = altered.get(name);
          return (
            <tr key={name} class={change === undefined ? undefined : 'altered'}>
              <th scope="row">{name}</th>
              <td>
                {value === '' ? <span class="quiet">{words.emptyField}</span> : value}
                {change !== undefined && (
                  <span class="change">
                    <Icon name="warning" /> {say(words.readAs, quote(change.to))}
                  </span>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Why({ event, words }: { readonly event: CapturedEvent; readonly words: Words }) {
  return (
    <div class="why">
      {event.reason !== undefined && <p>{event.reason}</p>}
      {event.altered !== undefined && event.altered.length > 0 && (
        <>
          <h2>{words.altered}</h2>
          <table class="fields">
            <tbody>
              {event.altered.map(({ field, from, to }) => (
                <tr key={field}>
                  <th scope="row">{field}</th>
                  <td>
                    {say(words.readAs, quote(to))}
                    <span class="quiet"> · {from === null ? words.notInFormat : say(words.meant, quote(from))}</span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
      {event.notes !== undefined && event.notes.length > 0 && (
        <>
          <h2>{words.notes}</h2>
          <ul>
            {event.notes.map((note, at) => (
              <li key={at}>{note}</li>
            ))}
          </ul>
        </>
      )}
      <p class="quiet">
        {words.from} {event.from.address}:{event.from.port} {say(words.onPort, event.port)} · {say(words.size, event.bytes, event.format)}
        {event.code !== undefined && ` · ${words.code} ${event.code}`}
      </p>
    </div>
  );
}

const quote = (text: string): string => `“${text}”`;
