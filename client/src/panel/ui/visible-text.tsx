/** Text off the wire, with the characters that show nothing, or turn what follows around, written out: `[U+202E]`. */

/* eslint-disable no-control-regex -- control characters are exactly what is looked for */
/** All control characters but tab and line end, soft hyphen, marks of direction and of width. What joins letters and emoji is text. */
const unseen =
  /((?:[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\r(?!\n))+)/;
/* eslint-enable no-control-regex */

/** More of them than this are written out, but not marked: each mark is an element. */
const mostMarks = 2_000;

/** Every second part is of characters that are not seen, written out. */
export function visibleParts(text: string): readonly string[] {
  return text.split(unseen).map((part, at) => (at % 2 === 0 ? part : Array.from(part, written).join('')));
}

export function VisibleText({ text }: { readonly text: string }) {
  const parts = visibleParts(text);
  if (parts.length === 1) return <>{text}</>;
  if (parts.length > 2 * mostMarks) return <>{parts.join('')}</>;
  return <>{parts.map((part, at) => (at % 2 === 0 ? part : <span class="written">{part}</span>))}</>;
}

const written = (character: string): string => `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
