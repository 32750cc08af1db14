/** What the tabs of the details show: fields, text, bytes, the verdict with its reason, and what became of the event. */
import type { CapturedEvent } from '../../../../server/src/wire/event';
import type { DeliveryLine, Details, FieldSource } from '../protocol';
import { say, type Words } from '../words';
import { hexDump, payloadOf } from './hex';
import { Icon } from './icon';
import { mendOf } from './mend';
import type { DetailsTab } from './state';
import { VisibleText } from './visible-text';

export interface ContentProps {
  readonly details: Details;
  readonly tab: DetailsTab;
  readonly words: Words;
  /** Shows where a field comes from. */
  readonly goTo: (field: string) => void;
}

export function Content({ details, tab, words, goTo }: ContentProps) {
  const { event } = details;
  switch (tab) {
    case 'fields':
      return <Fields details={details} words={words} goTo={goTo} />;
    case 'delivery':
      return <Delivery lines={details.delivery} words={words} />;
    case 'text':
      return <Text of={event} />;
    case 'hex':
      return <pre class="hex">{hexDump(payloadOf(event))}</pre>;
    case 'why':
      return <Why event={event} words={words} />;
  }
}

const Text = ({ of }: { readonly of: CapturedEvent }) => (
  <pre class="text">
    <VisibleText text={of.text} />
  </pre>
);

function Fields({ details: { event, sources }, words, goTo }: Omit<ContentProps, 'tab'>) {
  const fields = Object.entries(event.fields);
  if (fields.length === 0) {
    return (
      <>
        <p class="quiet">{words.noFields}</p>
        <Text of={event} />
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
              <th scope="row">
                <VisibleText text={name} />
              </th>
              <td>
                {value === '' ? (
                  <span class="value quiet">{words.emptyField}</span>
                ) : (
                  <bdi class="value">
                    <VisibleText text={value} />
                  </bdi>
                )}
                {change !== undefined && (
                  <span class="change">
                    <Icon name="warning" /> <VisibleText text={say(words.readAs, quote(change.to))} />
                  </span>
                )}
                <Source source={sources?.[name]} words={words} go={() => goTo(name)} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface SourceProps {
  readonly source: FieldSource | undefined;
  readonly words: Words;
  readonly go: () => void;
}

const Source = ({ source, words, go }: SourceProps) =>
  source === undefined ? null : (
    <span class="source">
      {source.line === undefined || source.file === undefined ? (
        say(words.fieldFrom, source.part)
      ) : (
        <button class="link" onClick={go}>
          {say(words.fieldFromLine, source.part, source.line, source.file)}
        </button>
      )}
    </span>
  );

const Delivery = ({ lines, words }: { readonly lines: readonly DeliveryLine[] | undefined; readonly words: Words }) =>
  lines === undefined || lines.length === 0 ? (
    <p class="quiet">{words.deliveryNone}</p>
  ) : (
    <table class="fields">
      <tbody>
        {lines.map(({ label, state, isBad }) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td>
              {isBad && <Icon name="error" />} {state}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );

function Why({ event, words }: { readonly event: CapturedEvent; readonly words: Words }) {
  return (
    <div class="why">
      {event.reason !== undefined && (
        <p>
          <VisibleText text={event.reason} />
        </p>
      )}
      {mendOf(event, words) !== undefined && (
        <>
          <h2>{words.mend}</h2>
          <p>{mendOf(event, words)}</p>
        </>
      )}
      {event.altered !== undefined && event.altered.length > 0 && (
        <>
          <h2>{words.altered}</h2>
          <table class="fields">
            <tbody>
              {event.altered.map(({ field, from, to }) => (
                <tr key={field}>
                  <th scope="row">
                    <VisibleText text={field} />
                  </th>
                  <td>
                    <VisibleText text={say(words.readAs, quote(to))} />
                    <span class="quiet">
                      {' · '}
                      <VisibleText text={from === null ? words.notInFormat : say(words.meant, quote(from))} />
                    </span>
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
              <li key={at}>
                <VisibleText text={note} />
              </li>
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
