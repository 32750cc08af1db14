/**
 * What is worked out once about an object and kept with the object itself, so that both go together.
 *
 * Not a `WeakMap`: a small collection of the heap takes every value in one for used, whether its key is or not. What was worked
 * out about a version of a document mostly leads to its whole tree; so each version of a large file that is typed in would be
 * copied twice, grow old, and wait for a full collection.
 */
export class Beside<K extends object, V> {
  readonly #name = Symbol();

  get(key: K): V | undefined {
    return (key as Partial<Record<symbol, V>>)[this.#name];
  }

  set(key: K, value: V): void {
    if (this.get(key) === value) return;
    // Not enumerable: a copy of the object is another one, of which nothing is known.
    Object.defineProperty(key, this.#name, { value, writable: true });
  }
}
