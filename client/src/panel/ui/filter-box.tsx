/** The filter's text with completion: a combobox over what the host suggests. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from './icon';
import type { FilterBarProps } from './filter-bar';
import { keepInWindow } from './popup';
import { VisibleText } from './visible-text';

/** Time between the last key and the filter going to the host, in milliseconds. */
const patience = 10;

export function FilterBox({ state, dispatch, input }: FilterBarProps) {
  const { words, completion } = state;
  const [typed, setTyped] = useState(state.filter.text);
  const [active, setActive] = useState(-1);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const cursor = useRef<number | undefined>(undefined);
  const box = useRef<HTMLSpanElement | null>(null);
  const { items } = completion;
  const isOpen = items.length > 0;
  useEffect(() => {
    if (timer.current === undefined) setTyped(state.filter.text);
  }, [state.filter.text]);
  const list = useRef<HTMLUListElement | null>(null);
  useLayoutEffect(() => keepInWindow(list.current, 66), [items]);
  useEffect(() => setActive(-1), [completion.request]);
  useEffect(() => {
    // A text put in from outside leaves the cursor at its end.
    if (cursor.current === undefined) return;
    input.current?.setSelectionRange(cursor.current, cursor.current);
    cursor.current = undefined;
  }, [typed]);
  useEffect(() => {
    document.getElementById(optionId(active))?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  const change = (text: string, wait = patience) => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      timer.current = undefined;
      dispatch({ type: 'filter', text });
    }, wait);
  };
  const suggest = (text: string) => dispatch({ type: 'complete', text, at: input.current?.selectionStart ?? text.length });
  const accept = (at: number) => {
    const item = items[at];
    if (item === undefined) return;
    // Behind a key comes its value; behind a value the next term.
    const isValue = !/[:=]$/.test(item.insert);
    const rest = typed.slice(completion.to);
    const insert = `${item.insert}${isValue && !rest.startsWith(' ') ? ' ' : ''}`;
    const text = `${typed.slice(0, completion.from)}${insert}${rest}`;
    const end = completion.from + insert.length;
    cursor.current = end;
    change(text, 0);
    input.current?.focus();
    if (isValue) dispatch({ type: 'endCompletion' });
    else dispatch({ type: 'complete', text, at: end });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Keys of an input method choose among its own suggestions.
    if (event.isComposing) return;
    switch (event.key) {
      case 'ArrowDown':
        if (isOpen) setActive((active + 1) % items.length);
        else suggest(typed);
        break;
      case 'ArrowUp':
        if (!isOpen) return;
        setActive(active <= 0 ? items.length - 1 : active - 1);
        break;
      case 'Enter':
      case 'Tab':
        if (!isOpen || active < 0) {
          if (isOpen) dispatch({ type: 'endCompletion' });
          return;
        }
        accept(active);
        break;
      case ' ':
        if (!event.ctrlKey) return;
        suggest(typed);
        break;
      case 'Escape':
        if (!isOpen && typed === '') return;
        if (!isOpen) change('', 0);
        // Also what is only on its way: it would open over a text it does not belong to.
        dispatch({ type: 'endCompletion' });
        event.stopPropagation();
        break;
      default:
        return;
    }
    event.preventDefault();
  };
  return (
    <span
      class={state.complaint === undefined ? 'box' : 'box wrong'}
      ref={box}
      onFocusOut={event => {
        if (!(event.relatedTarget instanceof Node && box.current?.contains(event.relatedTarget))) dispatch({ type: 'endCompletion' });
      }}
    >
      <Icon name="filter" />
      <input
        ref={input}
        type="text"
        role="combobox"
        value={typed}
        placeholder={words.filterHint}
        aria-label={words.filter}
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls="suggestions"
        aria-activedescendant={isOpen && active >= 0 ? optionId(active) : undefined}
        aria-invalid={state.complaint !== undefined}
        aria-describedby={state.complaint === undefined ? undefined : 'complaint'}
        spellcheck={false}
        autocomplete="off"
        onInput={event => {
          change(event.currentTarget.value);
          suggest(event.currentTarget.value);
        }}
        onKeyDown={onKeyDown}
        onPaste={event => {
          const pasted = event.clipboardData?.getData('text/plain') ?? '';
          if (!/[\r\n]/.test(pasted)) return;
          // A box of one line would join the words on either side of a line's end.
          const it = event.currentTarget;
          it.setRangeText(pasted.replace(/\s*[\r\n]+\s*/g, ' ').trim(), it.selectionStart ?? 0, it.selectionEnd ?? 0, 'end');
          cursor.current = it.selectionStart ?? undefined;
          change(it.value);
          suggest(it.value);
          event.preventDefault();
        }}
      />
      {typed !== '' && (
        <button
          class="icon"
          title={words.clearFilter}
          aria-label={words.clearFilter}
          onClick={() => {
            change('', 0);
            input.current?.focus();
          }}
        >
          <Icon name="close" />
        </button>
      )}
      <button
        class="icon"
        title={words.filterMenu}
        aria-label={words.filterMenu}
        aria-expanded={isOpen}
        aria-controls="suggestions"
        onClick={() => {
          input.current?.focus();
          if (isOpen) dispatch({ type: 'endCompletion' });
          else suggest(typed);
        }}
      >
        <Icon name="chevron-down" />
      </button>
      <ul id="suggestions" ref={list} role="listbox" aria-label={words.suggestions} class="suggestions" hidden={!isOpen}>
        {items.map((item, at) => (
          <li
            key={item.label}
            id={optionId(at)}
            role="option"
            aria-selected={at === active}
            class={at === active ? 'active' : undefined}
            onMouseDown={event => {
              event.preventDefault();
              accept(at);
            }}
          >
            <span class="label">
              <VisibleText text={item.label} />
            </span>
            <span class="detail">
              <VisibleText text={item.detail} />
            </span>
          </li>
        ))}
      </ul>
    </span>
  );
}

const optionId = (at: number): string => `suggestion-${at}`;
