/** The examples of test/corpus/rules.txt: for each rule a text that it finds and one that is mended. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { SavedAs } from '../../server/src/syntax/bytes';
import type { Circumstances } from './findings';

export interface Example extends Circumstances {
  readonly text: string;
}

export interface RuleExamples {
  readonly rule: string;
  readonly failing: Example;
  readonly mended: Example;
}

const LAYOUT = '<layout type="log4net.Layout.PatternLayout"><conversionPattern value="%message"/></layout>';
const ROOT = '<root><appender-ref ref="A"/></root>';
const UDP = '<remoteAddress value="127.0.0.1"/><remotePort value="9998"/><encoding value="utf-8"/>';

const forms: Readonly<Record<string, (inside: string) => string>> = {
  pattern: it =>
    `<log4net><appender name="A" type="log4net.Appender.UdpAppender">${UDP.replace('9998', it.startsWith('/qseow') ? '9997' : '9998')}<layout type="log4net.Layout.PatternLayout"><conversionPattern value="${it}"/></layout></appender>${ROOT}</log4net>`,
  udp: it =>
    `<log4net><appender name="A" type="log4net.Appender.UdpAppender">${UDP}\n${it}\n${it.includes('<layout') ? '' : LAYOUT}</appender>${ROOT}</log4net>`,
  file: it =>
    `<log4net><appender name="A" type="log4net.Appender.RollingFileAppender"><file value="C:/logs/a.txt"/>${it}${LAYOUT}</appender>${ROOT}</log4net>`,
  mail: it =>
    `<log4net><appender name="A" type="log4net.Appender.SmtpAppender"><to value="a@example.com"/><from value="b@example.com"/><smtpHost value="127.0.0.1"/>${it.includes('bufferSize') ? '' : '<bufferSize value="0"/>'}${it}${LAYOUT}</appender>${ROOT}</log4net>`,
  beside: it =>
    `<log4net><appender name="Console" type="log4net.Appender.ConsoleAppender">${LAYOUT}</appender><root><appender-ref ref="Console"/></root>\n${it}\n</log4net>`,
};

/** Every pair of examples, in the order of the file. */
export function ruleExamples(): readonly RuleExamples[] {
  return readFileSync(path.join('test', 'corpus', 'rules.txt'), 'utf8')
    .replaceAll('\r\n', '\n')
    .split(/^# /m)
    .slice(1)
    .map(block => {
      const [rule = '', ...lines] = block.trimEnd().split('\n');
      const [failing = '', mended = ''] = lines.join('\n').split('\n==>\n');
      return { rule, failing: exampleOf(failing), mended: exampleOf(mended) };
    });
}

function exampleOf(written: string): Example {
  const settings = new Map<string, string>();
  const body = written
    .split('\n')
    .filter(line => {
      const [, name, value] = /^(path|receiver|version|saved): (.*)$/.exec(line) ?? [];
      if (name === undefined || value === undefined) return true;
      settings.set(name, value);
      return false;
    })
    .join('\n');
  const [, form = '', inside = ''] = /^(\w+): ?([^]*)$/.exec(body) ?? [];
  const [file, receiver, version, saved] = ['path', 'receiver', 'version', 'saved'].map(it => settings.get(it));
  return {
    text: forms[form]?.(inside) ?? body,
    ...(file !== undefined && { path: file.split('/') }),
    ...(receiver !== undefined && { receiver }),
    ...(version !== undefined && { version }),
    ...(saved !== undefined && { saved: saved as SavedAs }),
  };
}
