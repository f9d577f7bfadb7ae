import { hash } from 'node:crypto';

/** Chance that follows from a seed. Each purpose has a stream of its own, so that one draw more here changes nothing there. */
export class Dice {
  #state: number;

  constructor(seed: string, purpose: string) {
    this.#state = parseInt(hash('sha256', `${seed} ${purpose}`, 'hex').slice(0, 8), 16);
  }

  /** From 0 to 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number from 0 on. */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  between(from: number, to: number): number {
    return from + this.next() * (to - from);
  }

  /** One of them, each as likely as its weight says. */
  pick<T>(weighted: readonly (readonly [weight: number, value: T])[]): T {
    const total = weighted.reduce((sum, [weight]) => sum + weight, 0);
    let left = this.next() * total;
    for (const [weight, value] of weighted) if ((left -= weight) < 0) return value;
    return weighted.at(-1)![1];
  }
}
