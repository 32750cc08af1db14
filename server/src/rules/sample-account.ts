/** Mail appenders that are in use while their account is still that of a sample. */
import { isBlankToFillIn } from '../model/blanks';
import { usedAppenders } from '../model/reach';
import type { Appender, Setting } from '../model/types';
import { actsAs, effective, hasVariable } from './objects';
import type { Rule } from './rule';

const sampleAccount: Rule = {
  id: 'deployment/sample-account',
  wholeFile: true,
  severity: 'warning',
  why: 'A mail appender that a logger refers to tries to send at each event that passes. With the server or the account of a sample every attempt fails, holds up the service for as long as the connection takes to fail, and log4net says nothing.',
  *check({ config, catalogue }) {
    const mailers = config.appenders.filter(it => actsAs(catalogue, it.type, 'smtp-mail'));
    if (mailers.length === 0) return;
    const used = usedAppenders(config);
    for (const appender of mailers) {
      const [first, ...more] = used.has(appender) ? samplesIn(appender) : [];
      if (first?.value === undefined) continue;
      const names = [first, ...more].map(it => it.fact?.name ?? it.name);
      yield {
        span: appender.nameSpan ?? appender.element.nameSpan,
        message: `This mail appender is in use, but ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} still as in a sample: every mail fails, without a word. Fill ${names.length === 1 ? 'it' : 'them'} in, or take the reference out until you have.`,
        related: [first, ...more].flatMap(({ value }) =>
          value === undefined ? [] : [{ span: value.span, message: 'A value of a sample.' }],
        ),
      };
    }
  },
};

export const sampleAccountRules: readonly Rule[] = [sampleAccount];

function samplesIn(appender: Appender): readonly Setting[] {
  const isLive = !isOwnComputer(effective(appender, 'smtphost')?.value?.text.trim() ?? '');
  return ['smtphost', 'username', 'password', 'from', 'to'].flatMap(name => {
    const setting = effective(appender, name);
    const text = setting?.value?.text.trim() ?? '';
    return setting !== undefined && text !== '' && !hasVariable(text) && isSample(name, text, isLive) ? [setting] : [];
  });
}

/** A mail server of our own for trying things out takes mail for anybody. */
function isOwnComputer(host: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/i.test(host);
}

/** `<…>`, "your …", "changeme", and for an account the mere word for what it is. */
function isSample(name: string, text: string, isLive: boolean): boolean {
  if (/^[<[].*[>\]]$/s.test(text) && !/^<[^<>@\s]+@[^<>\s]+>$/.test(text)) return true;
  if (/\byour[\s._-]?\w*|\bmy(?:company|domain|server)\b|change[\s_-]?(?:me|it)\b|\bplaceholder\b|^x{3,}$|\btodo\b/i.test(text))
    return true;
  if (name === 'smtphost') return isBlankToFillIn(text, 'host');
  if (isLive && name !== 'password' && SAMPLE_MAIL.test(text)) return true;
  if (name === 'username') return /^(?:user(?:[\s_-]?name)?|login|account)$/i.test(text);
  return name === 'password' && /^(?:password|passwd|pwd|secret)$/i.test(text);
}

const SAMPLE_MAIL = /@(?:some)?(?:domain|company)\.(?:com|net|org|tld|local)>?$/i;
