/** Where events come in, and how many there are, in words. */
import type { ListeningOn } from '../protocol';
import { say, type Words } from '../words';

/** `127.0.0.1:9998`, IPv6 in brackets. */
export const place = ({ address, port }: Pick<ListeningOn, 'address' | 'port'>): string =>
  `${address.includes(':') ? `[${address}]` : address}:${port}`;

/** `Listening on 127.0.0.1:9998 · Mail on 127.0.0.1:2525`: sockets first, then the mail catcher, then brokers. */
export function placesWords(places: readonly ListeningOn[], words: Words): string {
  const kinds = [
    { protocol: undefined, text: words.listeningOn },
    { protocol: 'smtp', text: words.mailOn },
    { protocol: 'mqtt', text: words.mqttFrom },
  ] as const;
  return kinds
    .flatMap(({ protocol, text }) => {
      const of = places.filter(it => it.protocol === protocol).map(it => (it.isCut === true ? say(words.mqttCut, place(it)) : place(it)));
      return of.length === 0 ? [] : [say(text, of.join(', '))];
    })
    .join(' · ');
}

/** @param held how many there are without a filter; undefined where none is set */
export function countWords(count: number, held: number | undefined, words: Words): string {
  const shown = count.toLocaleString();
  if (held === undefined) return count === 1 ? words.shownOne : say(words.shown, shown);
  return held === 1 ? say(words.shownOfOne, shown) : say(words.shownOfHeld, shown, held.toLocaleString());
}
