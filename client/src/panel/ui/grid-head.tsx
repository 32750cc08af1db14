/** The titles of the columns, with handles to make them wider by the mouse; the keyboard does that in "Choose columns". */
import { say } from '../words';
import { titleOf } from './columns';
import type { Action, State } from './state';

export function Head({ state, dispatch }: { readonly state: State; readonly dispatch: (action: Action) => void }) {
  const { words, columns, header } = state;
  // With `auto` each row has a receiver of its own.
  const who = header === undefined || header.receiver === 'auto' ? words.receiverInGeneral : header.receiver;
  return (
    <div role="row" class="line" aria-rowindex={1}>
      {columns.map((id, at) => (
        <span role="columnheader" key={id} aria-colindex={at + 1} data-column={id}>
          {id === 'verdict' ? say(words.columnVerdict, who) : titleOf(id, words)}
          <Handle id={id} dispatch={dispatch} />
        </span>
      ))}
    </div>
  );
}

function Handle({ id, dispatch }: { readonly id: string; readonly dispatch: (action: Action) => void }) {
  return (
    <span
      class="handle"
      aria-hidden="true"
      onDblClick={() => dispatch({ type: 'width', column: id, width: undefined })}
      onPointerDown={event => {
        const handle = event.currentTarget;
        const width = handle.parentElement?.getBoundingClientRect().width ?? 100;
        const start = event.clientX;
        const move = (moved: PointerEvent) => dispatch({ type: 'width', column: id, width: width + moved.clientX - start });
        handle.setPointerCapture(event.pointerId);
        handle.addEventListener('pointermove', move);
        handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), { once: true });
        event.preventDefault();
      }}
    />
  );
}
