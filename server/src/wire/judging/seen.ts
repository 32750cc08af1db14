/**
 * Keys seen lately, each with when and in which event: the newest ten thousand. They lie in numbers rather than in objects.
 * Each lives just long enough to cost the collector most, and as a part of its datagram's text it would keep all of that.
 */

export interface Sighting {
  /** In milliseconds since 1970. */
  readonly at: number;
  /** The event's id. */
  readonly id: string;
}

const most = 10_000;
/** Letters of a key or an id that lie in a place; ids of executions and events are UUIDs. */
const letters = 40;
/** Longer ones are kept as they are, and few of them: no honest sender has any. */
const mostLong = 100;
const bucketCount = 16_384;

export class Seen {
  /** Places are used in turn: the next one is the oldest. */
  #next = 0;
  #size = 0;
  readonly #keys = new Uint16Array(most * letters);
  readonly #keyLengths = new Int32Array(most).fill(-1);
  readonly #ids = new Uint16Array(most * letters);
  readonly #idLengths = new Int32Array(most);
  readonly #times = new Float64Array(most);
  /** Places by the hash of their key, each leading to the next with the same one; -1 ends it. */
  readonly #buckets = new Int32Array(bucketCount).fill(-1);
  readonly #following = new Int32Array(most).fill(-1);
  readonly #long = new Map<number, { readonly key: string; readonly id: string }>();

  get size(): number {
    return this.#size;
  }

  get(key: string): Sighting | undefined {
    const place = this.#find(key);
    if (place < 0) return undefined;
    return { at: this.#times[place] as number, id: this.#long.get(place)?.id ?? text(this.#ids, place, this.#idLengths[place] as number) };
  }

  /** Whatever was known of the key is forgotten; when there are too many, the oldest goes. */
  set(key: string, { at, id }: Sighting): void {
    this.#forget(this.#find(key));
    const place = this.#next;
    this.#next = (place + 1) % most;
    this.#forget(place);
    if (key.length > letters || id.length > letters) this.#setLong(place, key, id);
    else {
      put(this.#keys, place, key);
      put(this.#ids, place, id);
    }
    this.#keyLengths[place] = key.length;
    this.#idLengths[place] = id.length;
    this.#times[place] = at;
    const bucket = bucketOf(key);
    this.#following[place] = this.#buckets[bucket] as number;
    this.#buckets[bucket] = place;
    this.#size++;
  }

  #setLong(place: number, key: string, id: string): void {
    if (this.#long.size >= mostLong) for (const oldest of this.#long.keys()) if (this.#long.size >= mostLong) this.#forget(oldest);
    this.#long.set(place, { key, id });
  }

  #find(key: string): number {
    let place = this.#buckets[bucketOf(key)] as number;
    while (place >= 0 && !this.#isAt(place, key)) place = this.#following[place] as number;
    return place;
  }

  #isAt(place: number, key: string): boolean {
    if (this.#keyLengths[place] !== key.length) return false;
    const long = this.#long.get(place);
    if (long !== undefined) return long.key === key;
    for (let at = 0; at < key.length; at++) if (this.#keys[place * letters + at] !== key.charCodeAt(at)) return false;
    return true;
  }

  /** Nothing happens where the place is empty, or none. */
  #forget(place: number): void {
    const length = this.#keyLengths[place] ?? -1;
    if (length < 0) return;
    const bucket = bucketOf(this.#long.get(place)?.key ?? text(this.#keys, place, length));
    const after = this.#following[place] as number;
    if (this.#buckets[bucket] === place) this.#buckets[bucket] = after;
    else {
      let before = this.#buckets[bucket] as number;
      while (this.#following[before] !== place) before = this.#following[before] as number;
      this.#following[before] = after;
    }
    this.#keyLengths[place] = -1;
    this.#long.delete(place);
    this.#size--;
  }
}

function put(into: Uint16Array, place: number, value: string): void {
  for (let at = 0; at < value.length; at++) into[place * letters + at] = value.charCodeAt(at);
}

function text(from: Uint16Array, place: number, length: number): string {
  return String.fromCharCode(...from.subarray(place * letters, place * letters + length));
}

/** FNV-1a over the letters; of a very long key the beginning and the end have to do. */
function bucketOf(key: string): number {
  let hash = 0x811c9dc5;
  const add = (from: number, to: number): void => {
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  };
  add(0, Math.min(key.length, 64));
  if (key.length > 64) add(Math.max(64, key.length - 64), key.length);
  return (hash ^ (hash >>> 15)) & (bucketCount - 1);
}
