import assert from 'node:assert/strict';
import test from 'node:test';
import { hover } from '../../../server/src/features/hover';
import { analysed } from '../../support/analysed';
import { drawn, marked } from '../../support/marked';

/** The range is what is spoken about; each expression must be found in the words. */
function checkHover(source: string, ...words: readonly RegExp[]): void {
  const { text, cursor, ranges } = marked(source);
  const found = hover(analysed(text), cursor);
  assert.ok(found, 'there is nothing to say');
  assert.equal(drawn(text, [found.span]), drawn(text, ranges));
  for (const word of words) assert.match(found.markdown, word);
}

function checkSilence(source: string, path?: readonly string[]): void {
  const { text, cursor } = marked(source);
  assert.equal(hover(analysed(text, path), cursor), undefined);
}

const udp = (inside: string): string =>
  `<configuration><appender name="A" type="log4net.Appender.UdpAppender">${inside}</appender></configuration>`;

test('an element: what it is for; an appender: who uses it', () => {
  checkHover('<log4net><⟦ro‸ot⟧/></log4net>', /`<root>`/);
  checkHover('<configuration><⟦appender‸⟧ name="A"/><logger name="x.y"><appender-ref ref="A"/></logger></configuration>', /Used by `x\.y`/);
  checkHover('<configuration><appender name="⟦A‸⟧"/></configuration>', /never builds it/);
  checkHover('<configuration><appender name="A"/><appender name="⟦A‸⟧"/></configuration>', /Never used/);
});

test('a type: what it does and what it needs', () => {
  checkHover(
    '<configuration><appender name="A" type="⟦log4net.Appender.Udp‸Appender⟧"/></configuration>',
    /\*\*UdpAppender\*\*/,
    /Needs `remoteAddress`, `remotePort`/,
  );
});

test('a property, as a param or as an element: kind, default, what happens without it', () => {
  checkHover(
    udp('<param name="⟦remote‸Port⟧" value="1"/>'),
    /`remotePort`/,
    /0 to 65535/,
    /default `0`/,
    /Without it nothing ever arrives/,
  );
  checkHover(udp('<⟦RemoteAddress‸⟧ value="1"/>'), /`remoteAddress`/, /appender is lost/);
});

test('when a property is required is said once', () => {
  checkHover(
    '<log4net><appender name="A" type="log4net.Appender.RollingFileAppender"><⟦date‸Pattern⟧ value="yyyy"/></appender></log4net>',
    /Required when rollingStyle is Date or Composite\./,
  );
});

test('of two settings of one property the last is in force', () => {
  checkHover(udp('<param name="remotePort" value="⟦1‸⟧"/><remotePort value="2"/>'), /Not in force.*`2` is in force/);
});

test('a value: what it means', () => {
  checkHover(udp('<param name="threshold" value="⟦w‸arn⟧"/>'), /\*\*WARN\*\* \(60000\)/, /`threshold`/);
  checkHover('<log4net><root><level value="⟦IN‸FO⟧"/></root></log4net>', /\*\*INFO\*\*/);
  checkHover('<log4net><appender type="log4net.Appender.SmtpAppender"><authentication value="⟦basic‸⟧"/>', /\*\*Basic\*\*/);
});

test('a secret is not repeated', () => {
  const { text, cursor } = marked(
    '<log4net><appender type="log4net.Appender.SmtpAppender"><password value="first-1"/><password value="hun‸ter2"/><password value="third-3"/></appender></log4net>',
  );
  const found = hover(analysed(text), cursor);
  assert.ok(found);
  assert.match(found.markdown, /in clear text/);
  assert.doesNotMatch(found.markdown, /hunter2|first-1|third-3/);
});

test('a reference: what it leads to', () => {
  checkHover(
    '<configuration><appender name="A" type="log4net.Appender.UdpAppender"/><logger name="x"><appender-ref ref="⟦‸A⟧"/></logger></configuration>',
    /Appender `A`: UdpAppender/,
  );
  checkHover('<configuration><logger name="x"><appender-ref ref="⟦‸B⟧"/></logger></configuration>', /No appender is called `B`/);
});

test('a logger: which service it belongs to and what its rows carry', () => {
  checkHover(
    '<configuration><logger name="⟦System.Scheduler.Scheduler.Master.Task.TaskSession‸⟧"/></configuration>',
    /Qlik Sense Scheduler/,
    /`TaskName`/,
  );
});

test('the level in force is said for a logger without one', () => {
  checkHover('<log4net><root><level value="WARN"/></root><⟦logger‸⟧ name="x"/></log4net>', /Level in force: \*\*WARN\*\*, from root/);
});

test('a conversion word: what it prints, and the whole pattern for a sample event', () => {
  const inside = (pattern: string): string =>
    `${udp(`<layout type="log4net.Layout.PatternLayout"><param name="conversionPattern" value="${pattern}"/></layout>`).replace('</configuration>', '')}<logger name="System.Scheduler.Scheduler.Master.Task.TaskSession"><appender-ref ref="A"/></logger></configuration>`;
  checkHover(inside('x;⟦%-7lev‸el⟧;%message'), /`%level`/, /to 7 characters/, /x;INFO {3};Max retries reached/);
  checkHover(inside('&lt;⟦%property{Task‸Name}⟧&gt;'), /Name of the task/, /<Reload Finance close>/);
  checkHover(inside('⟦%‸⟧hostname'), /percent sign is dropped/, /hostname/);
  checkHover(inside('⟦just ‸text⟧'), /just text/);
});

test('nothing in comments, between elements, outside a section', () => {
  checkSilence('<log4net><!-- roo‸t --></log4net>');
  checkSilence('<log4net> ‸ <root/></log4net>');
  checkSilence('‸');
  checkSilence('<configuration><run‸time/><log4net/></configuration>', ['Web.config']);
});

test('a logger that is told to inherit, or whose level is misspelt, says which level is in force', () => {
  for (const level of ['inherited', 'WRAN'])
    checkHover(
      `<log4net><root><level value="WARN"/></root><logger name="⟦x‸⟧"><level value="${level}"/></logger></log4net>`,
      /Level in force: \*\*WARN\*\*, from root/,
    );
});
