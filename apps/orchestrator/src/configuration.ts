import { z } from 'zod';
import { arnScopeFrom, DEFAULT_PARTITIONS, DEFAULT_PREFIX, topicsOf, type ArnScope, type Topics } from '#contracts';
import { readEnvironment, type Environment } from '#runtime';

/** What the orchestrator can be told through its environment; each has a default that serves. */
const environment = z.object({
  BACKSTEP_TOPIC_PREFIX: z
    .string()
    .regex(/^[a-zA-Z0-9._-]*$/, 'may have letters, digits, dot, underscore and hyphen')
    .default(DEFAULT_PREFIX),
  BACKSTEP_PARTITIONS: z.coerce.number().int().min(1).max(1_000).default(DEFAULT_PARTITIONS),
  BACKSTEP_GROUP: z.string().min(1).optional(),
  BACKSTEP_CHECKPOINT_SECONDS: z.coerce.number().positive().default(5),
  BACKSTEP_REMEMBER_HOURS: z.coerce.number().int().positive().default(24),
  BACKSTEP_HISTORY_LIMIT: z.coerce.number().int().min(2).optional(),
  LAMBDA_ENDPOINT: z.string().optional(),
  BACKSTEP_SESSION_TIMEOUT_MS: z.coerce.number().int().positive().default(6_000),
});

export interface Settings {
  readonly topics: Topics;
  readonly prefix: string;
  readonly partitions: number;
  /** Region and account in the ARNs that refusals name: `AWS_REGION`, `BACKSTEP_ACCOUNT`. */
  readonly arns: ArnScope;
  /** Lambda functions that no participant is named after are called by the participant `lambda`: `LAMBDA_ENDPOINT`. */
  readonly lambda: boolean;
  readonly groupId: string;
  readonly sessionTimeoutMs: number;
  readonly checkpointMs: number;
  /** How long an execution's id is remembered after its end. */
  readonly rememberHours: number;
  /** Of each standard execution, in events of Step Functions' history. */
  readonly historyLimit: number | undefined;
  /** O7 */
  readonly idleCheckMs: number;
  /** Before a take-over is tried again: after being fenced, and after an error that is for a person. */
  readonly retakeMs: number;
  readonly stuckRetryMs: number;
  /** How long a partition that is given back may take to finish what is under way. */
  readonly leaveMs: number;
  /** A batch ends with the message that reaches one of these: how many, and the characters of their decisions' events. */
  readonly batchMessages: number;
  readonly batchSize: number;
  /** Characters of a record of the checkpoints; a larger state is in several. */
  readonly checkpointRecordSize: number;
  /** Records that wait in memory, for each partition, before the consumer has to wait too. */
  readonly inboxQueue: number;
}

/** @throws InvalidConfiguration naming every variable that is wrong. */
export function settingsFrom(env: Environment): Settings {
  const data = readEnvironment(environment, env);
  return {
    topics: topicsOf(data.BACKSTEP_TOPIC_PREFIX),
    prefix: data.BACKSTEP_TOPIC_PREFIX,
    partitions: data.BACKSTEP_PARTITIONS,
    arns: arnScopeFrom(env),
    lambda: Boolean(data.LAMBDA_ENDPOINT),
    groupId: data.BACKSTEP_GROUP ?? `${data.BACKSTEP_TOPIC_PREFIX}orchestrator`,
    sessionTimeoutMs: data.BACKSTEP_SESSION_TIMEOUT_MS,
    checkpointMs: data.BACKSTEP_CHECKPOINT_SECONDS * 1_000,
    rememberHours: data.BACKSTEP_REMEMBER_HOURS,
    historyLimit: data.BACKSTEP_HISTORY_LIMIT,
    idleCheckMs: 1_000,
    retakeMs: 100,
    stuckRetryMs: 10_000,
    leaveMs: 5_000,
    batchMessages: 1_000,
    batchSize: 2_000_000,
    // A character has up to three bytes, and the topic takes records of 32 MiB.
    checkpointRecordSize: 5_000_000,
    inboxQueue: 10_000,
  };
}
