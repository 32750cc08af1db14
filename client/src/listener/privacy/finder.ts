/** Finds many names in one walk along a text: the cost grows with the text, not with the text times the names. */

export interface Needle {
  /** In small letters, not empty. */
  readonly text: string;
  readonly substitute: string;
  /** Found only where no letter or digit stands beside it. */
  readonly asWord: boolean;
}

/** Tells the longest needle that begins at each place of a text in small letters. */
export type Finder = (text: string, found: (start: number, end: number, substitute: string) => void) => void;

/** Needles that begin alike, by the code of the letter that comes next. */
type Branches = ReadonlyMap<number, Branch>;

interface Branch {
  /** What all of them go on with. */
  readonly letters: string;
  /** The one that ends there. */
  readonly needle: Needle | undefined;
  readonly branches: Branches;
}

/** @param needles of two with the same text the first gives the substitute */
export function finderOf(needles: readonly Needle[]): Finder {
  const sorted = distinct(needles).sort((a, b) => (a.text < b.text ? -1 : 1));
  const branches = branchesOf(sorted, 0, sorted.length, 0);
  return (text, found) => {
    for (let start = 0; start < text.length; start++) {
      const longest = longestAt(text, start, branches);
      if (longest !== undefined) found(start, start + longest.text.length, longest.substitute);
    }
  };
}

function distinct(needles: readonly Needle[]): Needle[] {
  const byText = new Map<string, Needle>();
  for (const it of needles) {
    const known = byText.get(it.text);
    if (known === undefined) byText.set(it.text, it);
    else if (known.asWord && !it.asWord) byText.set(it.text, { ...known, asWord: false });
  }
  return [...byText.values()];
}

/** @param from the first of those in the sorted list that are alike up to the place; `to` is behind the last */
function branchesOf(sorted: readonly Needle[], from: number, to: number, place: number): Branches {
  const textAt = (index: number): string => sorted[index]?.text ?? '';
  const branches = new Map<number, Branch>();
  for (let first = from, next: number; first < to; first = next) {
    const text = textAt(first);
    const code = text.charCodeAt(place);
    next = first + 1;
    while (next < to && textAt(next).charCodeAt(place) === code) next++;
    const last = textAt(next - 1);
    // In a sorted list all between two are alike as far as the two are.
    let end = place + 1;
    while (end < text.length && text[end] === last[end]) end++;
    const needle = end === text.length ? sorted[first] : undefined;
    const further = branchesOf(sorted, needle === undefined ? first : first + 1, next, end);
    branches.set(code, { letters: text.slice(place, end), needle, branches: further });
  }
  return branches;
}

function longestAt(text: string, start: number, from: Branches): Needle | undefined {
  let longest: Needle | undefined;
  let at = start;
  for (let branch = from.get(text.charCodeAt(at)); branch !== undefined; branch = branch.branches.get(text.charCodeAt(at))) {
    if (!text.startsWith(branch.letters, at)) break;
    at += branch.letters.length;
    const { needle } = branch;
    if (needle !== undefined && (!needle.asWord || isWord(text, start, at))) longest = needle;
  }
  return longest;
}

const letterOrDigit = /^[\p{L}\p{N}]$/u;
const isJoined = (a: string, b: string): boolean => letterOrDigit.test(a) && letterOrDigit.test(b);

function isWord(text: string, start: number, end: number): boolean {
  return !isJoined(text.charAt(start - 1), text.charAt(start)) && !isJoined(text.charAt(end - 1), text.charAt(end));
}
