/** What .NET wants of an application's file before log4net gets to see its section. */
import test from 'node:test';
import { checkFindings, checkFix } from '../../support/findings';

const handler = 'log4net.Config.Log4NetConfigurationSectionHandler';
const declared = (type = `${handler}, log4net`, before = '', log4net = 'log4net'): string =>
  `<configuration>${before}<configSections><section name="log4net" type="${type}" /></configSections><${log4net} /></configuration>`;
const app = { path: ['App.config'] };

test('a section that is not declared, in files that .NET reads', () => {
  const rule = 'structure/section-undeclared';
  const text = '<configuration><appSettings /><⟦log4net⟧ /></configuration>';
  checkFindings(text, rule, { ...app, severity: 'warning', says: /Unrecognized configuration section log4net/ });
  checkFindings(text, rule, { path: ['Billing.exe.config'], severity: 'warning' });
  checkFindings(text, rule, { path: ['Web.config'], severity: 'information', says: /unless a web\.config above/ });
  checkFindings('<configuration><⟦log4net⟧ /></configuration>', rule, { ...app, severity: 'information', says: /hands it to log4net/ });
  const plain = text.replace(/[⟦⟧]/g, '');
  checkFindings(plain, rule, { path: ['log4net.config'] });
  checkFindings(plain, rule);
  checkFindings(declared(), rule, app);
  checkFindings('<configuration><appSettings /></configuration>', rule, app);
  checkFindings('<log4net />', rule, app);
});

test('a transform of another file declares nothing and need not', () => {
  const text =
    '<configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform"><log4net xdt:Transform="Replace" /></configuration>';
  checkFindings(text, 'structure/section-undeclared', { path: ['App.Release.config'] });
});

test('the declaration goes where others are, in the line breaks and indents of the file', () => {
  const rule = 'structure/section-undeclared';
  checkFix(
    '<configuration>\r\n\t<log4net />\r\n</configuration>',
    rule,
    `<configuration>\r\n\t<configSections>\r\n\t\t<section name="log4net" type="${handler}, log4net" />\r\n\t</configSections>\r\n\t<log4net />\r\n</configuration>`,
    app,
  );
  checkFix(
    '<configuration>\n  <configSections>\n    <section name="a" type="b, c" />\n  </configSections>\n  <log4net />\n</configuration>',
    rule,
    `<configuration>\n  <configSections>\n    <section name="log4net" type="${handler}, log4net" />\n    <section name="a" type="b, c" />\n  </configSections>\n  <log4net />\n</configuration>`,
    app,
  );
  checkFix(
    '<configuration>\n  <configSections />\n  <log4net />\n</configuration>',
    rule,
    `<configuration>\n  <configSections>\n    <section name="log4net" type="${handler}, log4net" />\n  </configSections>\n  <log4net />\n</configuration>`,
    app,
  );
});

test('<configSections> is the first element, comments aside', () => {
  const rule = 'structure/section-order';
  checkFindings(declared(undefined, '<appSettings />').replace('<configSections', '<⟦configSections⟧'), rule, app);
  checkFindings(declared(undefined, '<!-- ours -->'), rule, app);
  checkFix(declared(undefined, '<appSettings />'), rule, declared().replace('<log4net', '<appSettings /><log4net'), app);
});

test('a handler that gives log4net nothing', () => {
  const rule = 'structure/section-handler';
  checkFindings(declared(`⟦${handler}⟧`), rule, { ...app, says: /Without an assembly/ });
  checkFindings(declared(`⟦${handler}, Log4NetX⟧`), rule, { ...app, says: /'Log4NetX' is not the assembly/ });
  checkFindings(declared('⟦log4net.Config.Log4NetConfigurationHandler, log4net⟧'), rule, { ...app, says: /There is no handler/ });
  checkFindings(declared('⟦System.Configuration.NameValueSectionHandler⟧'), rule, { ...app, says: /does not hand on XML/ });
  checkFix(declared(handler), rule, declared(), app);
});

test('handlers that work, or are somebody’s own', () => {
  for (const type of [
    `${handler}, log4net`,
    `${handler},log4net`,
    `${handler}, log4net, Version=2.0.8.0, Culture=neutral, PublicKeyToken=669e0ddf0bb1aa2a`,
    `${handler}, Log4net`,
    'System.Configuration.IgnoreSectionHandler',
    'System.Configuration.IgnoreSectionHandler, System.Configuration',
    'Acme.Logging.SectionHandler, Acme.Logging',
  ])
    checkFindings(declared(type), 'structure/section-handler', app);
});
