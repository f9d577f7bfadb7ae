import { afterEach, describe, expect, it } from '@jest/globals';
import { isMarker, participantTopics, type Command, type Json } from '#contracts';
import { memoryBroker, until, type MemoryClient } from '#kafka/testing';
import { listen, Stage, StubParticipant, type Verdict } from '#orchestrator/testing';
import { RecordedRun } from './testing/recorded-run.js';
import { verified } from './testing/verified.js';

const shipAll = (more: object) => ({
  StartAt: 'All',
  States: {
    All: {
      Type: 'Map',
      ItemsPath: '$.items',
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
      ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { 'Bucket.$': '$.bucket' } },
      Retry: [{ ErrorEquals: ['States.ResultWriterFailed'], IntervalSeconds: 1, MaxAttempts: 1 }],
      MaxConcurrency: 2,
      End: true,
      ...more,
    },
  },
});

/** In `busy` the first write is refused, in `missing` each; of `silent` nothing comes. */
function write({ input, attempt }: Command): Verdict {
  const { bucket } = (input as { readonly to: { readonly bucket: string } }).to;
  if (bucket === 'silent') return 'silent';
  if (bucket === 'missing' || (bucket === 'busy' && attempt === 1)) return 'refuses';
  return { output: { size: JSON.stringify(input).length } };
}

describe('verify finds nothing in', () => {
  let stage: Stage<MemoryClient>;
  afterEach(() => stage.close());

  it('Maps whose results are written at once, again, or never, and that fail then or before', async () => {
    const broker = memoryBroker();
    stage = await Stage.open(() => broker.connect(), { partitions: 3 }, 'shop');
    await stage.kafka.ensureTopics(participantTopics('s3', 3));
    const actor = await stage.orchestrator();
    const shop = new StubParticipant(({ input }) => (JSON.stringify(input).includes('nowhere') ? 'refuses' : 'does'));
    // Each answers twice: the second time is a repeat.
    await listen(stage.connect(), 'shop', shop, 2);
    await listen(stage.connect(), 's3', new StubParticipant(write), 2);
    await stage.define('plain', shipAll({}));
    await stage.define('batches', shipAll({ ItemBatcher: { MaxItemsPerBatch: 2 } }));
    const start = (stateMachine: string, name: string, bucket: string, last: string) =>
      ({ type: 'StartExecution', stateMachine, name, input: { bucket, items: ['a', 'b', 'c', 'd', last] } }) as const;
    for (const machine of ['plain', 'batches'])
      await stage.send(
        ...['there', 'busy', 'missing', 'silent'].map((bucket) => start(machine, bucket, bucket, 'e')),
        start(machine, 'lost', 'there', 'nowhere'),
      );
    const isWriting = async () => (await stage.eventTypes('batches:silent')).includes('ResultWriterScheduled');
    await until('it writes', isWriting);
    await stage.send(
      { type: 'StopExecution', execution: 'plain:silent' },
      { type: 'StopExecution', execution: 'batches:silent' },
    );
    const over = async () => (await stage.outcomes()).filter((o) => o.stopDate !== null).length === 10;
    await until('all are over', over, 20_000);
    const { findings, summary } = await verified(stage, actor);
    expect(findings).toEqual([]);
    expect(summary.ended).toEqual({ SUCCEEDED: 4, FAILED: 4, ABORTED: 2 });
    expect([...shop.ledger].some((id) => id.includes(':lost') || id.includes(':missing'))).toBe(false);
  }, 40_000);
});

describe('verify finds', () => {
  /** One item is shipped, its result written, and the manifest. */
  async function written(): Promise<RecordedRun> {
    const run = new RecordedRun(shipAll({}) as unknown as { readonly [field: string]: Json });
    await run.start('a', { bucket: 'there', items: ['parcel'] });
    await run.succeed('a');
    await run.succeed('a', { size: 700 });
    await run.succeed('a', { size: 300 });
    expect(run.verify({ allEnded: true }).findings).toEqual([]);
    return run;
  }
  const rules = (run: RecordedRun) => [...new Set(run.verify().findings.map(({ rule }) => rule))];

  it('a file that is not what the iterations left', async () => {
    const run = await written();
    const [, write] = run.commands;
    run.commands[1] = { ...write!, input: { ...(write!.input as object), executions: [] } };
    expect(rules(run)).toEqual(['COMMAND']);
  });

  it('a file that was decided and never sent to be written', async () => {
    const run = await written();
    run.commands.splice(1, 1);
    expect(rules(run)).toEqual(['COMMAND_MISSING']);
  });

  it('a run that succeeded without its manifest', async () => {
    const run = await written();
    const at = run.log.findLastIndex((record) => !isMarker(record));
    const last = run.log[at] as Extract<(typeof run.log)[number], { events: unknown }>;
    run.log[at] = { ...last, events: last.events.filter(({ type }) => type !== 'ResultWriterSucceeded') };
    expect(rules(run)).toContain('STORY');
  });
});
