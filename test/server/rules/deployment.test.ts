import test from 'node:test';
import { checkFindings, checkFix } from '../../support/findings';

const qlik = (logger: string, more = '', appender = ''): string =>
  `<configuration><appender name="A" type="log4net.Appender.ConsoleAppender">${appender}<layout type="log4net.Layout.SimpleLayout" /></appender><logger name="${logger}">${more}<appender-ref ref="A" /></logger></configuration>`;
const mail = (to: string, password = '${MAIL_PASSWORD}'): string =>
  `<log4net><appender name="M" type="log4net.Appender.SmtpAppender"><to value="${to}"/><from value="a@example.com"/><smtpHost value="127.0.0.1"/><authentication value="Basic"/><username value="u"/><password value="${password}"/><layout type="log4net.Layout.SimpleLayout"/></appender><root><appender-ref ref="M"/></root></log4net>`;
const scheduler = ['LocalLogConfig.xml', 'Scheduler', 'Sense', 'Qlik'];

test('a logger that no service has, with the nearest one', () => {
  checkFindings(qlik('⟦System.Schduler.Scheduler⟧'), 'deployment/unknown-logger', { severity: 'information' });
  checkFix(qlik('System.Schduler.Scheduler'), 'deployment/unknown-logger', qlik('System.Scheduler.Scheduler'));
  checkFindings(qlik('System.Scheduler.Scheduler.Master.Task.TaskSession'), 'deployment/unknown-logger');
});

test('names of an ordinary application are its own', () => {
  checkFindings(qlik('MyCompany.Billing').replaceAll('configuration>', 'log4net>'), 'deployment/unknown-logger');
});

test('a folder whose service does not have the logger', () => {
  checkFindings(qlik('⟦AuditActivity.Proxy⟧'), 'deployment/service-folder', { path: scheduler, severity: 'information' });
  checkFindings(qlik('System.Scheduler.Scheduler'), 'deployment/service-folder', { path: scheduler });
  checkFindings(qlik('AuditActivity.Proxy'), 'deployment/service-folder', { path: ['LocalLogConfig.xml', 'Proxy'] });
  checkFindings(qlik('AuditActivity.Proxy'), 'deployment/service-folder');
});

test('a broad logger floods, unless something narrows it', () => {
  checkFindings(qlik('⟦System⟧'), 'deployment/broad-logger', { severity: 'information' });
  checkFindings(qlik('System', '<level value="ERROR" />'), 'deployment/broad-logger');
  checkFindings(qlik('System', '', '<param name="threshold" value="ERROR" />'), 'deployment/broad-logger');
  checkFindings(qlik('System.Scheduler'), 'deployment/broad-logger');
});

test('a file beyond 1 MB', () => {
  const filler = `<!-- ${'x'.repeat(1024)} -->`.repeat(1100);
  checkFindings(qlik('System.Scheduler').replace('<configuration>', `<⟦configuration⟧>${filler}`), 'deployment/size', {
    severity: 'error',
  });
  checkFindings(
    qlik('System.Scheduler')
      .replace('<configuration>', `<configuration>${filler.slice(0, 900_000)}${filler.slice(0, 0)}`)
      .replace(/<!-- x*$/, ''),
    'deployment/size',
  );
});

test('a blank that is well-formed is a blank all the same', () => {
  checkFindings(mail('⟦&lt;your mail address&gt;⟧'), 'deployment/placeholder', { severity: 'warning' });
  checkFindings(mail('ops@example.com'), 'deployment/placeholder');
  checkFindings(mail('Operations &lt;ops@example.com&gt;'), 'deployment/placeholder');
});

test('a password in the file is said, and never shown', () => {
  checkFindings(mail('ops@example.com', '⟦hunter2⟧'), 'deployment/secret', { severity: 'information', says: /^(?!.*hunter2)/ });
  checkFindings(mail('ops@example.com'), 'deployment/secret');
});

test('letters that were lost in the wrong encoding', () => {
  checkFindings(qlik('System.Scheduler', '<!-- gr⟦\ufffd⟧n -->'), 'deployment/encoding');
});

test('a name the service does not look at', () => {
  const text = qlik('System.Scheduler');
  checkFindings(text.replace('<configuration>', '<⟦configuration⟧>'), 'deployment/file-name', {
    path: ['LocalLogConfig - Copy.xml', ...scheduler.slice(1)],
  });
  checkFindings(text, 'deployment/file-name', { path: scheduler });
  checkFindings(text, 'deployment/file-name', { path: ['task-failed.xml', 'templates'] });
});
