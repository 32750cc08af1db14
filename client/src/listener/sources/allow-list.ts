/** Who may send, and who tried all the same. */
import { BlockList, isIPv6 } from 'node:net';
import { withoutZone } from '../place';
import type { Network, RefusedSender } from './udp-messages';

const mostVerdicts = 10_000;
/** More senders than this are counted together. */
const mostRefused = 100;

export class AllowList {
  /** Undefined: everybody may send. */
  #allowed: BlockList | undefined;
  /** What the list says of a sender, so that it is looked through once for each. */
  readonly #verdicts = new Map<string, boolean>();
  readonly #refused = new Map<string, number>();
  #isNew = false;

  /** Undefined lets everybody in, an empty list nobody. */
  allow(senders: readonly Network[] | undefined): void {
    this.#verdicts.clear();
    this.#allowed = senders === undefined ? undefined : new BlockList();
    for (const { address, family, prefix } of senders ?? []) this.#allowed?.addSubnet(address, prefix, family);
  }

  /** Counts those that may not. */
  mayEnter(address: string): boolean {
    if (this.#allowed === undefined) return true;
    let verdict = this.#verdicts.get(address);
    if (verdict === undefined) {
      if (this.#verdicts.size >= mostVerdicts) this.#verdicts.clear();
      verdict = this.#allowed.check(withoutZone(address), isIPv6(address) ? 'ipv6' : 'ipv4');
      this.#verdicts.set(address, verdict);
    }
    if (!verdict) {
      const name = this.#refused.has(address) || this.#refused.size < mostRefused ? address : '…';
      this.#refused.set(name, (this.#refused.get(name) ?? 0) + 1);
      this.#isNew = true;
    }
    return verdict;
  }

  /** The refused senders with their counts, if there is anything new to tell of them. */
  news(): readonly RefusedSender[] | undefined {
    if (!this.#isNew) return undefined;
    this.#isNew = false;
    return [...this.#refused].map(([address, count]) => ({ address, count }));
  }
}
