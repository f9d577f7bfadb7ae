import type { LiveChanges } from '../projector/live-changes.js';
import type { Service } from '../step-functions/operation.js';

/** What the endpoints for operators work with. */
export interface OperatorService extends Service {
  /** What changes in the views. */
  readonly live: LiveChanges;
}
