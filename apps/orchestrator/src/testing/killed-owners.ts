import fc from 'fast-check';
import { until, type AppendFate, type MemoryBroker, type MemoryClient } from '#kafka/testing';
import type { Actor, Stage } from './stage.js';

/** Which append to the log, counted from the last death, the owner does not survive, and what becomes of it. */
export interface Death {
  readonly atAppend: number;
  readonly fate: AppendFate;
}

export const anyDeaths = ({ latest, most }: { latest: number; most: number }): fc.Arbitrary<Death[]> =>
  fc.array(
    fc.record({
      atAppend: fc.integer({ min: 1, max: latest }),
      fate: fc.constantFrom<AppendFate>('lands', 'fails', 'fails and lands late', 'lands twice'),
    }),
    { maxLength: most },
  );

interface Killing {
  readonly broker: MemoryBroker;
  readonly stage: Stage<MemoryClient>;
  readonly deaths: readonly Death[];
  /** Asked again and again of the owner that lives, or has just died. */
  readonly over: (owner: Actor<MemoryClient>) => boolean | Promise<boolean>;
  readonly onDeath?: () => unknown;
}

/**
 * Owners follow each other until everything is over; each is killed as its death says, as SIGKILL would. What dead owners
 * sent late comes when the last one has the partitions.
 */
export async function surviving({ broker, stage, deaths, over, onDeath }: Killing): Promise<void> {
  const left = deaths.slice();
  let owner: Actor<MemoryClient> | undefined;
  let appends = 0;
  broker.decideFates(({ clientId, records }) => {
    if (records[0]!.topic !== stage.settings.topics.log || clientId !== owner?.kafka.clientId) return 'lands';
    const [death] = left;
    if (!death || ++appends < death.atAppend) return 'lands';
    left.shift();
    appends = 0;
    owner.kafka.kill();
    return death.fate;
  });
  for (let done = false; !done;) {
    const actor = (owner = stage.actor());
    await actor.orchestrator.start();
    await until('everything is over, or the owner is dead', async () => {
      done = await over(actor);
      return done || actor.kafka.isDead;
    });
    if (done) continue;
    stage.forget(actor);
    onDeath?.();
  }
  broker.landLate();
}
