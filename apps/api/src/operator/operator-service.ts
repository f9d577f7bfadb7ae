import type { Topics } from '#contracts';
import type { Kafka, Producer } from '#kafka';
import type { Projection } from '#views';
import type { LiveChanges } from '../projector/live-changes.js';
import type { Service } from '../step-functions/operation.js';

/** What the endpoints for operators work with. */
export interface OperatorService extends Service {
  /** What changes in the views. */
  readonly live: LiveChanges;
  readonly kafka: Kafka;
  readonly topics: Topics;
  /** Up to where the views have the log. */
  positions(): ReturnType<Projection['positions']>;
  send: Producer['send'];
}
