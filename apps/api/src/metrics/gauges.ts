import { Gauge, type Registry } from 'prom-client';
import type { Kafka } from '#kafka';
import type { Views } from '#views';
import type { Projector } from '../projector/projector.js';
import type { MachineLabels } from './machine-labels.js';

export interface Gauged {
  readonly kafka: Pick<Kafka, 'offsets'>;
  readonly views: Pick<Views, 'counts' | 'positions' | 'lockCounts'>;
  readonly projector: Pick<Projector, 'lag' | 'failure'>;
  readonly deadLetters: string;
}

/** How it is now: asked for when somebody reads it. */
export class Gauges {
  readonly #gauges: ReturnType<typeof gaugesIn>;

  constructor(
    registry: Registry,
    private readonly machines: MachineLabels,
  ) {
    this.#gauges = gaugesIn(registry);
  }

  async look({ kafka, views, projector, deadLetters }: Gauged): Promise<void> {
    const [counts, positions, lag, dead, locks] = await Promise.all([
      views.counts(),
      views.positions(),
      projector.lag(),
      kafka.offsets(deadLetters),
      views.lockCounts(),
    ]);
    const gauges = this.#gauges;
    for (const gauge of Object.values(gauges)) gauge.reset();
    for (const { stateMachine, status, count } of counts.byStatus)
      gauges.executions.inc({ machine: this.machines.of(stateMachine), status }, count);
    for (const { stateMachine, compensationStatus: status, count } of counts.byCompensation)
      gauges.undos.inc({ machine: this.machines.of(stateMachine), status }, count);
    for (const { partition, records } of lag) gauges.lag.set({ partition }, records);
    for (const { partition, current } of positions) gauges.epoch.set({ partition }, current.epoch);
    gauges.failing.set(projector.failure ? 1 : 0);
    gauges.deadLetters.set(dead.reduce((sum, { start, end }) => sum + end - start, 0));
    gauges.locksHeld.set(locks.held);
    gauges.locksWaiting.set(locks.waiting);
  }
}

function gaugesIn(registry: Registry) {
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  return {
    executions: gauge('backstep_executions', 'Executions that the views have, by status', ['machine', 'status']),
    undos: gauge(
      'backstep_undos',
      'Executions by compensation status: IN_PROGRESS is undone now, BLOCKED waits for a person',
      ['machine', 'status'],
    ),
    lag: gauge('backstep_views_lag_records', 'Records of the log that the views do not have yet', ['partition']),
    failing: gauge('backstep_views_failing', '1 while the views do not follow the log', []),
    epoch: gauge('backstep_partition_epoch', 'Rises with every take-over of a partition', ['partition']),
    deadLetters: gauge('backstep_dead_letters', 'Dead letters of the engine that are still there', []),
    locksHeld: gauge('backstep_locks_held', 'Semantic locks that are held', []),
    locksWaiting: gauge('backstep_locks_waiting', 'Requests that wait for a semantic lock now', []),
  };
}
