/** On a real server: the right folder, loggers that exist, nothing left to fill in, nothing that should not lie in a file. */
import type { ValueKind } from '../catalogue/types';
import { knownLoggers, serviceNamed, services, type ServiceFact } from '../catalogue/services';
import { isBlankToFillIn, isExampleDomain } from '../model/blanks';
import { isAtOrBelow } from '../model/loggers';
import type { Appender } from '../model/types';
import { replacement } from './edits';
import { nearest } from './nearest';
import { everySetting, isWritten, settingsOf, unknownSettings } from './objects';
import type { Finding, Rule, RuleContext } from './rule';

const unknownLogger: Rule = {
  id: 'deployment/unknown-logger',
  severity: 'information',
  why: 'Logger names are compared letter by letter. A name that no Qlik service uses receives nothing; the names known here were seen on real servers, so others may exist.',
  *check({ config }) {
    if (config.dialect !== 'qlik') return;
    const known = loggerNames();
    let guesses = MOST_GUESSES;
    for (const { name, nameSpan, isRoot } of config.loggers) {
      if (isRoot || name === '' || nameSpan === undefined || known.all.has(name) || beginnings(name).some(it => known.complete.has(it)))
        continue;
      const guess = guesses-- > 0 ? nearest(name, known.all) : undefined;
      yield {
        span: nameSpan,
        message: `No Qlik service is known to have a logger '${name}': if that is so, nothing is logged through it.${guess === undefined ? '' : ` Did you mean '${guess}'?`}`,
        ...(guess !== undefined && { fixes: [replacement(`Write ${guess}`, nameSpan, guess)] }),
      };
    }
  },
};

const serviceFolder: Rule = {
  id: 'deployment/service-folder',
  severity: 'information',
  why: 'Each service reads the file in its own folder and knows its own loggers. Some rows travel through other services, so this is worth a look, not more.',
  *check({ config, path }) {
    const service = serviceAt(path);
    if (config.dialect !== 'qlik' || service === undefined) return;
    for (const { name, nameSpan, isRoot } of config.loggers) {
      if (isRoot || nameSpan === undefined || seenIn(service, name)) continue;
      const owner = services().find(it => seenIn(it, name));
      if (owner === undefined) continue;
      yield {
        span: nameSpan,
        message: `This file lies in the folder of ${service.title}; rows of '${name}' were seen in that of ${owner.title}. If nothing arrives, put it there.`,
      };
    }
  },
};

const broadLogger: Rule = {
  id: 'deployment/broad-logger',
  wholeFile: true,
  severity: 'information',
  why: 'A logger receives everything below its name. One with a single part, or root, receives the rows of a whole service, and a receiver is flooded or drops what it does not know.',
  *check({ config }) {
    if (config.dialect !== 'qlik') return;
    const { facilities } = loggerNames();
    for (const { name, nameSpan, isRoot, element, references, level } of config.loggers) {
      if (references.length === 0 || level !== undefined || (!isRoot && !facilities.has(name))) continue;
      const narrowed = references.every(it => it.target !== undefined && isNarrow(it.target));
      if (narrowed) continue;
      yield {
        span: nameSpan ?? element.nameSpan,
        message: `${isRoot ? '<root>' : `'${name}'`} receives every row of the service. Name the logger you need, or give the appender a threshold or filters.`,
      };
    }
  },
};

const tooLarge: Rule = {
  id: 'deployment/size',
  wholeFile: true,
  severity: 'error',
  why: 'Qlik documents a limit of 1 MB for its local log configuration.',
  *check({ config }) {
    if (config.dialect !== 'qlik' || config.body === undefined) return;
    const { text } = config.document;
    if (text.length * 3 <= LIMIT) return;
    const bytes = utf8Length(text);
    if (bytes <= LIMIT) return;
    yield {
      span: config.body.nameSpan,
      message: `The file has ${Math.ceil(bytes / 1024)} KB; Qlik takes at most 1,024. Split it, or delete what is not needed.`,
    };
  },
};

const placeholder: Rule = {
  id: 'deployment/placeholder',
  severity: 'warning',
  why: 'A sample value that nobody replaced is taken as it stands: as an address it loses the appender, as a mail address or account every mail fails.',
  *check({ config }) {
    const raw = config.document.issues.filter(it => it.code === 'placeholder').map(it => it.span);
    // Any other value can hold such a thing only where one of these is written.
    const anywhere = isWritten(config, text => SIGNS_OF_A_BLANK.some(it => text.includes(it)));
    const settings = anywhere ? everySetting(config) : settingsOf(config, it => isAddress(it.kind));
    for (const { setting } of settings) {
      const { fact, value } = setting;
      if (value === undefined || raw.some(it => value.span.start <= it.start && it.end <= value.span.end)) continue;
      if (!isBlankToFillIn(value.text, fact?.kind)) continue;
      yield {
        span: value.span,
        severity: fact?.kind === 'address' ? 'error' : 'warning',
        message: `'${value.text.trim()}' is ${isExampleDomain(value.text.trim()) ? 'a host of a domain for examples' : 'a blank to fill in'}: ${fact?.kind === 'address' ? 'log4net cannot find such an address and drops the whole appender' : 'as it stands it is taken for the value'}. Put the real value there.`,
        ...(isAddress(fact?.kind) && {
          fixes: [{ title: "Set the receiver's address everywhere", edits: [], ask: 'fill-placeholders' as const }],
        }),
      };
    }
  },
};

const secret: Rule = {
  id: 'deployment/secret',
  severity: 'information',
  why: 'Whoever can read the file, a backup of it or a ticket it is attached to can read the password. log4net knows no place to keep it but this; an account of its own with few rights limits the damage.',
  *check({ config }) {
    const suspicious = [...settingsOf(config, it => it.kind === 'string' && SECRET.test(it.name)), ...unknownSettings(config)];
    for (const { setting } of suspicious) {
      const { name, value } = setting;
      if (value === undefined || value.text.trim() === '' || value.text.includes('${')) continue;
      const named = /password|passwd|pwd|secret|apikey|accesskey|token$/i.test(name);
      const inside = /connectionstring/i.test(name) && /(?:password|pwd)\s*=\s*[^;\s]+/i.test(value.text);
      if (!named && !inside) continue;
      if (isBlankToFillIn(value.text)) continue;
      yield {
        span: value.span,
        message:
          'There is a password in plain text here. Use an account that can do nothing else, and keep the file out of tickets and repositories.',
      };
    }
  },
};

/** A text whose letters were lost when it was read or saved in the wrong encoding. */
const lostLetters: Rule = {
  id: 'deployment/encoding',
  wholeFile: true,
  severity: 'warning',
  why: 'The file is not in the encoding that its first line, or the lack of one, says. Letters that could not be read were replaced, and log4net, too, will read something else or refuse the file.',
  *check({ config, savedAs }): Generator<Finding> {
    const at = config.document.text.indexOf('\ufffd');
    // Where the bytes are known, syntax/encoding says what becomes of them.
    if (at < 0 || savedAs === 'other') return;
    yield {
      span: { start: at, end: at + 1 },
      message: 'Letters were lost here, because the file is not saved in the encoding it is read in. Save it as UTF-8 and write them anew.',
    };
  },
};

const fileName: Rule = {
  id: 'deployment/file-name',
  wholeFile: true,
  severity: 'warning',
  why: 'A Qlik service reads one file in its folder, and only under its own name.',
  *check({ config, path }): Generator<Finding> {
    const [name = ''] = path;
    if (
      config.dialect !== 'qlik' ||
      config.body === undefined ||
      serviceAt(path) === undefined ||
      !path.some(it => it.toLowerCase() === 'sense')
    )
      return;
    if (name.toLowerCase() === CONFIG_FILE.toLowerCase() || !/^local.?log.?conf/i.test(name)) return;
    yield { span: config.body.nameSpan, message: `The service reads ${CONFIG_FILE} only; it does not look at '${name}'. Rename the file.` };
  },
};

export const deploymentRules: readonly Rule[] = [
  unknownLogger,
  serviceFolder,
  broadLogger,
  tooLarge,
  placeholder,
  secret,
  lostLetters,
  fileName,
];

const SIGNS_OF_A_BLANK = ['&lt;', '&#', '<![CDATA[', '"[', '>['];

const SECRET = /password|passwd|pwd|secret|apikey|accesskey|token$|connectionstring/i;

const LIMIT = 1024 * 1024;

/** Looking for the nearest of so many names takes its time; a file with more unknown ones is not a Qlik file. */
const MOST_GUESSES = 20;

const CONFIG_FILE = 'LocalLogConfig.xml';

function serviceAt(path: RuleContext['path']): ServiceFact | undefined {
  const folder = path[1];
  return folder === undefined ? undefined : serviceNamed(folder);
}

function seenIn(service: ServiceFact, name: string): boolean {
  return service.loggers.some(it => isAtOrBelow(it.name, name) || isAtOrBelow(name, it.name));
}

function isAddress(kind: ValueKind | undefined): boolean {
  return kind === 'address' || kind === 'host';
}

interface LoggerNames {
  readonly complete: ReadonlySet<string>;
  /** With every beginning of a name, which is a name as well. */
  readonly all: ReadonlySet<string>;
  readonly facilities: ReadonlySet<string>;
}

let names: LoggerNames | undefined;

/** The loggers seen on real servers; worked out when first asked for. */
function loggerNames(): LoggerNames {
  if (names !== undefined) return names;
  const complete = new Set(knownLoggers().map(it => it.name));
  names = {
    complete,
    all: new Set([...complete].flatMap(it => [...beginnings(it), it])),
    facilities: new Set([...complete].map(it => it.split('.')[0] ?? '')),
  };
  return names;
}

/** `A` and `A.B` for `A.B.C`. */
function beginnings(name: string): readonly string[] {
  const found: string[] = [];
  for (let at = name.indexOf('.'); at >= 0; at = name.indexOf('.', at + 1)) found.push(name.slice(0, at));
  return found;
}

function isNarrow(appender: Appender): boolean {
  return (
    appender.settings.some(it => it.object !== undefined && it.name.toLowerCase() === 'filter') ||
    appender.settings.some(it => it.name.toLowerCase() === 'threshold')
  );
}

function utf8Length(text: string): number {
  // eslint-disable-next-line no-control-regex -- all of ASCII
  if (!/[^\u0000-\u007f]/.test(text)) return text.length;
  let bytes = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // Each half of a pair is two of its four bytes.
    bytes += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 : 3;
  }
  return bytes;
}
