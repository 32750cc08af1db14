import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import test from 'node:test';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly markdownDescription?: string; readonly default?: unknown }>>;
    };
    readonly languages: readonly { readonly configuration?: string }[];
    readonly grammars: readonly { readonly path: string }[];
    readonly snippets: readonly { readonly path: string }[];
  };
};

test('package.json says what the registries of commands, settings and rules say', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/generate-manifest.mjs', '--check'], { encoding: 'utf8' });
  assert.equal(status, 0, `${stderr}\nRun: node scripts/generate-manifest.mjs`);
});

test('every file that package.json names is there', () => {
  const { languages, grammars, snippets } = manifest.contributes;
  const named = [...languages.flatMap(it => it.configuration ?? []), ...grammars.map(it => it.path), ...snippets.map(it => it.path)];
  assert.deepEqual(
    named.filter(file => !existsSync(file)),
    [],
  );
});

test('no two commands have one name, and every setting says in a sentence what it does', () => {
  const ids = manifest.contributes.commands.map(it => it.command);
  assert.equal(new Set(ids).size, ids.length);
  const mute = Object.entries(manifest.contributes.configuration.properties).filter(
    ([, it]) => it.default === undefined || !/^([A-Z`*]|log4net ).*[.)]$/s.test(it.markdownDescription ?? ''),
  );
  assert.deepEqual(
    mute.map(([key]) => key),
    [],
  );
});
