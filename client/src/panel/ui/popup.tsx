/** A button with something that opens below it; Escape and a click elsewhere close it. */
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from './icon';

export interface PopupProps {
  readonly icon: string;
  readonly title: string;
  readonly role: 'menu' | 'dialog';
  readonly children: (close: () => void) => ComponentChildren;
}

export function Popup({ icon, title, role, children }: PopupProps) {
  const [isOpen, setOpen] = useState(false);
  const whole = useRef<HTMLSpanElement | null>(null);
  const button = useRef<HTMLButtonElement | null>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const body = useRef<HTMLDivElement | null>(null);
  useLayoutEffect(() => keepInWindow(body.current, 180), [isOpen]);
  useEffect(() => {
    if (!isOpen) return undefined;
    whole.current?.querySelector<HTMLElement>('[data-first]')?.focus();
    const onDown = (event: Event) => {
      if (event.target instanceof Node && !whole.current?.contains(event.target)) setOpen(false);
    };
    const onBlur = () => setOpen(false);
    document.addEventListener('mousedown', onDown);
    window.addEventListener('blur', onBlur);
    return () => {
      document.removeEventListener('mousedown', onDown);
      window.removeEventListener('blur', onBlur);
    };
  }, [isOpen]);
  return (
    <span
      class="popup"
      ref={whole}
      onKeyDown={event => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.stopPropagation();
        close();
      }}
    >
      <button
        class="icon"
        ref={button}
        title={title}
        aria-label={title}
        aria-haspopup={role}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name={icon} />
      </button>
      {isOpen && (
        <div class="popup-body" ref={body} role={role} aria-label={title}>
          {children(close)}
        </div>
      )}
    </span>
  );
}

/** Makes what opened no higher than there is room below, and moves it up where that is less than it needs at least. */
export function keepInWindow(element: HTMLElement | null, least: number): void {
  if (element === null) return;
  element.style.marginTop = element.style.maxHeight = '';
  const { top, height } = element.getBoundingClientRect();
  const room = window.innerHeight - top - 4;
  const up = Math.max(0, Math.min(height, least, window.innerHeight - 8) - room);
  element.style.marginTop = `${-up}px`;
  if (room + up < height) element.style.maxHeight = `${Math.max(0, room + up)}px`;
}
