/** Templates, samples and snippets: what the wizard and people rely on. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { knownLoggers, serviceNamed } from '../../server/src/catalogue/services';
import { parse } from '../../server/src/syntax/parse';
import type { XmlElement } from '../../server/src/syntax/tree';
import { elementsBelow } from '../../server/src/xsd/prepare';

interface Template {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  readonly service: string;
  readonly folder: string;
  readonly nodes: { readonly text: string };
  readonly receivers: readonly string[];
  readonly events: readonly string[];
  readonly reports: string;
  readonly doesNotReport: string;
  readonly values: readonly {
    readonly id: string;
    readonly kind: string;
    readonly param: string;
    readonly appender?: string;
    readonly default: string;
  }[];
}
interface Format {
  readonly id: string;
  readonly type: string;
  readonly status: string;
  readonly pattern: string;
  readonly defaultPort: number | null;
}

const { templates } = JSON.parse(readFileSync('templates/index.json', 'utf8')) as { readonly templates: readonly Template[] };
const { formats } = JSON.parse(readFileSync('schemas/receivers/formats.json', 'utf8')) as { readonly formats: readonly Format[] };
const snippets = Object.entries(
  JSON.parse(readFileSync('snippets/log4net.json', 'utf8')) as Readonly<
    Record<string, { readonly prefix: readonly string[]; readonly description: string; readonly body: readonly string[] }>
  >,
);

const elementsIn = (text: string): readonly XmlElement[] => parse(text).roots.flatMap(root => [...elementsBelow(root)]);
const attribute = (element: XmlElement, name: string): string | undefined => element.attributes.find(each => each.name === name)?.value;
const params = (text: string, name: string, appender?: string): readonly (string | undefined)[] =>
  elementsIn(text)
    .filter(each => each.name === 'appender' && (appender === undefined || attribute(each, 'name') === appender))
    .flatMap(each => [...elementsBelow(each)])
    .filter(each => each.name === 'param' && attribute(each, 'name')?.toLowerCase() === name.toLowerCase())
    .map(each => attribute(each, 'value'));

describe('templates', () => {
  it('are all in the index, and the index names no other', () => {
    const files = readdirSync('templates').filter(name => name.endsWith('.xml'));
    assert.deepEqual(templates.map(({ file }) => file).sort(), files.sort());
    assert.equal(new Set(templates.map(({ id }) => id)).size, templates.length);
  });

  for (const template of templates) {
    const text = readFileSync(`templates/${template.file}`, 'utf8');

    it(`${template.id} is well-formed and says where it belongs and what it will and will not report`, () => {
      const document = parse(text);
      assert.deepEqual(document.issues, []);
      const comment = document.nodes.find(node => node.kind === 'comment')?.value.replace(/\s+/g, ' ') ?? '';
      assert.ok(comment.includes(`Sense\\${template.folder}`) && comment.includes(`Service: ${template.service}`), comment);
      for (const said of [template.nodes.text, template.reports, template.doesNotReport])
        assert.ok(comment.includes(said.replace(/\s+/g, ' ')), said);
      assert.equal(serviceNamed(template.service)?.id, template.service);
    });

    it(`${template.id} asks for values that stand in it`, () => {
      for (const value of template.values) {
        const found = params(text, value.param, value.appender);
        assert.ok(found.length > 0 && found.every(each => each === value.default), `${value.id}: ${found.join(', ')}`);
      }
    });

    it(`${template.id} sends the message formats of its receiver to the receiver's port`, () => {
      const wanted = formats.filter(({ type, status }) => template.events.includes(type) && status === 'current');
      const patterns = params(text, 'conversionPattern');
      if (template.receivers.length > 0)
        assert.deepEqual(
          patterns.filter(pattern => pattern?.startsWith('/')),
          wanted.map(({ pattern }) => pattern),
        );
      assert.deepEqual(
        new Set(params(text, 'remotePort')),
        new Set(template.receivers.length > 0 ? wanted.map(({ defaultPort }) => String(defaultPort)) : []),
      );
      for (const address of params(text, 'remoteAddress')) assert.equal(address, '127.0.0.1');
    });

    it(`${template.id} binds loggers that exist to appenders that are there`, () => {
      const elements = elementsIn(text);
      const names = elements.filter(({ name }) => name === 'appender').map(each => attribute(each, 'name'));
      const refs = elements.filter(({ name }) => name === 'appender-ref').map(each => attribute(each, 'ref'));
      assert.deepEqual(new Set(refs), new Set(names));
      for (const logger of elements.filter(({ name }) => name === 'logger')) {
        const name = attribute(logger, 'name') ?? '';
        assert.ok(
          knownLoggers(template.service).some(each => each.name === name || each.name.startsWith(`${name}.`)),
          name,
        );
      }
    });

    it(`${template.id} sends no mail before somebody switches it on`, () => {
      const mail = elementsIn(text).filter(each => each.name === 'appender' && attribute(each, 'type') === 'log4net.Appender.SmtpAppender');
      for (const each of mail) {
        const name = attribute(each, 'name') ?? '';
        assert.deepEqual(params(text, 'threshold', name), ['EMERGENCY']);
        assert.ok(template.values.some(({ kind, appender }) => kind === 'switch' && appender === name));
      }
    });
  }
});

describe('the sample workspace', () => {
  it('has the files people really have, with blanks nobody filled in', () => {
    const scheduler = readFileSync('docs/sample-workspace/Scheduler/LocalLogConfig.xml', 'utf8');
    const proxy = readFileSync('docs/sample-workspace/Proxy/LocalLogConfig.xml', 'utf8');
    assert.ok((scheduler.match(/value="<IP of server where Butler is running>"/g) ?? []).length >= 2);
    assert.ok(scheduler.includes('log4net.Appender.SmtpAppender') && scheduler.includes('/scheduler-task-failed/;'));
    assert.ok(proxy.includes('/qseow-proxy-session/;') && proxy.includes('value="<IP of server where Butler SOS is running>"'));
    for (const text of [scheduler, proxy]) assert.deepEqual(new Set(parse(text).issues.map(({ code }) => code)), new Set(['placeholder']));
  });

  it('is the only place where blanks stand', () => {
    for (const { file } of templates) assert.ok(!/value="</.test(readFileSync(`templates/${file}`, 'utf8')), file);
    assert.ok(existsSync('docs/sample-workspace'));
  });
});

describe('snippets', () => {
  it('have prefixes and descriptions of their own', () => {
    const prefixes = snippets.flatMap(([, { prefix }]) => prefix);
    assert.equal(new Set(prefixes).size, prefixes.length);
    assert.ok(snippets.every(([, { description }]) => description.endsWith('.')));
    assert.equal(new Set(snippets.map(([, { description, body }]) => `${description}${body.join('')}`)).size, snippets.length);
  });

  it('exist for every message format in use, with its pattern unchanged', () => {
    for (const { id, pattern, status } of formats) {
      if (status !== 'current' || id === 'qs-log-scanner-generic') continue;
      const holding = snippets.filter(([, { body }]) => body.join('\n').includes(`value="${pattern}"`));
      assert.equal(holding.length, 2, id);
    }
  });

  it('number their stops from 1 without a gap', () => {
    for (const [name, { body }] of snippets) {
      const stops = [...new Set([...body.join('\n').matchAll(/(?<!\\)\$\{(\d+)/g)].map(match => Number(match[1])))].sort((a, b) => a - b);
      assert.deepEqual(
        stops,
        stops.map((_, index) => index + 1),
        name,
      );
    }
  });
});
