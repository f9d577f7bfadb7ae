/** Of one kind of call, in milliseconds. */
export class Latencies {
  readonly #taken: number[] = [];

  add(ms: number): void {
    this.#taken.push(ms);
  }

  get summary(): object {
    const sorted = this.#taken.toSorted((a, b) => a - b);
    const at = (share: number) => round(quantile(sorted, share));
    return { calls: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
  }
}

/** Of values that are sorted; of none, 0. */
export const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

export const round = (value: number): number => Math.round(value * 100) / 100;
