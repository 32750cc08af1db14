/** Sets of UTF-16 units, which is what .NET's regular expressions match: categories, blocks, case, set arithmetic. */

/** Sorted, without overlaps; each pair is first and last unit. */
export type UnitSet = readonly (readonly [first: number, last: number])[];

const lastUnit = 0xffff;

export const anyUnit: UnitSet = [[0, lastUnit]];
export const lineFeed: UnitSet = [[10, 10]];

export function single(unit: number): UnitSet {
  return [[unit, unit]];
}

export function union(...sets: readonly UnitSet[]): UnitSet {
  const sorted = sets.flat().sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [first, last] of sorted) {
    const previous = merged.at(-1);
    if (previous && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else merged.push([first, last]);
  }
  return merged;
}

export function complement(set: UnitSet): UnitSet {
  const gaps: [number, number][] = [];
  let next = 0;
  for (const [first, last] of set) {
    if (first > next) gaps.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= lastUnit) gaps.push([next, lastUnit]);
  return gaps;
}

export function subtract(set: UnitSet, without: UnitSet): UnitSet {
  return complement(union(complement(set), without));
}

export function contains(set: UnitSet, unit: number): boolean {
  let low = 0;
  let high = set.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [first, last] = set[middle] as readonly [number, number];
    if (unit < first) high = middle - 1;
    else if (unit > last) low = middle + 1;
    else return true;
  }
  return false;
}

/** A category such as `Lu`, or a group of them such as `L`; `undefined` where .NET knows none of that name. */
export function category(name: string): UnitSet | undefined {
  if (!/^(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdsefio]?|S[mcko]?|Z[slp]?|C[cfson]?)$/.test(name)) return undefined;
  return cached(name, () => scan(new RegExp(`\\p{${name}}`, 'u')));
}

/** `\w`: letters, non-spacing marks, decimal digits, connectors. */
export function wordUnits(): UnitSet {
  return cached('\\w', () => scan(/[\p{L}\p{Mn}\p{Nd}\p{Pc}]/u));
}

/** What `\b` takes as part of a word: `\w` and the two joiners of zero width. */
export function boundaryUnits(): UnitSet {
  return cached('\\b', () => union(wordUnits(), [[0x200c, 0x200d]]));
}

export function digitUnits(): UnitSet {
  return cached('\\d', () => scan(/\p{Nd}/u));
}

/** `\s`: what .NET's `Char.IsWhiteSpace` says. */
export const spaceUnits: UnitSet = [
  [9, 13],
  [32, 32],
  [0x85, 0x85],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
];

/** Every unit that has the same lower case as one of the set; .NET compares by simple lower case. */
export function anyCase(set: UnitSet): UnitSet {
  const wanted = new Set<number>();
  const variants = caseVariants();
  for (const [first, last] of set) {
    for (const [unit, lower] of variants.lowerOf) if (unit >= first && unit <= last) wanted.add(lower);
    for (const lower of variants.unitsOf.keys()) if (lower >= first && lower <= last) wanted.add(lower);
  }
  const more = [...wanted].flatMap(lower => [lower, ...(variants.unitsOf.get(lower) ?? [])].map(unit => [unit, unit] as const));
  return union(set, more);
}

interface CaseVariants {
  /** Unit → its lower case, where that is another one. */
  readonly lowerOf: ReadonlyMap<number, number>;
  /** Lower case → the other units that have it. */
  readonly unitsOf: ReadonlyMap<number, readonly number[]>;
}

let variants: CaseVariants | undefined;

function caseVariants(): CaseVariants {
  if (variants) return variants;
  const lowerOf = new Map<number, number>();
  const unitsOf = new Map<number, number[]>();
  for (let unit = 0; unit <= lastUnit; unit++) {
    if (unit >= 0xd800 && unit <= 0xdfff) continue;
    const lower = String.fromCharCode(unit).toLowerCase();
    const code = lower.charCodeAt(0);
    if (lower.length !== 1 || code === unit) continue;
    lowerOf.set(unit, code);
    const list = unitsOf.get(code);
    if (list) list.push(unit);
    else unitsOf.set(code, [unit]);
  }
  variants = { lowerOf, unitsOf };
  return variants;
}

const sets = new Map<string, UnitSet>();

function cached(name: string, make: () => UnitSet): UnitSet {
  const known = sets.get(name);
  if (known) return known;
  const made = make();
  sets.set(name, made);
  return made;
}

function scan(pattern: RegExp): UnitSet {
  const ranges: [number, number][] = [];
  for (let unit = 0; unit <= lastUnit; unit++) {
    if (!pattern.test(String.fromCharCode(unit))) continue;
    const previous = ranges.at(-1);
    if (previous && previous[1] === unit - 1) previous[1] = unit;
    else ranges.push([unit, unit]);
  }
  return ranges;
}

/** A block as .NET names it, `IsGreek`; `undefined` where it knows none. Ranges: the Unicode 4.0 blocks of .NET's table. */
export function block(name: string): UnitSet | undefined {
  const range = blocks.get(name);
  return range && [range];
}

const blocks: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['IsBasicLatin', [0x0000, 0x007f]],
  ['IsLatin-1Supplement', [0x0080, 0x00ff]],
  ['IsLatinExtended-A', [0x0100, 0x017f]],
  ['IsLatinExtended-B', [0x0180, 0x024f]],
  ['IsIPAExtensions', [0x0250, 0x02af]],
  ['IsSpacingModifierLetters', [0x02b0, 0x02ff]],
  ['IsCombiningDiacriticalMarks', [0x0300, 0x036f]],
  ['IsGreek', [0x0370, 0x03ff]],
  ['IsGreekandCoptic', [0x0370, 0x03ff]],
  ['IsCyrillic', [0x0400, 0x04ff]],
  ['IsCyrillicSupplement', [0x0500, 0x052f]],
  ['IsArmenian', [0x0530, 0x058f]],
  ['IsHebrew', [0x0590, 0x05ff]],
  ['IsArabic', [0x0600, 0x06ff]],
  ['IsSyriac', [0x0700, 0x074f]],
  ['IsThaana', [0x0780, 0x07bf]],
  ['IsDevanagari', [0x0900, 0x097f]],
  ['IsBengali', [0x0980, 0x09ff]],
  ['IsGurmukhi', [0x0a00, 0x0a7f]],
  ['IsGujarati', [0x0a80, 0x0aff]],
  ['IsOriya', [0x0b00, 0x0b7f]],
  ['IsTamil', [0x0b80, 0x0bff]],
  ['IsTelugu', [0x0c00, 0x0c7f]],
  ['IsKannada', [0x0c80, 0x0cff]],
  ['IsMalayalam', [0x0d00, 0x0d7f]],
  ['IsSinhala', [0x0d80, 0x0dff]],
  ['IsThai', [0x0e00, 0x0e7f]],
  ['IsLao', [0x0e80, 0x0eff]],
  ['IsTibetan', [0x0f00, 0x0fff]],
  ['IsMyanmar', [0x1000, 0x109f]],
  ['IsGeorgian', [0x10a0, 0x10ff]],
  ['IsHangulJamo', [0x1100, 0x11ff]],
  ['IsEthiopic', [0x1200, 0x137f]],
  ['IsCherokee', [0x13a0, 0x13ff]],
  ['IsUnifiedCanadianAboriginalSyllabics', [0x1400, 0x167f]],
  ['IsOgham', [0x1680, 0x169f]],
  ['IsRunic', [0x16a0, 0x16ff]],
  ['IsTagalog', [0x1700, 0x171f]],
  ['IsHanunoo', [0x1720, 0x173f]],
  ['IsBuhid', [0x1740, 0x175f]],
  ['IsTagbanwa', [0x1760, 0x177f]],
  ['IsKhmer', [0x1780, 0x17ff]],
  ['IsMongolian', [0x1800, 0x18af]],
  ['IsLimbu', [0x1900, 0x194f]],
  ['IsTaiLe', [0x1950, 0x197f]],
  ['IsKhmerSymbols', [0x19e0, 0x19ff]],
  ['IsPhoneticExtensions', [0x1d00, 0x1d7f]],
  ['IsLatinExtendedAdditional', [0x1e00, 0x1eff]],
  ['IsGreekExtended', [0x1f00, 0x1fff]],
  ['IsGeneralPunctuation', [0x2000, 0x206f]],
  ['IsSuperscriptsandSubscripts', [0x2070, 0x209f]],
  ['IsCurrencySymbols', [0x20a0, 0x20cf]],
  ['IsCombiningDiacriticalMarksforSymbols', [0x20d0, 0x20ff]],
  ['IsCombiningMarksforSymbols', [0x20d0, 0x20ff]],
  ['IsLetterlikeSymbols', [0x2100, 0x214f]],
  ['IsNumberForms', [0x2150, 0x218f]],
  ['IsArrows', [0x2190, 0x21ff]],
  ['IsMathematicalOperators', [0x2200, 0x22ff]],
  ['IsMiscellaneousTechnical', [0x2300, 0x23ff]],
  ['IsControlPictures', [0x2400, 0x243f]],
  ['IsOpticalCharacterRecognition', [0x2440, 0x245f]],
  ['IsEnclosedAlphanumerics', [0x2460, 0x24ff]],
  ['IsBoxDrawing', [0x2500, 0x257f]],
  ['IsBlockElements', [0x2580, 0x259f]],
  ['IsGeometricShapes', [0x25a0, 0x25ff]],
  ['IsMiscellaneousSymbols', [0x2600, 0x26ff]],
  ['IsDingbats', [0x2700, 0x27bf]],
  ['IsMiscellaneousMathematicalSymbols-A', [0x27c0, 0x27ef]],
  ['IsSupplementalArrows-A', [0x27f0, 0x27ff]],
  ['IsBraillePatterns', [0x2800, 0x28ff]],
  ['IsSupplementalArrows-B', [0x2900, 0x297f]],
  ['IsMiscellaneousMathematicalSymbols-B', [0x2980, 0x29ff]],
  ['IsSupplementalMathematicalOperators', [0x2a00, 0x2aff]],
  ['IsMiscellaneousSymbolsandArrows', [0x2b00, 0x2bff]],
  ['IsCJKRadicalsSupplement', [0x2e80, 0x2eff]],
  ['IsKangxiRadicals', [0x2f00, 0x2fdf]],
  ['IsIdeographicDescriptionCharacters', [0x2ff0, 0x2fff]],
  ['IsCJKSymbolsandPunctuation', [0x3000, 0x303f]],
  ['IsHiragana', [0x3040, 0x309f]],
  ['IsKatakana', [0x30a0, 0x30ff]],
  ['IsBopomofo', [0x3100, 0x312f]],
  ['IsHangulCompatibilityJamo', [0x3130, 0x318f]],
  ['IsKanbun', [0x3190, 0x319f]],
  ['IsBopomofoExtended', [0x31a0, 0x31bf]],
  ['IsKatakanaPhoneticExtensions', [0x31f0, 0x31ff]],
  ['IsEnclosedCJKLettersandMonths', [0x3200, 0x32ff]],
  ['IsCJKCompatibility', [0x3300, 0x33ff]],
  ['IsCJKUnifiedIdeographsExtensionA', [0x3400, 0x4dbf]],
  ['IsYijingHexagramSymbols', [0x4dc0, 0x4dff]],
  ['IsCJKUnifiedIdeographs', [0x4e00, 0x9fff]],
  ['IsYiSyllables', [0xa000, 0xa48f]],
  ['IsYiRadicals', [0xa490, 0xa4cf]],
  ['IsHangulSyllables', [0xac00, 0xd7af]],
  ['IsHighSurrogates', [0xd800, 0xdb7f]],
  ['IsHighPrivateUseSurrogates', [0xdb80, 0xdbff]],
  ['IsLowSurrogates', [0xdc00, 0xdfff]],
  ['IsPrivateUse', [0xe000, 0xf8ff]],
  ['IsPrivateUseArea', [0xe000, 0xf8ff]],
  ['IsCJKCompatibilityIdeographs', [0xf900, 0xfaff]],
  ['IsAlphabeticPresentationForms', [0xfb00, 0xfb4f]],
  ['IsArabicPresentationForms-A', [0xfb50, 0xfdff]],
  ['IsVariationSelectors', [0xfe00, 0xfe0f]],
  ['IsCombiningHalfMarks', [0xfe20, 0xfe2f]],
  ['IsCJKCompatibilityForms', [0xfe30, 0xfe4f]],
  ['IsSmallFormVariants', [0xfe50, 0xfe6f]],
  ['IsArabicPresentationForms-B', [0xfe70, 0xfeff]],
  ['IsHalfwidthandFullwidthForms', [0xff00, 0xffef]],
  ['IsSpecials', [0xfff0, 0xffff]],
]);
