/** A .NET expression as a program for the matching machine. */
import type { UnitSet } from './net-regex-sets';
import type { RegexNode } from './net-regex-syntax';
import { parseNetRegex } from './net-regex-syntax';

export type Instruction =
  | { readonly op: 'set'; readonly set: UnitSet; readonly back: boolean }
  | { readonly op: 'anchor'; readonly at: Extract<RegexNode, { kind: 'anchor' }>['at'] }
  /** Tries `first`, then `second`; both are places in the program. */
  | { readonly op: 'split'; first: number; second: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'save'; readonly register: number }
  | { readonly op: 'copy'; readonly from: number; readonly to: number }
  /** Fails when nothing was consumed since the register was saved: an empty round of a loop. */
  | { readonly op: 'progress'; readonly register: number }
  | { readonly op: 'reference'; readonly group: number; readonly ignoreCase: boolean; readonly back: boolean }
  | { readonly op: 'look'; readonly program: Program; readonly negative: boolean }
  | { readonly op: 'atomic'; readonly program: Program }
  | { readonly op: 'match' };

export type Program = readonly Instruction[];

export type CompiledRegex =
  | { readonly ok: true; readonly program: Program; readonly hasReferences: boolean }
  | { readonly ok: false; readonly invalid: boolean; readonly reason: string };

const largestProgram = 8000;
/** The program of an expression. Never throws. */
export function compileNetRegex(pattern: string): CompiledRegex {
  const parsed = parseNetRegex(pattern);
  if (!parsed.ok) return parsed;
  const hasReferences = refersToGroups(parsed.node);
  const compiler = new Compiler(hasReferences, parsed.groups);
  const program = compiler.compile(parsed.node, false);
  if (compiler.size > largestProgram)
    return {
      ok: false,
      invalid: false,
      reason: 'The counted repetitions of this expression are too large to be previewed here; log4net will run it.',
    };
  return { ok: true, program, hasReferences };
}

function refersToGroups(node: RegexNode): boolean {
  switch (node.kind) {
    case 'reference':
      return true;
    case 'sequence':
    case 'choice':
      return node.nodes.some(refersToGroups);
    case 'capture':
    case 'atomic':
    case 'look':
    case 'repeat':
      return refersToGroups(node.node);
    case 'set':
    case 'anchor':
      return false;
  }
}

class Compiler {
  /** Instructions written so far, in all programs. */
  size = 0;
  readonly #withRegisters: boolean;
  #nextRegister: number;

  constructor(withRegisters: boolean, groups: number) {
    this.#withRegisters = withRegisters;
    this.#nextRegister = 2 * (groups + 1);
  }

  compile(node: RegexNode, back: boolean): Program {
    const program: Instruction[] = [];
    this.#write(node, back, program);
    this.#add(program, { op: 'match' });
    return program;
  }

  #add(program: Instruction[], instruction: Instruction): void {
    this.size++;
    if (this.size <= largestProgram) program.push(instruction);
  }

  #write(node: RegexNode, back: boolean, program: Instruction[]): void {
    if (this.size > largestProgram) return;
    switch (node.kind) {
      case 'set':
        return this.#add(program, { op: 'set', set: node.set, back });
      case 'anchor':
        return this.#add(program, { op: 'anchor', at: node.at });
      case 'sequence':
        for (const each of back ? [...node.nodes].reverse() : node.nodes) this.#write(each, back, program);
        return;
      case 'choice':
        return this.#choice(node.nodes, back, program);
      case 'capture':
        return this.#capture(node.group, node.node, back, program);
      case 'atomic':
        return this.#add(program, { op: 'atomic', program: this.compile(node.node, back) });
      case 'look':
        return this.#add(program, { op: 'look', program: this.compile(node.node, node.behind), negative: node.negative });
      case 'reference':
        return this.#add(program, { op: 'reference', group: node.group, ignoreCase: node.ignoreCase, back });
      case 'repeat':
        return this.#repeat(node, back, program);
    }
  }

  #choice(nodes: readonly RegexNode[], back: boolean, program: Instruction[]): void {
    const jumps: { op: 'jump'; to: number }[] = [];
    for (const [index, node] of nodes.entries()) {
      if (index === nodes.length - 1) {
        this.#write(node, back, program);
        break;
      }
      const split = { op: 'split' as const, first: program.length + 1, second: 0 };
      this.#add(program, split);
      this.#write(node, back, program);
      const jump = { op: 'jump' as const, to: 0 };
      this.#add(program, jump);
      jumps.push(jump);
      split.second = program.length;
    }
    for (const jump of jumps) jump.to = program.length;
  }

  #capture(group: number, node: RegexNode, back: boolean, program: Instruction[]): void {
    if (!this.#withRegisters) return this.#write(node, back, program);
    // The start is kept aside until the group is complete: a reference within the group still sees the round before.
    const aside = this.#nextRegister++;
    this.#add(program, { op: 'save', register: aside });
    this.#write(node, back, program);
    this.#add(program, { op: 'save', register: 2 * group + 1 });
    this.#add(program, { op: 'copy', from: aside, to: 2 * group });
  }

  #repeat({ node, min, max, lazy }: Extract<RegexNode, { kind: 'repeat' }>, back: boolean, program: Instruction[]): void {
    for (let round = 0; round < min && this.size <= largestProgram; round++) this.#write(node, back, program);
    const split = (): { op: 'split'; first: number; second: number } => {
      const made = { op: 'split' as const, first: program.length + 1, second: program.length + 1 };
      this.#add(program, made);
      return made;
    };
    const leave = (made: { first: number; second: number }): void => {
      if (lazy) made.first = program.length;
      else made.second = program.length;
    };
    if (max === Infinity) {
      const start = program.length;
      const loop = split();
      const register = this.#nextRegister++;
      if (this.#withRegisters) this.#add(program, { op: 'save', register });
      this.#write(node, back, program);
      if (this.#withRegisters) this.#add(program, { op: 'progress', register });
      this.#add(program, { op: 'jump', to: start });
      return leave(loop);
    }
    const optional: { op: 'split'; first: number; second: number }[] = [];
    for (let round = min; round < max && this.size <= largestProgram; round++) {
      optional.push(split());
      this.#write(node, back, program);
    }
    for (const made of optional) leave(made);
  }
}
