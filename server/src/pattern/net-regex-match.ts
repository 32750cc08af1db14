/**
 * Whether a .NET expression matches somewhere in a text: a small backtracking machine of our own. Without references to
 * groups it never tries the same place twice, so that time grows with text times expression; in any case it stops after
 * a fixed number of steps. No pattern can hang it.
 */
import { boundaryUnits, contains } from './net-regex-sets';
import type { CompiledRegex, Instruction, Program } from './net-regex-program';
import { compileNetRegex } from './net-regex-program';
import type { RegexNode } from './net-regex-syntax';

export type RegexOutcome =
  | { readonly kind: 'answer'; readonly matches: boolean }
  /** .NET throws: whoever configured it loses the appender. */
  | { readonly kind: 'invalid'; readonly reason: string }
  /** log4net will run it; here it cannot be said. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** `Regex.IsMatch(text, pattern)`, without options. Never throws, never hangs. */
export function matchNetRegex(pattern: string, text: string): RegexOutcome {
  const compiled = compiledFor(pattern);
  if (!compiled.ok) return { kind: compiled.invalid ? 'invalid' : 'unknown', reason: compiled.reason };
  if (compiled.program.length * (text.length + 1) > mostPlaces) return tooLong;
  const machine = new Machine(text, compiled.program.length, compiled.hasReferences);
  for (let start = 0; start <= text.length; start++) {
    const end = machine.run(compiled.program, start);
    if (machine.exhausted) return tooLong;
    if (end !== undefined) return { kind: 'answer', matches: true };
  }
  return { kind: 'answer', matches: false };
}

const tooLong: RegexOutcome = {
  kind: 'unknown',
  reason: 'Trying this expression on this text takes too many steps to be previewed here; log4net will run it.',
};

/** Instructions times positions: 8 MB of marks. */
const mostPlaces = 64_000_000;
const mostSteps = 4_000_000;
const mostCached = 200;
const cache = new Map<string, CompiledRegex>();

function compiledFor(pattern: string): CompiledRegex {
  const known = cache.get(pattern);
  if (known) return known;
  if (cache.size >= mostCached) cache.clear();
  const compiled = compileNetRegex(pattern);
  cache.set(pattern, compiled);
  return compiled;
}

interface Thread {
  readonly at: number;
  readonly place: number;
  readonly registers: readonly number[];
}

const noRegisters: readonly number[] = [];

class Machine {
  exhausted = false;
  readonly #text: string;
  readonly #hasReferences: boolean;
  /** For the main program, shared by all starts: what failed once fails again. */
  readonly #tried: Tried;
  readonly #looks = new Map<Instruction, Map<number, number | undefined>>();
  readonly #stride: number;
  #steps = 0;

  constructor(text: string, programLength: number, hasReferences: boolean) {
    this.#text = text;
    this.#hasReferences = hasReferences;
    this.#stride = text.length + 1;
    this.#tried = hasReferences ? sparse() : bitmap(programLength * this.#stride);
  }

  /** The end of the first match that begins at a place; `undefined` if there is none. */
  run(program: Program, start: number): number | undefined {
    return this.#search(program, start, noRegisters, this.#tried)?.at;
  }

  #search(program: Program, start: number, registers: readonly number[], tried: Tried): Thread | undefined {
    const stack: Thread[] = [{ at: start, place: 0, registers }];
    for (let thread = stack.pop(); thread; thread = stack.pop()) {
      const found = this.#follow(program, thread, stack, tried);
      if (found || this.exhausted) return found;
    }
    return undefined;
  }

  /** Follows one thread to its match or failure; alternatives go onto the stack. */
  #follow(program: Program, thread: Thread, stack: Thread[], tried: Tried): Thread | undefined {
    let { at, place, registers } = thread;
    for (;;) {
      if (++this.#steps > mostSteps) {
        this.exhausted = true;
        return undefined;
      }
      const instruction = program[place];
      if (!instruction) return undefined;
      if (!this.#hasReferences && instruction.op === 'split') {
        const key = place * this.#stride + at;
        if (tried.mark(key)) return undefined;
      }
      place++;
      switch (instruction.op) {
        case 'match':
          return { at, place, registers };
        case 'set': {
          const index = instruction.back ? at - 1 : at;
          if (index < 0 || index >= this.#text.length || !contains(instruction.set, this.#text.charCodeAt(index))) return undefined;
          at = instruction.back ? at - 1 : at + 1;
          break;
        }
        case 'anchor':
          if (!this.#holds(instruction.at, at)) return undefined;
          break;
        case 'split':
          stack.push({ at, place: instruction.second, registers });
          place = instruction.first;
          break;
        case 'jump':
          place = instruction.to;
          break;
        case 'save':
          registers = withRegister(registers, instruction.register, at);
          break;
        case 'copy':
          registers = withRegister(registers, instruction.to, registers[instruction.from] ?? at);
          break;
        case 'progress':
          if (registers[instruction.register] === at) return undefined;
          break;
        case 'reference': {
          const moved = this.#reference(instruction, registers, at);
          if (moved === undefined) return undefined;
          at = moved;
          break;
        }
        case 'look': {
          const found = this.#within(instruction, at, registers);
          if ((found === undefined) !== instruction.negative) return undefined;
          if (found && !instruction.negative) registers = found.registers;
          break;
        }
        case 'atomic': {
          const found = this.#within(instruction, at, registers);
          if (!found) return undefined;
          ({ at, registers } = found);
          break;
        }
      }
    }
  }

  /** Runs an inner program at a place; without references the answer is the same each time, and kept. */
  #within(instruction: Extract<Instruction, { op: 'look' | 'atomic' }>, at: number, registers: readonly number[]): Thread | undefined {
    if (this.#hasReferences) return this.#search(instruction.program, at, registers, sparse());
    let answers = this.#looks.get(instruction);
    if (!answers) this.#looks.set(instruction, (answers = new Map<number, number | undefined>()));
    if (!answers.has(at)) answers.set(at, this.#search(instruction.program, at, registers, sparse())?.at);
    const end = answers.get(at);
    return end === undefined ? undefined : { at: end, place: 0, registers };
  }

  #reference(
    { group, ignoreCase, back }: Extract<Instruction, { op: 'reference' }>,
    registers: readonly number[],
    at: number,
  ): number | undefined {
    const first = registers[2 * group];
    const last = registers[2 * group + 1];
    if (first === undefined || last === undefined) return undefined;
    const wanted = this.#text.slice(Math.min(first, last), Math.max(first, last));
    const start = back ? at - wanted.length : at;
    if (start < 0) return undefined;
    const found = this.#text.slice(start, start + wanted.length);
    const same = found === wanted || (ignoreCase && found.toLowerCase() === wanted.toLowerCase());
    this.#steps += wanted.length;
    if (!same) return undefined;
    return back ? start : start + wanted.length;
  }

  #holds(anchor: Extract<RegexNode, { kind: 'anchor' }>['at'], at: number): boolean {
    const text = this.#text;
    switch (anchor) {
      case 'start':
        return at === 0;
      case 'end':
        return at === text.length;
      case 'end-or-last-line-feed':
        return at === text.length || (at === text.length - 1 && text[at] === '\n');
      case 'line-start':
        return at === 0 || text[at - 1] === '\n';
      case 'line-end':
        return at === text.length || text[at] === '\n';
      case 'boundary':
        return isBoundary(text, at);
      case 'no-boundary':
        return !isBoundary(text, at);
    }
  }
}

function isBoundary(text: string, at: number): boolean {
  const word = boundaryUnits();
  const before = at > 0 && contains(word, text.charCodeAt(at - 1));
  const after = at < text.length && contains(word, text.charCodeAt(at));
  return before !== after;
}

function withRegister(registers: readonly number[], register: number, at: number): readonly number[] {
  const copy = [...registers];
  copy[register] = at;
  return copy;
}

/** Which splits were tried at which position. */
interface Tried {
  /** Marks one; says whether it was marked before. */
  mark(key: number): boolean;
}

/** For the main program, which may be tried at every position: one bit for each. */
function bitmap(size: number): Tried {
  const bytes = new Uint8Array(Math.ceil(size / 8));
  return {
    mark(key) {
      const byte = bytes[key >>> 3] ?? 0;
      const bit = 1 << (key & 7);
      bytes[key >>> 3] = byte | bit;
      return (byte & bit) !== 0;
    },
  };
}

/** For programs within, which see little of the text. */
function sparse(): Tried {
  const keys = new Set<number>();
  return {
    mark(key) {
      if (keys.has(key)) return true;
      keys.add(key);
      return false;
    },
  };
}
