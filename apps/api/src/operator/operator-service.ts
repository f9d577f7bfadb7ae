import type { Topics } from '#contracts';
import type { Kafka, Producer } from '#kafka';
import type { Projection } from '#views';
import type { LiveChanges } from '../projector/live-changes.js';
import type { Word } from './stop-and-redrive.js';
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
  /** Empties the views and begins to fill them again. @returns how many records of the log that takes. */
  rebuild(said: Word): Promise<number>;
  /** The views forget executions that ended so many days ago. @returns how many. */
  prune(days: number, said: Word): Promise<number>;
}
