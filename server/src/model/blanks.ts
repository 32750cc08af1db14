/** What samples leave to be filled in: a whole value that is no value but a word for one. */
import type { ValueKind } from '../catalogue/types';

/** `<IP of server>` and `[butler ip]`, and for an address also what stands for one: `x.x.x.x`, `IP_ADDRESS`, a host of example.com. */
export function isBlankToFillIn(text: string, kind?: ValueKind): boolean {
  const trimmed = text.trim();
  if (/^<[^<>]*[A-Za-z][^<>]*>$/.test(trimmed)) return !/^<[^<>@\s]+@[^<>\s]+>$/.test(trimmed);
  if (/^\[[A-Za-z][^\]]*\s[^\]]*\]$/.test(trimmed)) return true;
  return (kind === 'address' || kind === 'host') && isSampleHost(trimmed);
}

/** A domain that RFC 2606 keeps for examples: nothing in it can be reached. */
export function isExampleDomain(host: string): boolean {
  return /(?:^|\.)example\.(?:com|net|org)\.?$/i.test(host);
}

function isSampleHost(host: string): boolean {
  if (host.length > LONGEST_HOST) return false;
  return (
    isExampleDomain(host) ||
    isSampleNumber(host) ||
    WORDS.test(host) ||
    NAMED_BY_ROLE.test(host) ||
    /^\[[^\][:]*[G-Z][^\][:]*\]$/i.test(host)
  );
}

/** `x.x.x.x`, `192.168.x.x`, `a.b.c.d` */
function isSampleNumber(host: string): boolean {
  const parts = host.split('.');
  if (parts.length !== 4) return false;
  if (/^(?:a\.b\.c\.d|w\.x\.y\.z)$/i.test(host)) return true;
  return parts.every(it => /^(?:\d{1,3}|x{1,3}|n{1,3}|\?{1,3}|\*{1,3}|#{1,3})$/i.test(it)) && parts.some(it => !/^\d/.test(it));
}

/** A word by which writers mark what is to be changed. */
const WORDS =
  /^(?:change[-_ ]?(?:me|it|this)|replace[-_ ]?(?:me|this)|fill[-_ ]?(?:me[-_ ]?)?in|to[-_ ]?do|tbd|fix[-_ ]?me|placeholder|x{3,}|\?+|\.{3,}|…)$|(?:^|[._-])your[-_. ]?[a-z]/i;

/** A name that says only what it is the name of: `ButlerServerIP`, `IP_ADDRESS`, `SMTP_HOST_NAME`. */
const NAMED_BY_ROLE =
  /^(?:(?:butler|qlik|sense|receiver|target|destination|remote|log|syslog|udp|smtp|mail|central|the|sos|server|host|my)[-_]?)*(?:ip|ip[-_]?(?:addr|address|adr)|(?:host|server)[-_]?(?:name|address)|address|ip[-_]?of[-_]?\w+)$/i;

const LONGEST_HOST = 255;
