import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { catalogueFor, catalogueVersions } from '../../../server/src/catalogue/index';

const catalogue = catalogueFor();
const udp = catalogue.findType('log4net.Appender.UdpAppender');
assert.ok(udp);

describe('the catalogue', () => {
  it('finds a type in any case, with blanks and with an assembly behind it', () => {
    for (const text of [
      'LOG4NET.appender.udpappender',
      ' log4net.Appender.UdpAppender ',
      'log4net.Appender.UdpAppender, log4net',
      'log4net.Appender.UdpAppender,log4net, Version=2.0.8.0, Culture=neutral, PublicKeyToken=669e0ddf0bb1aa2a',
    ])
      assert.equal(catalogue.findType(text), udp, text);
  });

  it('finds nested types by their plus sign', () => {
    assert.equal(catalogue.findType('log4net.Appender.FileAppender+MinimalLock')?.behaviour, 'minimal-lock');
  });

  it('knows nothing of a type nobody wrote', () => {
    assert.equal(catalogue.findType('log4net.Appender.PigeonAppender'), undefined);
    assert.equal(catalogue.findType(''), undefined);
  });

  it('gives inherited properties after own ones and finds them in any case', () => {
    const names = catalogue.properties(udp).map(property => property.name);
    assert.equal(names[0], 'remoteAddress');
    assert.ok(names.includes('threshold') && names.indexOf('threshold') > names.indexOf('encoding'));
    assert.equal(catalogue.property(udp, 'REMOTEport')?.name, 'remotePort');
    assert.equal(catalogue.property(udp, 'smtpHost'), undefined);
  });

  it('finds what an Add method takes under the name of its element', () => {
    const layout = catalogue.findType('log4net.Layout.PatternLayout');
    const colours = catalogue.findType('log4net.Appender.ColoredConsoleAppender');
    const database = catalogue.findType('log4net.Appender.AdoNetAppender');
    const repository = catalogue.findType('log4net.Repository.Hierarchy.Hierarchy');
    assert.ok(layout && colours && database && repository);
    assert.deepEqual(catalogue.property(udp, 'filter')?.accepts, ['filter']);
    assert.equal(catalogue.property(layout, 'converter')?.defaultType, 'log4net.Util.ConverterInfo');
    assert.equal(catalogue.property(colours, 'mapping')?.defaultType, 'log4net.Appender.ColoredConsoleAppender+LevelColors');
    assert.ok(catalogue.property(database, 'parameter')?.repeatable);
    assert.ok(catalogue.property(repository, 'level')?.repeatable);
    assert.ok(catalogue.property(repository, 'property')?.repeatable);
  });

  it('lets a class say otherwise than its base: a syslog appender has an address and a port', () => {
    const syslog = catalogue.findType('log4net.Appender.RemoteSyslogAppender');
    assert.ok(syslog);
    assert.equal(catalogue.property(syslog, 'remotePort')?.default, '514');
    assert.equal(catalogue.property(syslog, 'remoteAddress')?.required, undefined);
    assert.equal(catalogue.property(udp, 'remoteAddress')?.required, 'load');
  });

  it('follows base classes, interfaces and behaviours', () => {
    const smtp = catalogue.findType('log4net.Appender.SmtpAppender');
    assert.ok(smtp);
    assert.ok(catalogue.derivesFrom(smtp, 'log4net.appender.APPENDERSKELETON'));
    assert.ok(catalogue.derivesFrom(smtp, 'log4net.Appender.IAppender'));
    assert.ok(catalogue.derivesFrom(smtp, 'log4net.Appender.SmtpAppender'));
    assert.ok(!catalogue.derivesFrom(udp, 'log4net.Appender.BufferingAppenderSkeleton'));
    assert.ok(catalogue.actsAs(smtp, 'buffering') && catalogue.actsAs(smtp, 'smtp-mail') && !catalogue.actsAs(udp, 'buffering'));
  });

  it('shows each version what it has', () => {
    const old = catalogueFor('1.2.10');
    const new3 = catalogueFor('3.3.2');
    assert.equal(old.findType('log4net.Layout.DynamicPatternLayout'), undefined);
    assert.equal(old.typesInOtherVersions('log4net.Layout.DynamicPatternLayout')[0]?.versions.first, '1.2.12');
    assert.equal(new3.findType('log4net.Appender.NetSendAppender'), undefined);
    assert.equal(new3.findType('log4net.Layout.XmlLayoutSchemaLog4j')?.type, 'log4net.Layout.XmlLayoutSchemaLog4J');
    assert.equal(catalogue.findType('log4net.Layout.XmlLayoutSchemaLog4J')?.type, 'log4net.Layout.XmlLayoutSchemaLog4j');
    const syslog = catalogue.findType('log4net.Appender.RemoteSyslogAppender');
    assert.ok(syslog);
    assert.equal(catalogue.property(syslog, 'newLineHandling'), undefined);
    assert.equal(catalogue.propertyInOtherVersions(syslog, 'NewLineHandling')?.versions.first, '3.3.0');
    assert.equal(old.word('layout', 'aspnet-cache'), undefined);
    assert.equal(catalogueFor('2.0.8').word('string', 'appsetting')?.behaviour, 'app-setting');
  });

  it('takes a line for its newest release, or the default one where that is of it, and the nearest earlier one for what nobody recorded', () => {
    assert.equal(catalogueFor('2.0').version, '2.0.8');
    assert.equal(catalogueFor('2').version, '2.0.8');
    assert.equal(catalogueFor('2.0.18').version, '2.0.17');
    assert.equal(catalogueFor('1.2').version, '1.2.15');
    assert.equal(catalogueFor('3').version, '3.3.2');
    assert.equal(catalogueFor('2.0.5').version, '1.2.15');
    assert.equal(catalogueFor('99.1').version, catalogueVersions().at(-1));
    assert.equal(catalogueFor('0.9').version, '1.2.10');
    assert.equal(catalogueFor('nonsense').version, '2.0.8');
  });

  it('distinguishes conversion words by case, levels and types not', () => {
    assert.equal(catalogue.word('layout', 'm')?.behaviour, 'message');
    assert.equal(catalogue.word('layout', 'M')?.behaviour, 'method');
    assert.equal(catalogue.word('layout', 'Message'), undefined);
    assert.equal(catalogue.word('string', 'd'), undefined);
    assert.equal(catalogue.level('wArN')?.value, 60000);
    assert.equal(catalogue.level(' WARN'), undefined);
  });

  it('tells elements of one name apart by where they stand', () => {
    assert.match(catalogue.element('level', 'logger')?.doc ?? '', /Lowest level/);
    assert.match(catalogue.element('level', 'log4net')?.doc ?? '', /level of your own/);
    assert.equal(catalogue.element('appender', 'layout'), undefined);
    assert.ok(catalogue.element('param', 'filter'));
    assert.ok(catalogue.element('log4net', undefined));
  });

  it('is one structure per version, frozen to the bottom', () => {
    assert.equal(catalogueFor('2.0'), catalogueFor('2.0.8'));
    assert.ok(Object.isFrozen(catalogue) && Object.isFrozen(udp) && Object.isFrozen(udp.properties[0]?.versions));
  });

  it('adds types of a workspace without hiding its own', () => {
    const mine = {
      type: 'Acme.Logging.FaxAppender',
      kind: 'appender',
      base: 'log4net.Appender.AppenderSkeleton',
      versions: { first: '1.2.10', last: '3.3.2' },
      properties: [],
      doc: 'Sends a fax.',
      overlay: 'user',
    } as const;
    const extended = catalogueFor('2.0.8', [mine, { ...mine, type: 'log4net.Appender.UdpAppender' }]);
    const fax = extended.findType('acme.logging.faxappender, Acme');
    assert.ok(fax && extended.property(fax, 'layout'));
    assert.equal(extended.findType('log4net.Appender.UdpAppender')?.overlay, undefined);
    assert.equal(catalogue.findType('Acme.Logging.FaxAppender'), undefined);
  });
});
