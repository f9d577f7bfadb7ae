import type { Json, Leg, Tag, Visit } from '#contracts';

export interface Activity {
  readonly name: string;
  readonly createdAt: number;
  readonly encryptionConfiguration?: Json;
  readonly tags: readonly Tag[];
}

/** A task of an activity that no worker has taken yet. */
export interface OpenTask extends Visit {
  readonly activity: string;
  readonly execution: string;
  readonly leg: Leg;
  readonly attempt: number;
  /** JSON text. */
  readonly input: string;
  /** Of the execution: goes into the check of the task's token. */
  readonly nonce: string;
  readonly scheduledAt: number;
  readonly dueAt?: number;
  readonly heartbeatSeconds?: number;
}
