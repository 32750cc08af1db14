/** Other names for users: the same one each time within one installation, and no way back from it. */

/** Whose name it is: a user's, or that of the directory the user is listed in. */
export type Holder = 'user' | 'directory';

export interface Pseudonyms {
  /** The name to show instead. Case and form of composition do not matter. */
  of(holder: Holder, name: string): string;
  /** Whether it is one that this installation has given: those are not replaced again. */
  isOne(name: string): boolean;
}

/** A keyed hash (HMAC-SHA-256 or as good); the key stays where the host keeps secrets. */
export type KeyedHash = (text: string) => Uint8Array;

/** Without letters that are taken for digits. */
const letters = '0123456789abcdefghjkmnpqrstvwxyz';
/** Six letters tell a billion names apart; four more prove that the name is one of ours. */
const shape = /^(?:user|dir)-([0-9a-hjkmnp-tv-z]{6})([0-9a-hjkmnp-tv-z]{4})$/;
const mostRemembered = 20_000;

/** `user-3f9a7kq2xw`, `dir-04b1x9tmc8`. */
export function createPseudonyms(hash: KeyedHash): Pseudonyms {
  const given = new Map<string, string>();
  const spelt = (text: string, length: number): string =>
    Array.from(hash(text).subarray(0, length), byte => letters.charAt(byte & 31)).join('');
  const proof = (id: string): string => spelt(`proof ${id}`, 4);
  return {
    of(holder, name) {
      const key = `${holder} ${name.normalize('NFC').toLowerCase()}`;
      let pseudonym = given.get(key);
      if (pseudonym === undefined) {
        if (given.size >= mostRemembered) given.clear();
        const id = spelt(key, 6);
        pseudonym = `${holder === 'user' ? 'user' : 'dir'}-${id}${proof(id)}`;
        given.set(key, pseudonym);
      }
      return pseudonym;
    },
    isOne(name) {
      const found = shape.exec(name);
      return found !== null && proof(found[1] ?? '') === found[2];
    },
  };
}

/** Nothing is told apart any more. */
export const hidden: Pseudonyms = {
  of: holder => (holder === 'user' ? 'hidden-user' : 'hidden-directory'),
  isOne: name => name === 'hidden-user' || name === 'hidden-directory',
};
