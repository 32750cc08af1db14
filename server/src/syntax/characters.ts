/** Which characters XML allows where, by UTF-16 code unit. */

export const TAB = 0x09;
export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
export const BLANK = 0x20;
export const BANG = 0x21;
export const DOUBLE_QUOTE = 0x22;
export const HASH = 0x23;
export const PERCENT = 0x25;
export const AMPERSAND = 0x26;
export const SINGLE_QUOTE = 0x27;
export const DASH = 0x2d;
export const SLASH = 0x2f;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;
export const LESS_THAN = 0x3c;
export const EQUALS = 0x3d;
export const GREATER_THAN = 0x3e;
export const QUESTION = 0x3f;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const BYTE_ORDER_MARK = 0xfeff;

const NAME_START = 1;
const NAME = 2;

const ascii = new Uint8Array(128);
for (let code = 0x41; code <= 0x5a; code++) ascii[code] = ascii[code + 0x20] = NAME_START | NAME;
for (let code = 0x30; code <= 0x39; code++) ascii[code] = NAME;
ascii[0x5f] = ascii[COLON] = NAME_START | NAME;
ascii[DASH] = ascii[0x2e] = NAME;

/** The production NameStartChar of XML 1.0 (fifth edition), halves of surrogate pairs included. */
export function isNameStart(code: number): boolean {
  return code < 128 ? ((ascii[code] ?? 0) & NAME_START) !== 0 : isWideNameStart(code);
}

/** The production NameChar of XML 1.0 (fifth edition), halves of surrogate pairs included. */
export function isNameChar(code: number): boolean {
  return code < 128 ? ascii[code] !== 0 : isWideNameChar(code);
}

/** The blanks of XML: space, tab, line feed, carriage return. */
export function isBlank(code: number): boolean {
  return code === BLANK || code === LINE_FEED || code === CARRIAGE_RETURN || code === TAB;
}

/** Looks like a blank or like nothing, but is none to an XML reader: no-break space, zero-width characters, byte order mark. */
export function isInvisible(code: number): boolean {
  if (code < 0xa0) return code === 0x85;
  return (
    code === 0xa0 ||
    code === 0xad ||
    code === 0x1680 ||
    code === 0x180e ||
    (code >= 0x2000 && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202f) ||
    (code >= 0x205f && code <= 0x2064) ||
    code === 0x3000 ||
    code === BYTE_ORDER_MARK
  );
}

/** The quotes that word processors make of `"` and `'`. */
export function isSmartQuote(code: number): boolean {
  return (code >= 0x2018 && code <= 0x201f) || code === 0xab || code === 0xbb || code === 0x2033 || code === 0x2032;
}

export function isQuote(code: number): boolean {
  return code === DOUBLE_QUOTE || code === SINGLE_QUOTE || isSmartQuote(code);
}

/** Whether a reference such as `&#27;` may name this code point. */
export function isXmlCodePoint(code: number): boolean {
  return (
    code === TAB ||
    code === LINE_FEED ||
    code === CARRIAGE_RETURN ||
    (code >= BLANK && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  );
}

function isWideNameStart(code: number): boolean {
  return (
    !isInvisible(code) &&
    ((code >= 0xc0 && code <= 0x2ff && code !== 0xd7 && code !== 0xf7) ||
      (code >= 0x370 && code <= 0x1fff && code !== 0x37e) ||
      (code >= 0x2070 && code <= 0x218f) ||
      (code >= 0x2c00 && code <= 0x2fef) ||
      (code >= 0x3001 && code <= 0xd7ff) ||
      (code >= 0xd800 && code <= 0xdb7f) ||
      (code >= 0xdc00 && code <= 0xdfff) ||
      (code >= 0xf900 && code <= 0xfdcf) ||
      (code >= 0xfdf0 && code <= 0xfffd))
  );
}

function isWideNameChar(code: number): boolean {
  return isWideNameStart(code) || code === 0xb7 || (code >= 0x300 && code <= 0x36f) || code === 0x203f || code === 0x2040;
}
