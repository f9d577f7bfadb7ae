import { afterEach, describe, expect, it } from '@jest/globals';
import { participantTopics, type Command } from '#contracts';
import { memoryBroker, until, type MemoryClient } from '#kafka/testing';
import { listen, Stage, StubParticipant, type Verdict } from '#orchestrator/testing';
import { verified } from './testing/verified.js';

const shipAll = (more: object) => ({
  StartAt: 'All',
  States: {
    All: {
      Type: 'Map',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSON' },
        Parameters: { Bucket: 'file:', 'Key.$': '$.key' },
      },
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
      Retry: [{ ErrorEquals: ['States.ItemReaderFailed'], IntervalSeconds: 1, MaxAttempts: 1 }],
      MaxConcurrency: 1,
      End: true,
      ...more,
    },
  },
});

/** Of `busy` the first try is refused, of `missing` each; of `silent` nothing comes. */
function read({ input, attempt }: Command): Verdict {
  const { Key: key } = (input as { readonly parameters: { readonly Key: string } }).parameters;
  if (key === 'silent') return 'silent';
  if (key === 'missing' || (key === 'busy' && attempt === 1)) return 'refuses';
  return { output: { items: key === 'lost' ? ['a', 'b', 'nowhere'] : ['a', 'b', 'c'] } };
}

describe('verify finds nothing in', () => {
  let stage: Stage<MemoryClient>;
  afterEach(() => stage.close());

  it('Maps whose items are read at once, again, or never, and that fail then', async () => {
    const broker = memoryBroker();
    stage = await Stage.open(() => broker.connect(), { partitions: 3 }, 'shop');
    await stage.kafka.ensureTopics(participantTopics('s3', 3));
    const actor = await stage.orchestrator();
    const shop = new StubParticipant(({ input }) => (JSON.stringify(input).includes('nowhere') ? 'refuses' : 'does'));
    // Each answers twice: the second time is a repeat.
    await listen(stage.connect(), 'shop', shop, 2);
    await listen(stage.connect(), 's3', new StubParticipant(read), 2);
    await stage.define('plain', shipAll({}));
    await stage.define('batches', shipAll({ ItemBatcher: { MaxItemsPerBatch: 2 } }));
    const keys = ['there', 'busy', 'missing', 'lost', 'silent'];
    for (const stateMachine of ['plain', 'batches'])
      await stage.send(
        ...keys.map((key) => ({ type: 'StartExecution', stateMachine, name: key, input: { key } }) as const),
      );
    await until('it reads', async () => (await stage.eventTypes('batches:silent')).includes('ItemReaderScheduled'));
    await stage.send(
      { type: 'StopExecution', execution: 'plain:silent' },
      { type: 'StopExecution', execution: 'batches:silent' },
    );
    const over = async () => (await stage.outcomes()).filter((o) => o.stopDate !== null).length === 10;
    await until('all are over', over, 20_000);
    const { findings, summary } = await verified(stage, actor);
    expect(findings).toEqual([]);
    expect(summary.ended).toEqual({ SUCCEEDED: 4, FAILED: 4, ABORTED: 2 });
    expect([...shop.ledger].some((id) => id.includes(':lost'))).toBe(false);
  }, 40_000);
});
