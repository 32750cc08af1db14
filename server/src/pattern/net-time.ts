/** Points in time as .NET holds them: ticks of 100 ns, and the calendar fields of a time zone. */

/** `ms` since 1970 UTC, always an integer; `ticks` are the 0 to 9999 units of 100 ns within that millisecond. */
export interface Instant {
  readonly ms: number;
  readonly ticks: number;
}

/** The calendar fields of an instant, as .NET's DateTime has them. */
export interface NetDateTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** 0 is Sunday. */
  readonly weekDay: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 to 9999999, in units of 100 ns. */
  readonly fraction: number;
  readonly kind: 'local' | 'utc';
  /** Minutes east of Greenwich; 0 for `utc`. */
  readonly offset: number;
  readonly instant: Instant;
}

const day = 86_400_000;
/** 0001-01-01 and the last millisecond of 9999: .NET knows nothing outside. */
const firstMs = -62_135_596_800_000;
const lastMs = 253_402_300_799_999;
const firstInstant: Instant = { ms: firstMs, ticks: 0 };

/**
 * Reads an ISO 8601 time in UTC or with an offset, up to seven decimals. Text that is none gives .NET's default, the
 * first moment of the year 1; a time without a zone counts as UTC.
 */
export function parseInstant(text: string): Instant {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?\s*(?:Z|([+-])(\d\d):?(\d\d))?$/.exec(text.trim());
  if (!match) return firstInstant;
  const [, year, month, date, hour = '0', minute = '0', second = '0', decimals = '', sign, zoneHour = '0', zoneMinute = '0'] = match;
  const fraction = Number(decimals.slice(0, 7).padEnd(7, '0'));
  const zone = (sign === '-' ? -1 : 1) * (Number(zoneHour) * 60 + Number(zoneMinute));
  const days = daysFromCivil(Number(year), Number(month), Number(date));
  const ms = days * day + ((Number(hour) * 60 + Number(minute) - zone) * 60 + Number(second)) * 1000 + Math.floor(fraction / 10_000);
  return clamp({ ms, ticks: fraction % 10_000 });
}

/** The fields of an instant in UTC. */
export function utcTime(instant: Instant): NetDateTime {
  return fields(instant, 0, 'utc');
}

/** The fields of an instant in an IANA zone; a zone nobody knows counts as UTC. */
export function localTime(instant: Instant, timeZone: string): NetDateTime {
  return fields(instant, offsetAt(instant.ms, timeZone), 'local');
}

function fields(instant: Instant, offset: number, kind: 'local' | 'utc'): NetDateTime {
  const { ms, ticks } = clamp({ ms: instant.ms + offset * 60_000, ticks: instant.ticks });
  const days = Math.floor(ms / day);
  const within = ms - days * day;
  return {
    ...civilFromDays(days),
    weekDay: (((days + 4) % 7) + 7) % 7,
    hour: Math.floor(within / 3_600_000),
    minute: Math.floor(within / 60_000) % 60,
    second: Math.floor(within / 1000) % 60,
    fraction: (within % 1000) * 10_000 + ticks,
    kind,
    offset,
    instant,
  };
}

const formats = new Map<string, Intl.DateTimeFormat | undefined>();

const quarter = 900_000;
/** The last answer for each zone: events come close together, and since 1970 clocks are moved on the quarter of an hour. */
const lastOffsets = new Map<string, { readonly quarter: number; readonly offset: number }>();

/** Minutes east of Greenwich in a zone at a moment. */
function offsetAt(ms: number, timeZone: string): number {
  const format = formatFor(timeZone);
  if (!format) return 0;
  if (ms < 0) return offsetFrom(format, ms);
  const now = Math.floor(ms / quarter);
  const last = lastOffsets.get(timeZone);
  if (last?.quarter === now) return last.offset;
  const offset = offsetFrom(format, ms);
  lastOffsets.set(timeZone, { quarter: now, offset });
  return offset;
}

function offsetFrom(format: Intl.DateTimeFormat, ms: number): number {
  const part: Record<string, number> = {};
  let era = 1;
  for (const { type, value } of format.formatToParts(ms)) {
    if (type === 'era') era = value.startsWith('B') ? -1 : 1;
    else part[type] = Number(value);
  }
  const year = part['year'] ?? 1970;
  const days = daysFromCivil(era < 0 ? 1 - year : year, part['month'] ?? 1, part['day'] ?? 1);
  const local = days * day + (((part['hour'] ?? 0) * 60 + (part['minute'] ?? 0)) * 60 + (part['second'] ?? 0)) * 1000;
  return Math.round((local - Math.floor(ms / 1000) * 1000) / 60_000);
}

function formatFor(timeZone: string): Intl.DateTimeFormat | undefined {
  if (timeZone === 'UTC' || timeZone === '') return undefined;
  if (formats.has(timeZone)) return formats.get(timeZone);
  const format = makeFormat(timeZone);
  formats.set(timeZone, format);
  return format;
}

function makeFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    // A RangeError: the zone does not exist. The caller's settings are checked elsewhere; here the answer is UTC.
    return undefined;
  }
}

function clamp(instant: Instant): Instant {
  if (instant.ms < firstMs) return firstInstant;
  return instant.ms > lastMs ? { ms: lastMs, ticks: 9999 } : instant;
}

// Days since 1970-01-01 in the proleptic Gregorian calendar and back: Howard Hinnant, "chrono-compatible low-level date algorithms".
function daysFromCivil(year: number, month: number, date: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + date - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function civilFromDays(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted + (shifted < 10 ? 3 : -9);
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1 };
}
