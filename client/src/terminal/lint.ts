/** `lint`: the server's findings for files, for people and for programs. */
import { createService, ruleFacts, type SavedAs, type Severity, type TypeFact } from '../../../server/src/service';
import { receiverIds } from '../../../server/src/wire/receivers';
import type { XsdEngine, XsdEngineName } from '../../../server/src/xsd/contract';
import { oneOf, readArguments } from './arguments';
import { printable } from './event-line';
import { expandFiles, pathParts, readXml } from './files';
import { type TerminalIo, exitStatus } from './io';
import { type JunitCase, junitXml } from './junit';
import { lineIndex } from './line-index';
import { sarifLog } from './sarif';
import { userTypesIn } from './user-types';

/** One finding, 1-based, columns in UTF-16 units; other programs depend on this form. */
export interface LintFinding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly code: string;
  readonly message: string;
}

export interface LintPorts {
  readonly version: string;
  /** Absent where no schema engine is built in. */
  readonly schemaEngine?: (name: XsdEngineName) => Promise<XsdEngine>;
}

export const lintUsage =
  'lint FILE… [--format text|json|sarif|junit] [--dialect auto|qlik|log4net] [--receiver ID] [--log4net VERSION] [--xsd embedded|xerces] [--rule ID=SEVERITY]…';

const options = {
  format: { type: 'string' },
  dialect: { type: 'string' },
  receiver: { type: 'string' },
  log4net: { type: 'string' },
  xsd: { type: 'string' },
  rule: { type: 'string', multiple: true },
} as const;

interface Plan {
  readonly patterns: readonly string[];
  readonly format: 'text' | 'json' | 'sarif' | 'junit';
  readonly dialect: 'auto' | 'qlik' | 'log4net';
  readonly receiver: string;
  readonly log4net: string | undefined;
  readonly xsd: 'none' | 'embedded' | 'xerces';
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
}

/** 1 where a finding is an error; 2 for wrong usage, a missing file, or a schema engine that does not work here. */
export async function runLint(argv: readonly string[], io: TerminalIo, ports: LintPorts): Promise<number> {
  const refuse = (message: string): number => {
    io.err(`${message}\n`);
    return exitStatus.usage;
  };
  const read = readPlan(argv);
  if (!read.ok) return refuse(read.message);
  const { plan } = read;
  const expanded = await expandFiles(plan.patterns, io.cwd);
  if (!expanded.ok) return refuse(expanded.message);
  const userTypes = await userTypesIn(io);
  const findings: LintFinding[] = [];
  for (const file of expanded.files) {
    const text = await readXml(file, io.cwd);
    if (!text.ok) return refuse(text.message);
    const linted = await lintOne(file, text, { ...plan, userTypes }, io, ports);
    if (!linted.ok) return refuse(linted.message);
    findings.push(...linted.findings);
  }
  io.out(formatted(plan.format, expanded.files, findings, ports.version));
  if (plan.format === 'text') io.err(`${summary(expanded.files, findings)}\n`);
  return findings.some(it => it.severity === 'error') ? exitStatus.found : exitStatus.fine;
}

function readPlan(argv: readonly string[]): { readonly ok: true; readonly plan: Plan } | { readonly ok: false; readonly message: string } {
  const read = readArguments(argv, options, lintUsage);
  if (!read.ok) return read;
  const { values, positionals } = read;
  const format = oneOf('--format', values.format, ['text', 'json', 'sarif', 'junit'], 'text');
  if (!format.ok) return format;
  const dialect = oneOf('--dialect', values.dialect, ['auto', 'qlik', 'log4net'], 'auto');
  if (!dialect.ok) return dialect;
  const receiver = oneOf('--receiver', values.receiver, receiverIds, 'auto');
  if (!receiver.ok) return receiver;
  const xsd = oneOf('--xsd', values.xsd, ['embedded', 'xerces', 'none'], 'none');
  if (!xsd.ok) return xsd;
  if (values.log4net !== undefined && !/^\d+(\.\d+){0,3}$/.test(values.log4net)) {
    return { ok: false, message: `--log4net "${values.log4net}" is no release: write it like 2.0.8.` };
  }
  const severities = severitiesOf(values.rule ?? []);
  if (!severities.ok) return severities;
  return {
    ok: true,
    plan: {
      patterns: positionals,
      format: format.value,
      dialect: dialect.value,
      receiver: receiver.value,
      log4net: values.log4net,
      xsd: xsd.value,
      severities: severities.value,
    },
  };
}

/** `values/port=warning`: what the setting `rules.values/port` says in the editor. */
function severitiesOf(
  given: readonly string[],
): { readonly ok: true; readonly value: Plan['severities'] } | { readonly ok: false; readonly message: string } {
  const value: Record<string, Severity | 'off'> = {};
  for (const text of given) {
    const [id = '', word] = text.split('=');
    if (!ruleFacts.some(it => it.id === id))
      return { ok: false, message: `--rule ${text}: there is no rule "${id}". Write it as the findings do, such as values/port=warning.` };
    const severity = oneOf(`--rule ${id}=…`, word ?? '', ['error', 'warning', 'information', 'hint', 'off'], 'off');
    if (!severity.ok) return severity;
    value[id] = severity.value;
  }
  return { ok: true, value };
}

async function lintOne(
  file: string,
  { text, saved }: { readonly text: string; readonly saved: SavedAs },
  plan: Plan & { readonly userTypes: readonly TypeFact[] },
  io: TerminalIo,
  ports: LintPorts,
): Promise<{ readonly ok: true; readonly findings: readonly LintFinding[] } | { readonly ok: false; readonly message: string }> {
  const service = createService({
    log4netVersion: plan.log4net,
    receiver: plan.receiver,
    userTypes: plan.userTypes,
    severities: plan.severities,
  });
  const doc = service.analyse(text, pathParts(file, io.cwd), saved);
  const lines = lineIndex(text);
  const place = (start: number, end: number): Omit<LintFinding, 'file' | 'severity' | 'code' | 'message'> => {
    const [from, to] = [lines(start), lines(end)];
    return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  };
  const findings: LintFinding[] = service
    .diagnose(doc)
    .map(({ span, severity, rule, message }) => ({ file, ...place(span.start, span.end), severity, code: rule, message }));
  const { dialect } = service.status(doc);
  if (plan.dialect !== 'auto' && plan.dialect !== dialect) {
    const [wanted, found] = [plan.dialect, dialect].map(it => (it === 'qlik' ? "Qlik's" : "log4net's"));
    findings.unshift({
      file,
      ...place(0, 0),
      severity: 'error',
      code: 'structure/other-dialect',
      message: `This file is in ${found ?? ''} dialect, not in ${wanted ?? ''}: a program that expects the other reads nothing in it.`,
    });
  }
  if (plan.xsd !== 'none') {
    if (ports.schemaEngine === undefined) return { ok: false, message: 'No schema engine is built into this program: leave --xsd out.' };
    const outcome = await service.checkSchema(doc, await ports.schemaEngine(plan.xsd));
    switch (outcome.kind) {
      case 'valid':
        break;
      case 'invalid':
        for (const { span, severity, code, message } of outcome.findings) {
          findings.push({ file, ...place(span.start, span.end), severity, code: `xsd/${code}`, message });
        }
        break;
      case 'refused':
        io.err(`${file}: not checked against the schema. ${outcome.reason}\n`);
        break;
      case 'unavailable':
        return { ok: false, message: outcome.reason };
    }
  }
  return { ok: true, findings: findings.sort((a, b) => a.line - b.line || a.column - b.column) };
}

function formatted(format: Plan['format'], files: readonly string[], findings: readonly LintFinding[], version: string): string {
  switch (format) {
    case 'text':
      return findings.map(it => `${it.file}:${it.line}:${it.column}: ${it.severity}: ${printable(it.message)} [${it.code}]\n`).join('');
    case 'json':
      return `${JSON.stringify(findings, undefined, 2)}\n`;
    case 'sarif':
      return `${JSON.stringify(sarifLog(findings, version), undefined, 2)}\n`;
    case 'junit':
      return junitXml('lint', junitCases(files, findings));
  }
}

/** A failed case per finding that counts, a passed one per file without any. */
function junitCases(files: readonly string[], findings: readonly LintFinding[]): readonly JunitCase[] {
  return files.flatMap((file): readonly JunitCase[] => {
    const own = findings.filter(it => it.file === file && (it.severity === 'error' || it.severity === 'warning'));
    if (own.length === 0) return [{ name: file, className: 'lint' }];
    return own.map(it => ({
      name: `${file}:${it.line}:${it.column} ${it.code}`,
      className: 'lint',
      failure: { type: it.severity, message: it.message, text: `${it.file}:${it.line}:${it.column}: ${it.message}` },
    }));
  });
}

function summary(files: readonly string[], findings: readonly LintFinding[]): string {
  const number = (severity: LintFinding['severity'], one: string, many: string): string[] => {
    const count = findings.filter(it => it.severity === severity).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  };
  const counted = [
    ...number('error', 'error', 'errors'),
    ...number('warning', 'warning', 'warnings'),
    ...number('information', 'information', 'informations'),
    ...number('hint', 'hint', 'hints'),
  ];
  return `${files.length} ${files.length === 1 ? 'file' : 'files'}: ${counted.length === 0 ? 'nothing to complain about' : counted.join(', ')}`;
}
