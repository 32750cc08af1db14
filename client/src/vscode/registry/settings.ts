/**
 * Every setting, as data: package.json's configuration is generated from this list and `settings.ts` parses by it.
 * Whatever names a host, an address, a file outside the workspace or a target has `machine` scope, so that no
 * workspace can redirect or switch on anything.
 */

import { readableEncodings } from '../../../../server/src/wire/encoding-names';

export type SettingScope = 'machine' | 'application' | 'window' | 'resource';

export interface SettingEntry {
  /** Without the prefix `log4netAppenders.`. */
  readonly key: string;
  readonly scope: SettingScope;
  /** The JSON Schema of its value, `default` included. */
  readonly schema: Readonly<Record<string, unknown>> & { readonly default: unknown };
  /** Markdown. */
  readonly description: string;
}

const port = { type: 'integer', minimum: 1, maximum: 65_535 } as const;

/** In the order of the settings editor. */
export const settings = [
  {
    key: 'receiver',
    scope: 'resource',
    schema: {
      type: 'string',
      enum: ['auto', 'butler-4', 'butler-14', 'butler-16', 'butler-17', 'butler-sos-6', 'butler-sos-15', 'log4j-xml', 'qs-log-scanner'],
      enumDescriptions: [
        'By port and prefix, among the newest released ones',
        'Butler before 5.0',
        'Butler 5.0 to 14.x',
        'Butler 15.0 to 16.x',
        'Butler 17 (unreleased)',
        'Butler SOS 5.6 to 6.x',
        'Butler SOS, current',
        'Viewers of log4j XML',
        'qs-log-scanner',
      ],
      default: 'auto',
    },
    description: 'The program your events are meant for. Configurations are checked, and captured events are judged, by what it accepts.',
  },
  {
    key: 'log4netVersion',
    scope: 'resource',
    schema: { type: 'string', pattern: '^\\d+\\.\\d+(\\.\\d+)?$', default: '2.0' },
    description:
      'The log4net release that reads your configuration, from `1.2.10` to `3.3`. What a release does not have is not offered and is reported. Qlik does not say which one it ships; `2.0` is assumed.',
  },
  {
    key: 'workspace.check',
    scope: 'window',
    schema: { type: 'boolean', default: true },
    description:
      'Lists the findings of every log4net file of the workspace under *Problems*, opened or not. It begins with the first log4net file that you open.',
  },
  {
    key: 'workspace.maxFiles',
    scope: 'window',
    schema: { type: 'integer', minimum: 1, maximum: 5000, default: 200 },
    description:
      'How many files of the workspace are checked without being opened. Files of more than 1 MB are checked when you open them.',
  },
  {
    key: 'workspace.exclude',
    scope: 'window',
    schema: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      uniqueItems: true,
      default: ['node_modules', '.git', '.hg', '.svn', '.vs', 'bin', 'obj'],
    },
    description: 'Names of folders whose files are not checked unless they are opened. What `files.exclude` hides is left out too.',
  },
  {
    key: 'xml.generic',
    scope: 'resource',
    schema: {
      type: 'string',
      enum: ['auto', 'on', 'off'],
      enumDescriptions: ['Unless another XML extension does it', 'Always', 'Never'],
      default: 'auto',
    },
    description:
      'Whether this extension folds, formats, selects and links tags in files that VS Code takes for XML, such as `App.config`. Files of the language *log4net* are not affected.',
  },
  {
    key: 'schema.engine',
    scope: 'machine',
    schema: {
      type: 'string',
      enum: ['embedded', 'xerces'],
      enumDescriptions: ['The built-in validator; needs nothing', 'Xerces; starts Java, version 8 or newer, for each check'],
      default: 'embedded',
    },
    description:
      'Which validator *Validate Against the Schema* asks, and every save of a file in the folder of a Qlik Sense service. Both give the same findings.',
  },
  {
    key: 'listener.ports',
    scope: 'machine',
    schema: { type: 'array', items: port, uniqueItems: true, maxItems: 16, default: [9998, 9997, 9996] },
    description:
      'The UDP ports that *Start Test Listener* offers. Usual are 9998 for task events, 9997 for user events and 9996 for log events.',
  },
  {
    key: 'listener.bindAddress',
    scope: 'machine',
    schema: { type: 'string', default: '127.0.0.1' },
    description:
      'The address the test listener binds to. `127.0.0.1` hears this computer only. The address of a network adapter lets other computers send to you; `0.0.0.0` opens every adapter by IPv4, `::` every adapter by IPv6; that is asked about each time.',
  },
  {
    key: 'listener.allowedSenders',
    scope: 'machine',
    schema: { type: 'array', items: { type: 'string' }, uniqueItems: true, default: [] },
    description:
      'Addresses or networks that may send to the test listener, such as `10.20.30.5` or `10.20.0.0/16`. Empty: everybody who reaches it. What others send is counted as refused and not read.',
  },
  {
    key: 'listener.multicastGroups',
    scope: 'machine',
    schema: { type: 'array', items: { type: 'string' }, uniqueItems: true, default: [] },
    description: 'Multicast groups that the test listener joins, such as `239.255.0.1`, on the adapter it listens on.',
  },
  {
    key: 'listener.maxBytes',
    scope: 'machine',
    schema: { type: 'integer', minimum: 512, maximum: 65_535, default: 65_535 },
    description: 'How many bytes of one datagram are kept. Of a larger one the event says how long it was.',
  },
  {
    key: 'listener.encoding',
    scope: 'machine',
    schema: { type: 'string', enum: ['auto', ...readableEncodings], default: 'auto' },
    description:
      "In which encoding datagrams are read. `auto` takes UTF-8, and what is none for UTF-16 or windows-1252, and says so at the event. Name the appender's own where it sends another, such as `windows-1250`; bytes that do not fit it are looked at as with `auto`, and the event says that too.",
  },
  {
    key: 'listener.mailPort',
    scope: 'machine',
    schema: { ...port, default: 2525 },
    description:
      'The TCP port of the mail catcher that *Send to Local Catcher* starts on 127.0.0.1. It takes every mail and passes none on.',
  },
  {
    key: 'listener.mqtt',
    scope: 'machine',
    schema: {
      type: 'object',
      default: {},
      properties: {
        url: { type: 'string', description: 'mqtt://HOST:PORT or mqtts://HOST:PORT, without user and password.' },
        topics: { type: 'array', items: { type: 'string' }, description: 'Such as `qliksense/#`.' },
        username: { type: 'string' },
        password: {
          type: 'object',
          required: ['secret'],
          properties: { secret: { type: 'string', minLength: 1 } },
          additionalProperties: false,
          description: 'The name of a secret in the secret store; a password itself never stands here.',
        },
      },
    },
    description: 'The broker and the topics that *Watch an MQTT Topic…* offers: what other listeners forwarded, in this panel.',
  },
  {
    key: 'testEvent.destination',
    scope: 'machine',
    schema: {
      type: 'string',
      enum: ['listener', 'ask'],
      enumDescriptions: [
        'To the test listener in this window, on 127.0.0.1, whatever the configuration says',
        'Ask each time; sending to the configured host takes a further dialog that names host and port',
      ],
      default: 'listener',
    },
    description: 'Where *Send Test Event* sends. The configured host is usually a production receiver, where a false alarm pages people.',
  },
  {
    key: 'history.maxEvents',
    scope: 'window',
    schema: { type: 'integer', minimum: 100, maximum: 1_000_000, default: 100_000 },
    description: 'How many captured events are held, in memory and on disk. The oldest go first.',
  },
  {
    key: 'history.maxDays',
    scope: 'window',
    schema: { type: 'integer', minimum: 0, maximum: 3650, default: 7 },
    description: 'For how many days captured events are kept on disk, so that they survive a reload of the window. `0`: in memory only.',
  },
  {
    key: 'history.userEvents',
    scope: 'machine',
    schema: { type: 'boolean', default: false },
    description:
      'Keep user audit events on disk as well. They are personal data: otherwise they are held in memory only, and are gone with the window.',
  },
  {
    key: 'privacy.userNames',
    scope: 'machine',
    schema: {
      type: 'string',
      enum: ['show', 'pseudonym', 'hide'],
      enumDescriptions: [
        'As they come',
        'Another name in place of each, such as `user-3f9a7kq2xw`: always the same one on this computer, with no way back',
        'Nobody can be told from anybody else',
      ],
      default: 'show',
    },
    description:
      'What becomes of names of users and their directories in captured events, also inside messages and the text itself: before anything is shown, kept, exported or forwarded. The verdict stays that of the datagram as it came. Earlier events are treated when they are exported, copied or read from disk again; what already lies on disk, or waits for a sink, stays as it was.',
  },
  {
    key: 'forwarding.sinks',
    scope: 'machine',
    // What a sink of each kind can be told is added from the list of sinks when the manifest is made.
    schema: { type: 'array', items: { type: 'object', required: ['id', 'kind'] }, default: [] },
    description:
      'Where captured events can be forwarded to. Nothing is sent until a person switches forwarding on with *Set Up Forwarding…*; secrets are written as `{ "secret": "NAME" }` and lie in the secret store.',
  },
  {
    key: 'forwarding.switchOffAfter',
    scope: 'machine',
    schema: { type: 'integer', minimum: 1, maximum: 1440, default: 480 },
    description: 'The longest that forwarding stays on, in minutes. It also goes off when the window is reloaded.',
  },
] as const satisfies readonly SettingEntry[];

export type SettingKey = (typeof settings)[number]['key'];

/** The section of the settings file that all keys lie under. */
export const settingsSection = 'log4netAppenders';
