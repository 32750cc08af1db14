/** Each snippet as it expands, at the place it is made for: nothing to complain about, whatever the receiver. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { createService } from '../../server/src/service';
import { expand } from '../server/xsd/mutations';

interface Snippet {
  readonly description: string;
  readonly body: readonly string[];
}

const snippets = Object.entries(JSON.parse(readFileSync('snippets/log4net.json', 'utf8')) as Readonly<Record<string, Snippet>>);
const service = createService();

const layout = '<layout type="log4net.Layout.PatternLayout"><param name="conversionPattern" value="%level %message" /></layout>';
const udp = (inside: string, ending = layout): string =>
  `<appender name="A" type="log4net.Appender.UdpAppender">${inside}<param name="remoteAddress" value="127.0.0.1" /><param name="remotePort" value="9998" /><param name="encoding" value="utf-8" />${ending}</appender>`;
const mail = (inside: string): string =>
  `<appender name="A" type="log4net.Appender.SmtpAppender">${inside}${['smtpHost', 'from', 'to', 'subject'].map(name => `<param name="${name}" value="${name === 'smtpHost' ? '127.0.0.1' : 'a@example.com'}" />`).join('')}<param name="bufferSize" value="1" /><param name="lossy" value="true" />${layout}</appender>`;
const bound = (appenders: string, logger: string): string => {
  const names = [...appenders.matchAll(/<appender name="([^"]*)"/g)].map(it => it[1] ?? '');
  return `${appenders}<logger name="${logger}">${names.map(name => `<appender-ref ref="${name}" />`).join('')}</logger>`;
};
const textFilter = '<filter type="log4net.Filter.StringMatchFilter"><param name="stringToMatch" value="x" /></filter>';

/** A whole configuration around a piece. */
function completed(piece: string, logger: string): string {
  switch (/^<(\w+)/.exec(piece)?.[1]) {
    case 'filter':
      return bound(
        udp(piece.includes('DenyAllFilter') && piece.indexOf('<filter') === piece.lastIndexOf('<filter') ? textFilter + piece : piece),
        logger,
      );
    case 'layout':
      return bound(udp('', piece), logger);
    case 'evaluator':
      return bound(mail(piece), logger);
    case 'appender':
      return piece.includes('<logger') ? piece : bound(piece, logger);
    case 'logger':
    case undefined:
    default:
      return udp('') + piece.replaceAll('AppenderName', 'A');
  }
}

describe('snippets, expanded where they belong', () => {
  for (const [name, { description, body }] of snippets) {
    const folder = /\b([A-Z]\w+) service/.exec(description)?.[1] ?? 'Scheduler';
    const text = `<configuration>${completed(expand(body.join('\n')), `System.${folder}`)}</configuration>`;

    it(`${name} has no finding`, () => {
      const doc = service.analyse(text, ['LocalLogConfig.xml', folder]);
      assert.equal(service.status(doc).dialect, 'qlik');
      assert.deepEqual(
        service.diagnose(doc).map(({ rule, message }) => `${rule}: ${message}`),
        [],
      );
    });
  }
});
