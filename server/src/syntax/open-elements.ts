/** The elements that are open while a text is read, and what becomes of those that are never closed. */
import * as complain from './complaints';
import type { Issues, Problem } from './issues';
import type { ElementNode, TreeNode } from './nodes';
import { adoptByIndentation } from './repair';

/** How far up an end tag looks for its start tag. */
const FARTHEST_ANCESTOR = 256;

/** Moving children outwards costs time at each level: a deeper pile of unclosed elements is left as it is. */
const MOST_MOVES = 20;

/** Facts about an open element that matter only where something is wrong. */
interface Trouble {
  /** The start tag breaks off before its `>`. */
  readonly unfinished?: Problem | undefined;
  /** An end tag of another name met inside, perhaps meant for this element. */
  readonly stray?: StrayEnd;
}

interface StrayEnd {
  readonly problem: Problem;
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** How many children the element had before it. */
  readonly children: number;
}

/** Builds the tree: takes in nodes in the order of the text. */
export class OpenElements {
  readonly #text: string;
  readonly #issues: Issues;
  /** Told when an element is closed, or left. */
  readonly #leaveTag: (element: ElementNode) => void;
  readonly #trouble = new Map<ElementNode, Trouble>();
  #current: ElementNode | undefined;
  /** What stands at the top level. */
  readonly nodes: TreeNode[] = [];
  readonly roots: ElementNode[] = [];

  constructor(text: string, issues: Issues, leaveTag: (element: ElementNode) => void) {
    this.#text = text;
    this.#issues = issues;
    this.#leaveTag = leaveTag;
  }

  /** The element that was opened last and is open still. */
  get current(): ElementNode | undefined {
    return this.#current;
  }

  /** Takes in an element that begins inside the current one. */
  addElement(element: ElementNode): void {
    if (this.#current === undefined) {
      const [first] = this.roots;
      if (first !== undefined) {
        this.#issues.add(complain.severalRoots({ name: element.name, ...element.nameSpan }, { name: first.name, ...first.nameSpan }));
      }
      this.roots.push(element);
    }
    this.add(element);
  }

  /** Takes in a node that stands inside the current element. */
  add(node: TreeNode): void {
    if (this.#current === undefined) this.nodes.push(node);
    else this.#current.addChild(node);
  }

  /** What follows stands inside this one. `unfinished`: its start tag has no `>`. */
  open(element: ElementNode, unfinished?: Problem): void {
    this.#current = element;
    if (unfinished !== undefined && !this.#issues.full) this.#trouble.set(element, { unfinished });
  }

  /** The nearest open element of that name. */
  findOpen(name: string): ElementNode | undefined {
    let steps = 0;
    for (let element = this.#current; element !== undefined && steps < FARTHEST_ANCESTOR; element = element.parent, steps++) {
      if (element.name === name) return element;
    }
    return undefined;
  }

  /** Remembers an end tag of another name inside the current element: it may be told apart when that is never closed. */
  rememberStray(tag: complain.Placed, problem: Problem): void {
    const open = this.#current;
    const trouble = open && this.#trouble.get(open);
    if (open !== undefined && trouble?.stray === undefined)
      this.#trouble.set(open, { ...trouble, stray: { ...tag, problem, children: open.children.length } });
  }

  /** The element ends with its own end tag. */
  close(element: ElementNode, start: number, nameEnd: number, end: number): void {
    element.endTagStart = start;
    element.endNameEnd = nameEnd;
    element.end = end;
    element.closed = true;
    this.#leaveTag(element);
    this.#current = element.parent;
    if (this.#trouble.size === 0) return;
    const unfinished = this.#trouble.get(element)?.unfinished;
    unfinished?.mend(complain.insertion(unfinished.end, '>', "Insert '>'"));
    this.#trouble.delete(element);
  }

  /** Everything inside an element that is being closed, or inside the document at its end, and is still open. */
  leaveOpenBelow(ancestor: ElementNode | undefined, end: number): void {
    let depth = 0;
    for (let element = this.#current; element !== undefined && element !== ancestor; element = element.parent) depth++;
    for (let element = this.#current; element !== undefined && element !== ancestor; element = element.parent) {
      this.#leaveOpen(element, end, depth <= MOST_MOVES);
    }
    this.#current = ancestor;
  }

  #leaveOpen(element: ElementNode, end: number, mayMove: boolean): void {
    const { unfinished, stray } = this.#trouble.get(element) ?? {};
    this.#trouble.delete(element);
    this.#leaveTag(element);
    element.end = end;
    if (unfinished !== undefined) {
      if (mayMove) this.#moveOut(element, 0);
      if (element.children.length === 0) element.end = element.tagEnd;
      unfinished.mend(complain.insertion(unfinished.end, '/>', "Insert '/>'"));
      return;
    }
    if (stray !== undefined) {
      stray.problem.restate(complain.endTagOfAnother(stray, element.name));
      if (mayMove) this.#moveOut(element, stray.children);
      element.end = stray.start;
      return;
    }
    const from = mayMove ? adoptByIndentation(this.#text, element) : element.children.length;
    const first = element.children[from];
    if (first !== undefined) element.end = first.start;
    this.#moveOut(element, from);
    const forgotSlash = from === 0 || element.children.every(it => it.kind === 'text');
    this.#issues.add(complain.unclosedElement({ name: element.name, ...element.startTag }, forgotSlash, element.children.length === 0));
  }

  /** Hands the children from an index on to the element's parent, where they stand behind it. */
  #moveOut(element: ElementNode, from: number): void {
    if (from >= element.children.length) return;
    const { parent } = element;
    for (const child of element.children.splice(from)) {
      child.parent = parent;
      if (parent !== undefined) parent.addChild(child);
      else this.nodes.push(child);
      if (parent === undefined && child.kind === 'element') this.roots.push(child);
    }
  }
}
