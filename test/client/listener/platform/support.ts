/** Computers that answer what was written down. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { System } from '../../../../client/src/listener/platform';

export const data = (file: string): string => readFileSync(path.join(process.cwd(), 'test/client/listener/platform/data', file), 'utf8');

/** A computer that answers what was recorded, by the beginning of the command line, and else nothing. */
export function recorded(answers: {
  readonly output?: Readonly<Record<string, string>>;
  readonly text?: Readonly<Record<string, string>>;
  readonly folders?: Readonly<Record<string, readonly string[]>>;
  readonly links?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}): System {
  return {
    output(program, args) {
      const line = [program, ...args].join(' ');
      const found = Object.entries(answers.output ?? {}).find(([begin]) => line.startsWith(begin));
      return Promise.resolve(found?.[1] ?? '');
    },
    text: file => Promise.resolve(answers.text?.[file] ?? ''),
    names: folder => Promise.resolve(answers.folders?.[folder]),
    link: file => Promise.resolve(answers.links?.[file] ?? ''),
    env: name => answers.env?.[name],
  };
}

const policy = 'reg query HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy';
export const windows = recorded({
  output: {
    [`${policy} /s`]: data('windows-reg-profiles.txt'),
    [`${policy}\\FirewallRules`]: data('windows-reg-rules.txt'),
    'netstat -ano -p udpv6': data('windows-netstat-udpv6.txt'),
    'netstat -ano -p udp': data('windows-netstat-udp.txt'),
    'tasklist /FI PID eq 4711': data('windows-tasklist.txt'),
  },
  folders: {
    'C:\\ProgramData\\Qlik\\Sense': ['Log', 'Repository', 'scheduler'],
    'C:\\ProgramData\\Qlik\\Sense\\Scheduler': ['LocalLogConfig.XML', 'Settings'],
  },
  env: { ProgramData: 'C:\\ProgramData', SystemRoot: 'C:\\Windows' },
});
