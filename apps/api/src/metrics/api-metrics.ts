import { Histogram, Registry } from 'prom-client';
import { watchProcess } from '#runtime';
import type { Batch } from '#views';
import { Gauges, type Gauged } from './gauges.js';
import { LogCounters } from './log-counters.js';
import { MachineLabels } from './machine-labels.js';

/** What Prometheus is told by an API process. */
export class ApiMetrics {
  readonly #registry = new Registry();
  readonly #counters: LogCounters;
  readonly #gauges: Gauges;
  readonly #written: { readonly decisions: Histogram; readonly seconds: Histogram };

  /** @param since epoch milliseconds: what is caught up with is not counted. */
  constructor(since: number) {
    const registry = this.#registry;
    const machines = new MachineLabels();
    this.#counters = new LogCounters({ registry, machines, since });
    this.#gauges = new Gauges(registry, machines);
    this.#written = {
      decisions: new Histogram({
        name: 'backstep_views_batch_decisions',
        help: 'Decisions that the views take in at once',
        buckets: [1, 3, 10, 30, 100, 300, 1_000, 3_000],
        registers: [registry],
      }),
      seconds: new Histogram({
        name: 'backstep_views_write_seconds',
        help: 'How long the views take for that',
        buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3],
        registers: [registry],
      }),
    };
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  readonly onTaken = (batches: readonly Batch[]): void => this.#counters.take(batches);

  readonly onWritten = ({ decisions, ms }: { readonly decisions: number; readonly ms: number }): void => {
    this.#written.decisions.observe(decisions);
    this.#written.seconds.observe(ms / 1_000);
  };

  async text(gauged: Gauged): Promise<string> {
    watchProcess(this.#registry);
    await this.#gauges.look(gauged);
    return this.#registry.metrics();
  }
}
