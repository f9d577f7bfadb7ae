import { afterEach, describe, expect, it } from '@jest/globals';
import { isMarker, type Decision, type Json, type LogEvent } from '#contracts';
import { memoryBroker, until, type MemoryClient } from '#kafka/testing';
import { chain, listen, passes, Stage, StubParticipant } from '#orchestrator/testing';
import { RecordedRun } from './testing/recorded-run.js';
import { verified } from './testing/verified.js';

const withoutUndo = JSON.parse(JSON.stringify(chain('shop', 2, { Compensate: undefined }))) as {
  readonly [field: string]: Json;
};

/** The same for each item, as a Distributed Map. */
const itemsOf = (block: { readonly [field: string]: Json }, more: { readonly [field: string]: Json } = {}) => ({
  StartAt: 'All',
  States: {
    All: {
      Type: 'Map',
      ItemsPath: '$.items',
      MaxConcurrency: 2,
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...block },
      End: true,
      ...more,
    },
  },
});

describe('verify finds nothing in', () => {
  let stage: Stage<MemoryClient>;
  afterEach(() => stage.close());

  it('executions that were redriven after their end, or could not be', async () => {
    const broker = memoryBroker();
    stage = await Stage.open(() => broker.connect(), { partitions: 2 }, 'shop');
    const actor = await stage.orchestrator();
    const shop = { refuses: true };
    const stub = new StubParticipant(({ state, compensates }) =>
      shop.refuses && state.endsWith('Step2') && !compensates ? 'refuses' : 'does',
    );
    await listen(stage.connect(), 'shop', stub, 2);
    const branches = {
      StartAt: 'P',
      States: { P: { Type: 'Parallel', Branches: [withoutUndo, passes], End: true } },
    };
    const locked = chain('shop', 2, { Compensate: undefined, Lock: { Key: 'till' } });
    const machines = { plain: withoutUndo, branches, undone: chain('shop', 2), locked, items: itemsOf(withoutUndo) };
    for (const [name, definition] of Object.entries(machines)) {
      await stage.define(name, definition);
      const input = { items: [{}, {}, {}] };
      await stage.send({ type: 'StartExecution', stateMachine: name, name: `${name}-e`, input });
      await stage.ended(`${name}-e`, 'FAILED');
    }
    shop.refuses = false;
    for (const name of [...Object.keys(machines), 'nobody'])
      await stage.send({ type: 'RedriveExecution', execution: `${name}:${name}-e`, clientToken: 't' });
    for (const name of ['plain', 'branches', 'locked', 'items']) await stage.ended(`${name}-e`);
    await stage.send({ type: 'RedriveExecution', execution: 'plain:plain-e', clientToken: 't2' });
    await until('three are refused', async () => (await stage.rejections()).length === 3);
    const { findings, summary } = await verified(stage, actor);
    expect(findings).toEqual([]);
    expect(summary.ended).toEqual({ SUCCEEDED: 4, FAILED: 1 });
  }, 30_000);
});

const isDecision = (record: RecordedRun['log'][number]): record is Decision => !isMarker(record);

async function redriven(): Promise<RecordedRun> {
  const run = new RecordedRun(withoutUndo);
  await run.start('a');
  await run.succeed('a');
  await run.refuse('a', 'No');
  await run.redrive('a');
  await run.timer('a');
  await run.succeed('a');
  return run;
}

/** Of three items the first was shipped when the second was refused, and all went into files. */
async function redrivenItems(): Promise<RecordedRun> {
  const ship = { Type: 'Task', Resource: 'kafka:shop.ship', End: true };
  const ResultWriter = { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b' } };
  const run = new RecordedRun(
    itemsOf({ StartAt: 'Ship', States: { Ship: ship } }, { ResultWriter, MaxConcurrency: 1 }),
  );
  await run.start('a', { items: [1, 2, 3] });
  await run.succeed('a');
  await run.refuse('a', 'No');
  for (let file = 1; file <= 4; file++) await run.succeed('a', { size: file });
  await run.redrive('a');
  await run.timer('a');
  await run.succeed('a');
  await run.succeed('a');
  await run.succeed('a', { size: 5 });
  await run.succeed('a', { size: 6 });
  return run;
}

/** What verify says once the decision with this event is spoilt. */
async function spoilt(
  type: LogEvent['type'],
  spoil: (decision: Decision, run: RecordedRun) => LogEvent[],
  record = redriven,
) {
  const run = await record();
  const place = run.log.findIndex((record) => isDecision(record) && record.events.some((event) => event.type === type));
  const decision = run.log[place] as Decision;
  run.log[place] = { ...decision, events: spoil(decision, run) };
  return run.verify().findings.map(({ rule, says }) => `${rule} ${says}`);
}

const changed = (type: LogEvent['type'], more: object) => (decision: Decision) =>
  decision.events.map((event) => (event.type === type ? ({ ...event, ...more } as LogEvent) : event));

describe('verify finds', () => {
  it('nothing, unless it is spoilt', async () => {
    expect((await redriven()).verify({ allEnded: true }).findings).toEqual([]);
  });

  it('a redrive that nobody has asked for', async () => {
    const says = await spoilt('MessageTaken', ({ events }) => events.filter(({ type }) => type !== 'MessageTaken'));
    expect(says).toContainEqual(expect.stringContaining('INVENTED It came back from its end'));
  });

  it('one that goes on elsewhere, or with what was done', async () => {
    const elsewhere = await spoilt('ExecutionRedriven', changed('ExecutionRedriven', { state: 'Step1' }));
    expect(elsewhere[0]).toMatch(/^AFTER_END .*it was in Step2\/1/);
    const again = await spoilt('ExecutionRedriven', changed('ExecutionRedriven', { attempt: 1 }));
    expect(again[0]).toMatch(/^AFTER_END .*attempt 2 of it is next/);
    const within = await spoilt('ExecutionRedriven', changed('ExecutionRedriven', { scopes: ['P[0]'] }));
    expect(within[0]).toMatch(/^AFTER_END .*P\[0\] goes on/);
  });

  it('nothing in a run that was redriven, unless that is spoilt', async () => {
    const run = await redrivenItems();
    expect(run.execution('a')).toMatchObject({ status: 'SUCCEEDED' });
    expect(run.verify({ allEnded: true }).findings).toEqual([]);
    const of = async (type: LogEvent['type'], more: object) =>
      (await spoilt(type, changed(type, more), redrivenItems))[0];
    expect(await of('MapIterationRedriven', { index: 0 })).toMatch(/^STORY .*iteration 1 is the next that goes on/);
    expect(await of('MapRunRedriven', { count: 2 })).toMatch(/^STORY .*redrive 1 is next/);
    expect(await of('MapRunRedriven', { run: 'other' })).toMatch(/^STORY .*not the run of this state/);
    expect(await of('MapRunRedriven', { except: [{ index: 0 }] })).toMatch(/^STORY .*iteration 0 did not wait/);
    const anew = await of('ExecutionRedriven', { anew: ['All'], attempt: 2 });
    expect(anew).toMatch(/^AFTER_END .*All has not failed as a whole/);
  });

  it('a request that was passed by and is never decided', async () => {
    const run = new RecordedRun(withoutUndo);
    await run.start('a');
    await run.succeed('a');
    await run.refuse('a', 'No');
    await run.redrive('a');
    run.log.pop();
    const { findings } = run.verify({ allEnded: true });
    expect(findings.map(({ says }) => says)).toEqual(['1 messages are not decided.']);
  });
});
