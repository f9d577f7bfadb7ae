/** Machines beyond these share one label: a label for each would cost a time series each, for ever. */
export const MOST_MACHINES = 200;
export const OTHERS = '(others)';

/** Gives state machines their names as labels, to the first so many. */
export class MachineLabels {
  readonly #known = new Set<string>();

  constructor(private readonly most = MOST_MACHINES) {}

  of(machine: string): string {
    if (this.#known.has(machine)) return machine;
    if (this.#known.size >= this.most) return OTHERS;
    this.#known.add(machine);
    return machine;
  }
}
