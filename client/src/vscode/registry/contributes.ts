/** What package.json contributes beyond snippets, as data. `scripts/generate-manifest.mjs` writes it there; a test fails when it is stale. */
import { category, commandId, commands, panelViewId, type CommandEntry } from './commands';
import { settings, settingsSection, type SettingEntry } from './settings';

/** The language id and the files that are log4net by their name alone. */
export const log4netLanguage = {
  id: 'log4net',
  aliases: ['log4net configuration', 'log4net'],
  filenames: ['LocalLogConfig.xml', 'log4net.config', 'log4net.xml'],
  extensions: ['.log4net'],
  configuration: './language-configuration.json',
} as const;

/** Explanations are read, not written: lines wrap, nothing distracts. */
export const explanationLanguage = { id: 'log4net-explanation', aliases: ['log4net explanation'] } as const;

const explanationDefaults = {
  'editor.wordWrap': 'on',
  // The rest of a line that is wrapped stands two of these further in.
  'editor.wrappingIndent': 'deepIndent',
  'editor.detectIndentation': false,
  'editor.tabSize': 2,
  'editor.lineNumbers': 'off',
  'editor.guides.indentation': false,
  'editor.minimap.enabled': false,
  'editor.renderLineHighlight': 'all',
  'editor.unicodeHighlight.ambiguousCharacters': false,
  'editor.stickyScroll.enabled': false,
} as const;

const entries: readonly CommandEntry[] = commands;
const settingEntries: readonly SettingEntry[] = settings;

/** `onLanguage:log4net`, `onView` and `onCommand` come by themselves; XML is looked at because it may be log4net under another name. */
export const activationEvents = ['onLanguage:xml'] as const;

export const capabilities = {
  untrustedWorkspaces: {
    supported: 'limited',
    description: 'Editing and checking work. Listening, sending and forwarding open sockets and are off until you trust the workspace.',
    restrictedConfigurations: [] as readonly string[],
  },
  virtualWorkspaces: {
    supported: 'limited',
    description: 'Editing and checking work. Listening, sending and forwarding need a computer to run on.',
  },
} as const;

/**
 * @param rules settings that belong to the server's rules, made from its list of rules
 * @param sinks the schema of `forwarding.sinks`, made from the list of sinks
 * @returns the value of `contributes`, without `snippets`
 */
export function contributes(rules: readonly SettingEntry[] = [], sinks?: SettingEntry['schema']): Readonly<Record<string, unknown>> {
  const own = settingEntries.map(it => (it.key === 'forwarding.sinks' && sinks !== undefined ? { ...it, schema: sinks } : it));
  return {
    languages: [log4netLanguage, explanationLanguage],
    configurationDefaults: { [`[${explanationLanguage.id}]`]: explanationDefaults },
    grammars: [
      { language: log4netLanguage.id, scopeName: 'text.xml.log4net', path: './syntaxes/log4net.tmLanguage.json' },
      {
        scopeName: 'log4net.pattern.injection',
        path: './syntaxes/log4net-pattern.injection.tmLanguage.json',
        injectTo: ['text.xml.log4net'],
      },
    ],
    jsonValidation: [{ fileMatch: '.log4net-appenders.json', url: './schemas/log4net-appenders.schema.json' }],
    configuration: { title: 'log4net', properties: properties([...own, ...rules]) },
    commands: entries.map(({ id, title, icon, enablement }) => ({
      command: full(id),
      title,
      category,
      ...(icon === undefined ? {} : { icon: `$(${icon})` }),
      ...(enablement === undefined ? {} : { enablement }),
    })),
    menus: menus(),
    viewsContainers: { panel: [{ id: 'log4net', title: 'log4net', icon: './media/log4net.svg' }] },
    views: {
      log4net: [{ type: 'webview', id: panelViewId, name: 'Events', icon: './media/log4net.svg', contextualTitle: 'log4net' }],
    },
  };
}

const full = (id: string): string => commandId(id as Parameters<typeof commandId>[0]);

function properties(list: readonly SettingEntry[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    list.map(({ key, scope, schema, description }, order) => [
      `${settingsSection}.${key}`,
      { ...schema, scope, order, markdownDescription: description },
    ]),
  );
}

function menus(): Readonly<Record<string, readonly unknown[]>> {
  const byMenu = new Map<string, unknown[]>();
  const put = (menu: string, item: unknown): void => {
    const list = byMenu.get(menu);
    if (list === undefined) byMenu.set(menu, [item]);
    else list.push(item);
  };
  for (const { id, palette } of entries) if (palette !== undefined) put('commandPalette', { command: full(id), when: palette });
  for (const { id, menus: places = [] } of entries) {
    for (const { menu, when, group } of places) put(menu, { command: full(id), ...(when === 'true' ? {} : { when }), group });
  }
  return Object.fromEntries(byMenu);
}
