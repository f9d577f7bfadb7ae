import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { watchProcess } from '#runtime';
import type { PartitionOwner } from '../ownership/partition-owner.js';
import type { Report } from '../ownership/shared.js';

/** What only the owners of partitions know, for Prometheus. */
export class OwnerMetrics {
  readonly #registry = new Registry();
  readonly #takeOvers = new Counter({
    name: 'backstep_takeovers_total',
    help: 'Partitions that this process took over',
    registers: [this.#registry],
  });
  readonly #stepDowns = new Counter({
    name: 'backstep_step_downs_total',
    help: 'Take-overs that ended because somebody else wrote, or an append’s fate is unknown',
    registers: [this.#registry],
  });
  readonly #recovery = new Histogram({
    name: 'backstep_takeover_seconds',
    help: 'From the beginning of a take-over until records are taken',
    buckets: [0.03, 0.1, 0.3, 1, 3, 10, 30, 100],
    registers: [this.#registry],
  });
  readonly #batch = new Histogram({
    name: 'backstep_batch_decisions',
    help: 'Decisions that are appended to the log at once',
    buckets: [1, 3, 10, 30, 100, 300, 1_000],
    registers: [this.#registry],
  });
  readonly #append = new Histogram({
    name: 'backstep_append_seconds',
    help: 'From sending a batch until its decisions count',
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    registers: [this.#registry],
  });
  readonly #owned = new Gauge({
    name: 'backstep_owned_partitions',
    help: 'Partitions of this process: stuck ones need a person',
    labelNames: ['status'] as const,
    registers: [this.#registry],
  });
  readonly #live = new Gauge({
    name: 'backstep_live_executions',
    help: 'Executions in the memory of this process',
    registers: [this.#registry],
  });
  readonly #lag = new Gauge({
    name: 'backstep_inbox_lag_records',
    help: 'Records of the inbox that the owner has not decided on',
    labelNames: ['partition'] as const,
    registers: [this.#registry],
  });

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Counts, and tells it on. */
  counting(report: Omit<Report, 'appended'>): Report {
    return {
      ...report,
      tookOver: (partition, facts) => {
        this.#takeOvers.inc();
        this.#recovery.observe(facts.tookMs / 1_000);
        report.tookOver(partition, facts);
      },
      steppedDown: (partition, error) => {
        this.#stepDowns.inc();
        report.steppedDown(partition, error);
      },
      appended: ({ decisions, tookMs }) => {
        this.#batch.observe(decisions);
        this.#append.observe(tookMs / 1_000);
      },
    };
  }

  /** @param inboxEnds where each partition of the inbox ends; undefined: the broker does not say it now. */
  text(owners: readonly PartitionOwner[], inboxEnds: readonly number[] | undefined): Promise<string> {
    watchProcess(this.#registry);
    for (const gauge of [this.#owned, this.#live, this.#lag]) gauge.reset();
    for (const status of ['recovering', 'owning', 'stuck'] as const)
      this.#owned.set({ status }, owners.filter((owner) => owner.status === status).length);
    this.#live.set(owners.reduce((sum, { liveExecutions }) => sum + liveExecutions, 0));
    for (const { partition, status, nextInbox } of owners) {
      const end = inboxEnds?.[partition];
      if (end !== undefined && status === 'owning') this.#lag.set({ partition }, Math.max(0, end - nextInbox));
    }
    return this.#registry.metrics();
  }
}
