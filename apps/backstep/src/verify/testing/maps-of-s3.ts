import { participantTopics, type Command, type Message } from '#contracts';
import { memoryBroker, until, type MemoryClient } from '#kafka/testing';
import { listen, Stage, StubParticipant, type Verdict } from '#orchestrator/testing';
import { verified } from './verified.js';

/** A Distributed Map that ships each item, which can be undone. @param more what it reads from, or writes to */
export const shipAll = (more: object) => ({
  StartAt: 'All',
  States: {
    All: {
      Type: 'Map',
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Ship',
        States: {
          Ship: {
            Type: 'Task',
            Resource: 'kafka:shop.ship',
            Compensate: { Resource: 'kafka:shop.recall' },
            End: true,
          },
        },
      },
      End: true,
      ...more,
    },
  },
});

interface Played {
  /** Of the Map. */
  readonly about: object;
  /** What the participant `s3` does. */
  readonly s3: (command: Command) => Verdict;
  /** The executions of a state machine; the one named `silent` is stopped when this has happened to it. */
  readonly starts: (stateMachine: string) => readonly Message[];
  readonly isOut: string;
}

/** Ten executions, five of them with items in batches; to ship `nowhere` is refused. @returns what verify says in the end */
export async function playMaps(
  played: Played,
): Promise<Awaited<ReturnType<typeof verified>> & { readonly shipped: ReadonlySet<string> }> {
  const broker = memoryBroker();
  const stage = await Stage.open(() => broker.connect(), { partitions: 3 }, 'shop');
  try {
    return await playOn(stage, played);
  } finally {
    await stage.close();
  }
}

async function playOn(stage: Stage<MemoryClient>, { about, s3, starts, isOut }: Played) {
  await stage.kafka.ensureTopics(participantTopics('s3', 3));
  const actor = await stage.orchestrator();
  const shop = new StubParticipant(({ input }) => (JSON.stringify(input).includes('nowhere') ? 'refuses' : 'does'));
  // Each answers twice: the second time is a repeat.
  await listen(stage.connect(), 'shop', shop, 2);
  await listen(stage.connect(), 's3', new StubParticipant(s3), 2);
  await stage.define('plain', shipAll(about));
  await stage.define('batches', shipAll({ ...about, ItemBatcher: { MaxItemsPerBatch: 2 } }));
  for (const stateMachine of ['plain', 'batches']) await stage.send(...starts(stateMachine));
  await until(`${isOut} is there`, async () => (await stage.eventTypes('batches:silent')).includes(isOut));
  await stage.send(
    { type: 'StopExecution', execution: 'plain:silent' },
    { type: 'StopExecution', execution: 'batches:silent' },
  );
  const over = async () => (await stage.outcomes()).filter((o) => o.stopDate !== null).length === 10;
  await until('all are over', over, 20_000);
  return { ...(await verified(stage, actor)), shipped: shop.ledger };
}
