import type { Actor, Stage } from '#orchestrator/testing';
import { until, type MemoryClient } from '#kafka/testing';
import { verifyTopics } from '../verify-topics.js';

/** What verify says of all that has happened on a stage, once it is decided; every execution has to have ended. */
export async function verified(stage: Stage<MemoryClient>, owner: Actor<MemoryClient>) {
  await until('all is decided', () => stage.idle(owner));
  return verifyTopics({
    kafka: stage.connect(),
    prefix: stage.settings.prefix,
    rememberMs: 86_400_000,
    allEnded: true,
    progress: () => undefined,
  });
}
