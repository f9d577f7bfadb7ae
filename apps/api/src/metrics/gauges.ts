import type { Kafka } from '#kafka';
import type { Views } from '#views';
import type { Projector } from '../projector/projector.js';
import type { Metric } from './exposition.js';

export interface Gauged {
  readonly kafka: Kafka;
  readonly views: Pick<Views, 'counts' | 'positions'>;
  readonly projector: Pick<Projector, 'lag' | 'failure'>;
  readonly deadLetters: string;
}

/** How it is now. */
export async function gauges({ kafka, views, projector, deadLetters }: Gauged): Promise<readonly Metric[]> {
  const [counts, positions, lag, dead] = await Promise.all([
    views.counts(),
    views.positions(),
    projector.lag(),
    kafka.offsets(deadLetters),
  ]);
  const undone = counts.byCompensation.map(({ stateMachine, compensationStatus, count }) => ({
    labels: { machine: stateMachine, status: compensationStatus },
    value: count,
  }));
  const gauge = (name: string, help: string, samples: Metric['samples']): Metric => ({
    name,
    type: 'gauge',
    help,
    samples,
  });
  return [
    gauge(
      'backstep_executions',
      'Executions that the views have, by status',
      counts.byStatus.map(({ stateMachine, status, count }) => ({
        labels: { machine: stateMachine, status },
        value: count,
      })),
    ),
    gauge(
      'backstep_undos',
      'Executions by compensation status: IN_PROGRESS is undone now, BLOCKED waits for a person',
      undone,
    ),
    gauge(
      'backstep_views_lag_records',
      'Records of the log that the views do not have yet',
      lag.map(({ partition, records }) => ({ labels: { partition }, value: records })),
    ),
    gauge('backstep_views_failing', '1 while the views do not follow the log', [{ value: projector.failure ? 1 : 0 }]),
    gauge(
      'backstep_partition_epoch',
      'Rises with every take-over of a partition',
      positions.map(({ partition, current }) => ({ labels: { partition }, value: current.epoch })),
    ),
    gauge('backstep_dead_letters', 'Dead letters of the engine that are still there', [
      { value: dead.reduce((sum, { start, end }) => sum + end - start, 0) },
    ]),
  ];
}
