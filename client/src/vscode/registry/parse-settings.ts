/** The settings, parsed once at the door: complete afterwards, with a complaint for what was not usable. */
import { readableEncodings } from '../../../../server/src/wire/encoding-names';
import { settingsSection, type SettingKey } from './settings';
import { privacyModes, type PrivacyMode } from '../../listener/privacy';

export interface Settings {
  readonly receiver: string;
  readonly schemaEngine: 'embedded' | 'xerces';
  readonly ports: readonly number[];
  readonly bindAddress: string;
  readonly allowedSenders: readonly string[];
  readonly multicastGroups: readonly string[];
  readonly mostBytes: number;
  /** `auto`, or a name of .NET's. */
  readonly encoding: string;
  readonly mailPort: number;
  readonly mqtt: Readonly<Record<string, unknown>>;
  readonly testDestination: 'listener' | 'ask';
  readonly maxEvents: number;
  /** 0: nothing is kept on disk. */
  readonly maxDays: number;
  readonly keepUserEvents: boolean;
  readonly userNames: PrivacyMode;
  readonly sinks: readonly Readonly<Record<string, unknown>>[];
  readonly switchOffAfterMinutes: number;
}

export interface ParsedSettings {
  readonly settings: Settings;
  /** Sentences; the default is in force instead. */
  readonly complaints: readonly string[];
}

/** @param get the value of a key as the host has it, of any type */
export function parseSettings(get: (key: SettingKey) => unknown): ParsedSettings {
  const complaints: string[] = [];
  const read = <T>(key: SettingKey, ok: (value: unknown) => value is T, wanted: string, fallback: T): T => {
    const value = get(key);
    if (value === undefined) return fallback;
    if (ok(value)) return value;
    complaints.push(`${settingsSection}.${key} must be ${wanted}; using ${JSON.stringify(fallback)}.`);
    return fallback;
  };
  const whole =
    (min: number, max: number) =>
    (value: unknown): value is number =>
      Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
  const isPort = whole(1, 65_535);
  const settings: Settings = {
    receiver: read('receiver', isText, 'the id of a receiver', 'auto'),
    schemaEngine: read(
      'schema.engine',
      (value): value is 'embedded' | 'xerces' => value === 'embedded' || value === 'xerces',
      '"embedded" or "xerces"',
      'embedded',
    ),
    ports: read(
      'listener.ports',
      (value): value is readonly number[] => Array.isArray(value) && value.every(isPort),
      'a list of ports',
      [9998, 9997, 9996],
    ),
    bindAddress: read('listener.bindAddress', isAddress, 'an IP address of this computer', '127.0.0.1'),
    allowedSenders: read('listener.allowedSenders', isTexts, 'a list of addresses', []),
    multicastGroups: read('listener.multicastGroups', isTexts, 'a list of multicast addresses', []),
    mostBytes: read('listener.maxBytes', whole(512, 65_535), 'a whole number from 512 to 65535', 65_535),
    encoding: read(
      'listener.encoding',
      (value): value is string => isText(value) && ['auto', ...readableEncodings].includes(value),
      '"auto" or the name of an encoding, such as "windows-1252"',
      'auto',
    ),
    mailPort: read('listener.mailPort', isPort, 'a port', 2525),
    mqtt: read('listener.mqtt', isRecord, 'an object', {}),
    testDestination: read(
      'testEvent.destination',
      (value): value is 'listener' | 'ask' => value === 'listener' || value === 'ask',
      '"listener" or "ask"',
      'listener',
    ),
    maxEvents: read('history.maxEvents', whole(100, 1_000_000), 'a whole number from 100 to 1000000', 100_000),
    maxDays: read('history.maxDays', whole(0, 3650), 'a whole number from 0 to 3650', 7),
    keepUserEvents: read('history.userEvents', (value): value is boolean => typeof value === 'boolean', 'true or false', false),
    userNames: read(
      'privacy.userNames',
      (value): value is PrivacyMode => privacyModes.includes(value as PrivacyMode),
      '"show", "pseudonym" or "hide"',
      'show',
    ),
    sinks: read(
      'forwarding.sinks',
      (value): value is readonly Readonly<Record<string, unknown>>[] => Array.isArray(value) && value.every(isRecord),
      'a list of objects',
      [],
    ),
    switchOffAfterMinutes: read('forwarding.switchOffAfter', whole(1, 1440), 'a number of minutes from 1 to 1440', 480),
  };
  return { settings, complaints };
}

const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isAddress = (value: unknown): value is string =>
  typeof value === 'string' && (/^\d{1,3}(\.\d{1,3}){3}$/.test(value) || /^[0-9a-f:.]*:[0-9a-f:.]*(%\w+)?$/i.test(value));
