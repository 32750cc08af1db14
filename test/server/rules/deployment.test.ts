import assert from 'node:assert/strict';
import test, { describe, it } from 'node:test';
import { placeholders } from '../../../server/src/features/placeholders';
import { analysed } from '../../support/analysed';
import { checkFindings, checkFix, findingsIn } from '../../support/findings';

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

const target = (address: string): string =>
  `<log4net><appender name="A" type="log4net.Appender.UdpAppender"><remoteAddress value="${address}"/><remotePort value="9998"/><encoding value="utf-8"/><layout type="log4net.Layout.SimpleLayout"/></appender><root><appender-ref ref="A"/></root></log4net>`;

describe('an address that stands for one is a blank', () => {
  for (const address of [
    'x.x.x.x',
    'xxx.xxx.xxx.xxx',
    '192.168.x.x',
    '10.0.0.XX',
    'a.b.c.d',
    'IP_ADDRESS',
    'ip-address',
    'ButlerServerIP',
    'butler_ip',
    'SERVER_NAME',
    'your-butler-server',
    'yourserver',
    'logs.yourcompany.com',
    'CHANGEME',
    'change-me',
    'TODO',
    'TBD',
    'butler.example.com',
    'example.org',
    '[butler ip]',
    '&lt;butler&gt;',
  ]) {
    it(address, () => {
      checkFindings(target(`⟦${address}⟧`), 'deployment/placeholder', { severity: 'error' });
      const found = findingsIn(target(address)).filter(it => it.severity === 'error');
      assert.deepEqual(
        found.map(it => it.rule),
        ['deployment/placeholder'],
        'it is one thing to do',
      );
      assert.deepEqual(
        placeholders(analysed(target(address))).map(it => [it.text, it.wants]),
        [[address, 'address']],
        'and its fix finds it',
      );
    });
  }

  for (const address of [
    '10.20.30.40',
    '::1',
    'fe80::1%eth0',
    'localhost',
    'butler',
    'qlikserver1',
    'srv-ip-01',
    'log4net.example.test',
    'mail.lab.example',
    'butler.acme.com',
    'myserver',
    'example.acme.com',
    'exchange.acme.com',
    'todo-app.acme.com',
    'xavier',
    'loghost',
    'butlerserver',
    'tours.acme.com',
    '${BUTLER_IP}',
  ]) {
    it(`${address} is none`, () => {
      checkFindings(target(address), 'deployment/placeholder');
    });
  }
});

test('an account of a sample is one where mail really leaves', () => {
  const mailer = (host: string, from: string): string =>
    `<log4net><appender name="⟦M⟧" type="log4net.Appender.SmtpAppender"><smtpHost value="${host}"/><from value="${from}"/><to value="ops@acme.test"/><bufferSize value="0"/><layout type="log4net.Layout.SimpleLayout"/></appender><root><appender-ref ref="M"/></root></log4net>`;
  const plain = (text: string): string => text.replace(/[⟦⟧]/g, '');
  checkFindings(mailer('mail.acme.test', 'me@domain.com'), 'deployment/sample-account', { says: /from is still as in a sample/ });
  checkFindings(mailer('mail.acme.test', 'Sense &lt;sense@company.com&gt;'), 'deployment/sample-account', { says: /from/ });
  checkFindings(mailer('smtp.example.com', 'sense@acme.test'), 'deployment/sample-account', { says: /smtpHost/ });
  checkFindings(plain(mailer('127.0.0.1', 'me@domain.com')), 'deployment/sample-account');
  checkFindings(plain(mailer('mail.acme.test', 'sense@acme.test')), 'deployment/sample-account');
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
