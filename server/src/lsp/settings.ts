/** Settings, parsed once at the door: complete afterwards, with a complaint for everything that was not usable. */
import type { Severity } from '../service';

export interface Settings {
  readonly log4netVersion: string | undefined;
  readonly receiver: string;
  /** By rule id. */
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
  readonly workspace: WorkspaceSettings;
}

export interface WorkspaceSettings {
  /** Whether log4net files that nobody opened are judged as well. */
  readonly check: boolean;
  readonly maxFiles: number;
  /** Names of folders that are passed over. */
  readonly exclude: readonly string[];
}

/** `bin` and `obj` hold what a build has copied there. */
export const defaultSettings: Settings = {
  log4netVersion: undefined,
  receiver: 'auto',
  severities: {},
  workspace: { check: true, maxFiles: 200, exclude: ['node_modules', '.git', '.hg', '.svn', '.vs', 'bin', 'obj'] },
};

/** `raw`: the section `log4netAppenders`, from whatever client. */
export function parseSettings(raw: unknown): { readonly settings: Settings; readonly complaints: readonly string[] } {
  const complaints: string[] = [];
  const complain = (text: string): undefined => void complaints.push(text);
  if (raw === undefined || raw === null) return { settings: defaultSettings, complaints };
  if (!isRecord(raw)) {
    complain('log4netAppenders must be an object; using the defaults.');
    return { settings: defaultSettings, complaints };
  }
  const settings: Settings = {
    log4netVersion: versionOf(raw['log4netVersion'], complain),
    receiver: receiverOf(raw['receiver'], complain) ?? defaultSettings.receiver,
    severities: severitiesOf(raw, complain),
    workspace: workspaceOf(raw, complain),
  };
  return { settings, complaints };
}

type Complain = (text: string) => undefined;

function versionOf(value: unknown, complain: Complain): string | undefined {
  if (value === undefined || value === null || value === '' || value === 'auto') return undefined;
  if (typeof value === 'string' && /^\d+\.\d+(\.\d+){0,2}$/.test(value)) return value;
  return complain('log4netAppenders.log4netVersion must be a release such as "2.0.8", or "auto"; a version is assumed.');
}

function receiverOf(value: unknown, complain: Complain): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && /^[a-z0-9-]+$/.test(value)) return value;
  return complain('log4netAppenders.receiver must be the id of a receiver such as "butler-16", or "auto"; using "auto".');
}

/** `workspace` as an object, or flat keys `workspace.<key>`. */
function workspaceOf(raw: Readonly<Record<string, unknown>>, complain: Complain): WorkspaceSettings {
  const preset = defaultSettings.workspace;
  const nested = raw['workspace'];
  if (nested !== undefined && nested !== null && !isRecord(nested)) {
    complain('log4netAppenders.workspace must be an object; using the defaults.');
    return preset;
  }
  const read = <T>(key: keyof WorkspaceSettings, otherwise: T, fits: (value: unknown) => value is T, must: string): T => {
    const value = nested?.[key] ?? raw[`workspace.${key}`];
    if (value === undefined || value === null) return otherwise;
    if (fits(value)) return value;
    complain(`log4netAppenders.workspace.${key} must be ${must}; using the default.`);
    return otherwise;
  };
  return {
    check: read('check', preset.check, it => typeof it === 'boolean', 'true or false'),
    maxFiles: read('maxFiles', preset.maxFiles, isCount, 'a number from 1 to 5000'),
    exclude: read('exclude', preset.exclude, isNames, 'a list of folder names'),
  };
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 5000;

const isNames = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(it => typeof it === 'string');

/** `rules` as an object, or flat keys `rules.<id>`, as clients differ. */
function severitiesOf(raw: Readonly<Record<string, unknown>>, complain: Complain): Settings['severities'] {
  const nested = raw['rules'];
  if (nested !== undefined && nested !== null && !isRecord(nested))
    complain('log4netAppenders.rules must be an object of rule ids; ignored.');
  const flat = Object.entries(raw).flatMap(([key, value]) =>
    key.startsWith('rules.') ? [[key.slice('rules.'.length), value] as const] : [],
  );
  const severities: Record<string, Severity | 'off'> = {};
  for (const [rule, value] of [...(isRecord(nested) ? Object.entries(nested) : []), ...flat]) {
    if (value === undefined || value === null || value === 'default') continue;
    const severity = severityNames.get(value);
    if (severity) severities[rule] = severity;
    else complain(`log4netAppenders.rules.${rule} must be error, warning, information, hint or off; using the rule's own.`);
  }
  return severities;
}

const severityNames: ReadonlyMap<unknown, Severity | 'off'> = new Map<unknown, Severity | 'off'>([
  ['error', 'error'],
  ['warning', 'warning'],
  ['information', 'information'],
  ['info', 'information'],
  ['hint', 'hint'],
  ['off', 'off'],
  [false, 'off'],
]);

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
