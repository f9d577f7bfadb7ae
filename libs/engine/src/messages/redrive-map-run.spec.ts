import { describe, expect, it } from '@jest/globals';
import type { Json } from '#contracts';
import type { EndedExecution, RunningExecution } from '../index.js';
import {
  at,
  given,
  historyOf,
  killed,
  machineOf,
  ofType,
  redriven,
  refuses,
  starts,
  stops,
  succeeds,
  undoSucceeds,
  tell,
  tellWith,
  time,
  writeFails,
  written,
  type Happening,
  type Told,
} from '../testing/index.js';

const task = (more: object = {}) => ({ Type: 'Task', Resource: 'kafka:x.do', ...more });

/** `A`, then `B`, for each item. */
const steps = { StartAt: 'A', States: { A: task({ Next: 'B' }), B: task({ End: true }) } };
const distributed = (more: object = {}, ExecutionType = 'STANDARD') => ({
  Type: 'Map',
  Label: 'all',
  ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType }, ...steps },
  ...more,
});
const mapOf = (more: object = {}, type?: 'EXPRESS', machine: object = {}) =>
  machineOf({ StartAt: 'M', States: { M: { ...distributed(more, type), End: true } }, ...machine });

const does = (index: number): Happening[] => [succeeds(`M[${index}].A`), succeeds(`M[${index}].B`, index)];
const fails = (index: number): Happening[] => [succeeds(`M[${index}].A`), refuses(`M[${index}].B`, 'No')];
const again = [at(5, redriven()), time(5)] as const;

const M = { state: 'M', visit: 1, attempt: 1 };
const distributedMode = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } };
const branchOf = (name: string) => ({ StartAt: name, States: { [name]: task({ End: true }) } });
const scopesOf = ({ execution }: Told) => {
  const { position } = (execution as RunningExecution).root;
  return position.at === 'STATE' && position.doing.phase === 'SCOPES' ? position.doing.scopes : [];
};

const scheduled = (told: Told) => ofType(told, 'TaskScheduled').map(({ state, attempt }) => [state, attempt]);
const since = (told: Told, before: Told) => scheduled(told).slice(scheduled(before).length);
const outputOf = (told: Told): Json | undefined => (told.execution as EndedExecution).output;
const types = (told: Told) => told.history.map(({ event }) => event.type);

describe('a Distributed Map that has failed is redriven', () => {
  const machine = mapOf({ MaxConcurrency: 2, ToleratedFailureCount: 1 });
  const past = [starts([0, 1, 2, 3]), ...does(0), ...fails(1), ...fails(2)];

  it('as the same run: what had not succeeded goes on where it failed, what had not begun begins', async () => {
    const failed = await tell(machine, ...past);
    expect(failed.execution).toMatchObject({
      status: 'FAILED',
      problem: { error: 'States.ExceedToleratedFailureThreshold' },
    });
    const [{ label, run } = {}] = ofType(failed, 'MapRunStarted');
    await given(machine, ...past)
      .when(at(5, redriven()))
      .decidesLike(
        { type: 'ExecutionRedriven', state: 'M', visit: 1, attempt: 1, scopes: [] },
        { type: 'MapRunRedriven', state: 'M', visit: 1, attempt: 1, label, run, count: 1 },
        { type: 'MapIterationRedriven', state: 'M', visit: 1, attempt: 1, index: 1 },
        { type: 'MapIterationRedriven', state: 'M', visit: 1, attempt: 1, index: 2 },
      );
    const more = [succeeds('M[2].B', 2), time(5), succeeds('M[1].B', 1), ...does(3)];
    const done = await tell(machine, ...past, ...again, ...more);
    expect(since(done, failed)).toEqual([
      ['M[1].B', 2],
      ['M[2].B', 2],
      ['M[3].A', 2],
      ['M[3].B', 1],
    ]);
    expect(done.execution).toMatchObject({ status: 'SUCCEEDED', output: [0, 1, 2, 3] });
    expect(ofType(done, 'MapRunStarted')).toHaveLength(1);
  });

  it('and told as on AWS, with the histories of its executions', async () => {
    const more = [succeeds('M[2].B', 2), time(5), succeeds('M[1].B', 1), ...does(3)];
    const done = await tell(machine, ...past, ...again, ...more);
    const own = historyOf(done);
    expect(own.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'MapStateEntered',
      'MapStateStarted',
      'MapRunStarted',
      'MapRunFailed',
      'MapStateFailed',
      'ExecutionFailed',
      'ExecutionRedriven',
      'MapRunRedriven',
      'MapRunSucceeded',
      'MapStateSucceeded',
      'MapStateExited',
      'ExecutionSucceeded',
    ]);
    const [{ mapRunStartedEventDetails: started } = {}] = own.filter(({ type }) => type === 'MapRunStarted');
    expect(own[8]).toMatchObject({ id: 9, mapRunRedrivenEventDetails: { ...started, redriveCount: 1 } });
    expect(historyOf(done, { ...M, index: 2 }).map(({ id, type }) => [id, type])).toEqual([
      [1, 'ExecutionStarted'],
      [2, 'TaskStateEntered'],
      [3, 'TaskScheduled'],
      [4, 'TaskStarted'],
      [5, 'TaskSucceeded'],
      [6, 'TaskStateExited'],
      [7, 'TaskStateEntered'],
      [8, 'TaskScheduled'],
      [9, 'TaskStarted'],
      [10, 'TaskFailed'],
      [11, 'TaskStateAborted'],
      [12, 'ExecutionFailed'],
      [13, 'ExecutionRedriven'],
      [14, 'TaskScheduled'],
      [15, 'TaskStarted'],
      [16, 'TaskSucceeded'],
      [17, 'TaskStateExited'],
      [18, 'ExecutionSucceeded'],
    ]);
    for (const index of [0, 1, 2, 3])
      for (const { id, previousEventId } of historyOf(done, { ...M, index })) expect(previousEventId).toBeLessThan(id);
  });

  it('with the numbers of each history going on', async () => {
    const told = await tell(machine, ...past, ...again, succeeds('M[2].B', 2), time(5));
    for (const { index, historyLength } of scopesOf(told))
      expect(historyLength).toBe(historyOf(told, { ...M, index }).length);
    expect((told.execution as RunningExecution).historyLength).toBe(historyOf(told).length);
  });

  it('again when it was stopped while some still waited', async () => {
    const stopped = [...past, ...again, killed()] as const;
    const told = await tell(machine, ...stopped, at(9, redriven()), time(9), succeeds('M[1].B', 1), time(9));
    expect(ofType(told, 'MapIterationRedriven').map(({ index }) => index)).toEqual([1, 2, 1, 2, 3]);
    const more = [succeeds('M[2].B', 2), ...does(3)];
    const done = await tell(machine, ...stopped, at(9, redriven()), time(9), succeeds('M[1].B', 1), time(9), ...more);
    expect(done.execution).toMatchObject({ status: 'SUCCEEDED', output: [0, 1, 2, 3] });
  });

  it('as often as it fails', async () => {
    const once = [...past, ...again, refuses('M[1].B', 'No'), refuses('M[2].B', 'No')] as const;
    const failed = await tell(machine, ...once);
    expect(failed.execution).toMatchObject({ status: 'FAILED' });
    const told = await tell(machine, ...once, at(9, redriven()), time(9));
    expect(ofType(told, 'MapRunRedriven').map(({ count }) => count)).toEqual([1, 2]);
    expect(since(told, failed)).toEqual([
      ['M[1].B', 3],
      ['M[2].B', 3],
    ]);
    const more = [succeeds('M[2].B', 2), time(9), succeeds('M[1].B', 1), ...does(3)];
    const done = await tell(machine, ...once, at(9, redriven()), time(9), ...more);
    expect(done.execution).toMatchObject({ status: 'SUCCEEDED', output: [0, 1, 2, 3] });
  });

  it('and tolerates as many as at first', async () => {
    const one = [refuses('M[1].B', 'No'), time(5), succeeds('M[2].B', 2), ...does(3)];
    const done = await tell(machine, ...past, ...again, ...one);
    expect(done.execution.status).toBe('SUCCEEDED');
    expect(outputOf(done)).toMatchObject([0, { Error: 'No', Status: 'FAILED', RedriveCount: 1 }, 2, 3]);
  });
});

describe('a Distributed Map goes on', () => {
  it.each([
    ['stopped', killed()],
    ['timed out', time(10)],
  ])('of an execution that was %s', async (_, end) => {
    const machine = mapOf({}, undefined, { TimeoutSeconds: 10 });
    const past = [starts([0, 1]), succeeds('M[0].A'), ...does(1), end];
    const ended = await tell(machine, ...past);
    const told = await tell(machine, ...past, at(20, redriven()), time(20));
    expect(since(told, ended)).toEqual([['M[0].B', 2]]);
    const done = await tell(machine, ...past, at(20, redriven()), time(20), succeeds('M[0].B', 0));
    expect(done.execution).toMatchObject({ status: 'SUCCEEDED', output: [0, 1] });
    expect(historyOf(done, { ...M, index: 0 }).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['ExecutionAborted', 'ExecutionRedriven', 'ExecutionSucceeded']),
    );
  });

  it('of an execution that waits for a person', async () => {
    const machine = mapOf({ MaxConcurrency: 1 }, undefined, { Saga: { OnFailure: 'PAUSE' } });
    const past = [starts([0, 1, 2]), ...does(0), ...fails(1)];
    const paused = await tell(machine, ...past);
    expect(types(paused).at(-1)).toBe('ExecutionPaused');
    const told = await tell(machine, ...past, ...again);
    expect(ofType(told, 'ExecutionRedriven')).toEqual([{ type: 'ExecutionRedriven', ...M }]);
    expect(ofType(told, 'MapRunRedriven')).toHaveLength(1);
    expect(since(told, paused)).toEqual([['M[1].B', 2]]);
    const done = await tell(machine, ...past, ...again, succeeds('M[1].B', 1), ...does(2));
    expect(done.execution).toMatchObject({ status: 'SUCCEEDED', output: [0, 1, 2] });
  });

  it('as another run, if an iteration of one that waits for a person has undone itself', async () => {
    const A = task({ Next: 'B', Compensate: { Resource: 'kafka:x.undo' } });
    const ItemProcessor = { ...distributedMode, ...steps, States: { ...steps.States, A } };
    const machine = mapOf({ ItemProcessor, MaxConcurrency: 1, ToleratedFailureCount: 1 }, undefined, {
      Saga: { OnFailure: 'PAUSE' },
    });
    const undoes = (index: number) => [...fails(index), undoSucceeds(`M[${index}].A`)];
    const past = [starts([0, 1]), ...undoes(0), ...undoes(1)];
    expect(types(await tell(machine, ...past)).at(-1)).toBe('ExecutionPaused');
    const told = await tell(machine, ...past, ...again);
    expect(ofType(told, 'MapRunRedriven')).toEqual([]);
    expect(ofType(told, 'ExecutionRedriven')).toMatchObject([{ attempt: 2 }]);
  });

  it('in a branch, when another branch has failed', async () => {
    const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: { ...state, End: true } } });
    const Branches = [branch('M', distributed()), branch('X', task())];
    const machine = machineOf({ StartAt: 'P', States: { P: { Type: 'Parallel', Branches, End: true } } });
    const past = [starts([0, 1]), succeeds('P[0].M[1].A'), succeeds('P[0].M[1].B', 1), refuses('P[1].X', 'No')];
    const failed = await tell(machine, ...past);
    expect(failed.execution.status).toBe('FAILED');
    const told = await tell(machine, ...past, ...again);
    expect(ofType(told, 'ExecutionRedriven')).toMatchObject([{ scopes: ['P[0]', 'P[1]'] }]);
    expect(Object.fromEntries(since(told, failed))).toEqual({ 'P[0].M[0].A': 2, 'P[1].X': 2 });
    const rest = [succeeds('P[1].X', 'x'), succeeds('P[0].M[0].A'), succeeds('P[0].M[0].B', 0)];
    const done = await tell(machine, ...past, ...again, ...rest);
    expect(done.execution).toMatchObject({ status: 'SUCCEEDED', output: [[0, 1], 'x'] });
  });

  it('within the iteration of another one', async () => {
    const ItemProcessor = {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'N',
      States: { N: { ...distributed({ MaxConcurrency: 1 }), End: true } },
    };
    const machine = machineOf({ StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor, End: true } } });
    const past = [
      starts([[0, 1]]),
      succeeds('M[0].N[0].A'),
      succeeds('M[0].N[0].B', 0),
      succeeds('M[0].N[1].A'),
      refuses('M[0].N[1].B', 'No'),
    ];
    const failed = await tell(machine, ...past);
    const told = await tell(machine, ...past, ...again);
    expect(types(told).slice(failed.history.length)).toEqual([
      'ExecutionRedriven',
      'MapRunRedriven',
      'MapIterationRedriven',
      'MapRunRedriven',
      'MapIterationRedriven',
      'TaskScheduled',
    ]);
    const done = await tell(machine, ...past, ...again, succeeds('M[0].N[1].B', 1));
    expect(done.execution).toMatchObject({ status: 'SUCCEEDED', output: [[0, 1]] });
    expect(historyOf(done, { ...M, index: 0 }).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['ExecutionFailed', 'ExecutionRedriven', 'MapRunRedriven', 'ExecutionSucceeded']),
    );
  });

  it('with the items that were read', async () => {
    const reader = {
      ItemReader: { Resource: 'arn:aws:states:::s3:listObjectsV2', Parameters: { Bucket: 'b' } },
      MaxConcurrency: 1,
    };
    const past = [starts(), succeeds('M', { items: [0, 1] }), ...fails(0)];
    const done = await tell(mapOf(reader), ...past, ...again, succeeds('M[0].B', 0), ...does(1));
    expect(done.execution).toMatchObject({ status: 'SUCCEEDED', output: [0, 1] });
    expect(ofType(done, 'ItemReaderScheduled')).toHaveLength(1);
  });

  it('with the items of a batch together', async () => {
    const batches = { ItemBatcher: { MaxItemsPerBatch: 2 }, MaxConcurrency: 1, ToleratedFailureCount: 1 };
    const past = [starts([0, 1, 2]), ...fails(0)];
    const failed = await tell(mapOf(batches), ...past);
    const done = await tell(mapOf(batches), ...past, ...again, succeeds('M[0].B', 0), ...does(1));
    expect(failed.execution.status).toBe('FAILED');
    expect(ofType(done, 'MapIterationRedriven')).toMatchObject([{ index: 0, items: 2 }]);
    expect(done.execution).toMatchObject({ status: 'SUCCEEDED', output: [0, 1] });
  });

  it('and begins anew where nothing says what its run is', async () => {
    const limits = { ToleratedFailureCountPath: '$.many', ItemsPath: '$.items' };
    const past = [starts({ items: [0], many: 'x' })];
    const failed = await tell(mapOf(limits), ...past);
    expect(failed.execution.status).toBe('FAILED');
    const told = await tell(mapOf(limits), ...past, ...again);
    expect(ofType(told, 'MapStateStarted').map(({ attempt }) => attempt)).toEqual([1, 2]);
  });
});

describe('an EXPRESS iteration that is redriven', () => {
  it('begins again with its first state and the same input, as other visits', async () => {
    const machine = mapOf({ ItemSelector: { 'id.$': 'States.UUID()' } }, 'EXPRESS');
    const past = [starts([0, 1]), ...does(0), ...fails(1)];
    const failed = await tell(machine, ...past);
    const told = await tell(machine, ...past, ...again);
    const sent = told.commands.slice(failed.commands.length);
    const [first] = failed.commands.filter(({ state }) => state === 'M[1].A');
    expect(sent.map(({ id, attempt }) => [id, attempt])).toEqual([['signup:ada/M[1].A/2/F', 1]]);
    expect(sent[0]!.input).toEqual(first!.input);
    const done = await tell(machine, ...past, ...again, ...does(1));
    expect(done.execution).toMatchObject({ status: 'SUCCEEDED', output: [0, 1] });
  });

  it('is undone as often as it was done', async () => {
    const undoable = { ...steps.States, A: task({ Next: 'B', Compensate: { Resource: 'kafka:x.undo' } }) };
    const ItemProcessor = {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
      ...steps,
      States: undoable,
    };
    const machine = mapOf({ ItemProcessor }, undefined, { Saga: { OnFailure: 'NONE', OnAbort: 'COMPENSATE' } });
    const past = [starts([0]), ...fails(0), ...again, succeeds('M[0].A')];
    const told = await tell(machine, ...past, stops());
    expect(ofType(told, 'CompensationTriggered')).toHaveLength(1);
    const undone = await tell(machine, ...past, stops(), succeeds('M[0].B'));
    expect(ofType(undone, 'CompensationPlanned')).toMatchObject([
      {
        plan: [
          { state: 'M[0].A', visit: 2 },
          { state: 'M[0].A', visit: 1 },
        ],
      },
    ]);
  });
});

describe('a ResultWriter of a redriven run', () => {
  const to = { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b' } };
  const machine = mapOf({ MaxConcurrency: 1, ResultWriter: to });
  const inputs = (told: Told) => told.commands.filter(({ state }) => state === 'M').map(({ input }) => input);

  it('writes what had not succeeded anew, and keeps what had', async () => {
    const past = [starts([0, 1, 2]), ...does(0), ...fails(1), ...[1, 2, 3, 4].map((size) => written('M', size))];
    const failed = await tell(machine, ...past);
    expect(failed.execution.status).toBe('FAILED');
    expect(inputs(failed).at(-1)).toMatchObject({ manifest: { SUCCEEDED: [1], FAILED: [2], PENDING: [3] } });
    const rest = [succeeds('M[1].B', 1), ...does(2)];
    const done = await tell(machine, ...past, ...again, ...rest, written('M', 5), written('M', 6));
    expect(inputs(done).slice(4)).toMatchObject([
      { file: 'SUCCEEDED', number: 1, executions: [{ index: 1, redrives: 1 }, { index: 2 }] },
      { manifest: { SUCCEEDED: [1, 5], FAILED: [], PENDING: [] } },
    ]);
    expect(done.execution.status).toBe('SUCCEEDED');
    expect(new Set(done.commands.map(({ id, attempt }) => `${id} ${attempt}`)).size).toBe(done.commands.length);
  });

  it('writes again what it could not write', async () => {
    const past = [starts([0]), ...does(0), writeFails('M', 'NoSuchBucket')];
    const failed = await tell(machine, ...past);
    expect(failed.execution).toMatchObject({ status: 'FAILED', problem: { error: 'States.ResultWriterFailed' } });
    const done = await tell(machine, ...past, ...again, written('M', 1), written('M', 2));
    expect(since(done, failed)).toEqual([]);
    expect(inputs(done).slice(1)).toMatchObject([
      { file: 'SUCCEEDED', number: 0, executions: [{ index: 0 }] },
      { manifest: { SUCCEEDED: [1] } },
    ]);
    expect(done.execution.status).toBe('SUCCEEDED');
  });

  it('writes again what was out when the execution was stopped', async () => {
    const past = [starts([0]), ...does(0), killed()];
    const done = await tell(machine, ...past, ...again, written('M', 1), written('M', 2));
    expect(inputs(done).slice(1)).toMatchObject([{ file: 'SUCCEEDED', number: 0, executions: [{ index: 0 }] }, {}]);
    expect(done.execution.status).toBe('SUCCEEDED');
  });
});

describe('an iteration stays as it ended', () => {
  it('where its history is full, and counts as failed', async () => {
    const machine = mapOf({ MaxConcurrency: 1, ToleratedFailureCount: 1 });
    const past = [starts([0, 1]), ...fails(0), succeeds('M[1].A'), killed()];
    const story = [...past, ...again, succeeds('M[1].B', 1)] as const;
    const told = await tellWith(machine, { historyLimit: 13 }, ...story);
    expect(ofType(told, 'MapRunRedriven')).toMatchObject([{ except: [{ index: 0 }] }]);
    expect(ofType(told, 'MapIterationRedriven').map(({ index }) => index)).toEqual([1]);
    expect(outputOf(told)).toMatchObject([{ Status: 'FAILED', Error: 'No' }, 1]);
  });

  it('and the run fails if that is more than it tolerates, and tells again how all ended', async () => {
    const to = { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b' } };
    const machine = mapOf({ MaxConcurrency: 2, ResultWriter: to });
    const past = [starts([0, 1]), ...fails(0), written('M', 1), written('M', 2)];
    const story = [...past, ...again, written('M', 3), written('M', 4)] as const;
    const told = await tellWith(machine, { historyLimit: 13 }, ...story);
    expect(ofType(told, 'MapIterationRedriven')).toEqual([]);
    expect(told.commands.filter(({ state }) => state === 'M').map(({ input }) => input)).toMatchObject([
      { file: 'FAILED', executions: [{ index: 0 }, { index: 1 }] },
      {},
      {
        file: 'FAILED',
        executions: [
          { index: 0, status: 'FAILED', error: 'No' },
          { index: 1, status: 'ABORTED' },
        ],
      },
      { manifest: { SUCCEEDED: [], FAILED: [3], PENDING: [] } },
    ]);
    expect(types(told).slice(-3)).toEqual(['MapRunFailed', 'MapStateFailed', 'ExecutionFailed']);
  });
});

describe('what failed though all within it was done begins again as a whole', () => {
  const large = 'x'.repeat(150_000);
  it.each([
    ['Parallel', { Branches: [0, 1].map((n) => branchOf(`B${n}`)) }, 'S[0].B0', 'S[1].B1'],
    ['Map', { ItemProcessor: branchOf('I') }, 'S[0].I', 'S[1].I'],
    ['Map', { ItemProcessor: { ...distributedMode, ...branchOf('I') } }, 'S[0].I', 'S[1].I'],
  ])('a %s', async (Type, more, one, other) => {
    const machine = machineOf({ StartAt: 'S', States: { S: { Type, ...more, End: true } } });
    const past = [starts([1, 2]), succeeds(one, large), succeeds(other, large)];
    const failed = await tell(machine, ...past);
    expect(failed.execution).toMatchObject({ status: 'FAILED', problem: { error: 'States.DataLimitExceeded' } });
    const told = await tell(machine, ...past, ...again);
    expect(ofType(told, 'ExecutionRedriven')).toMatchObject([{ state: 'S', attempt: 2, scopes: [], anew: ['S'] }]);
    expect(told.commands.slice(2).map(({ id }) => id)).toEqual([`signup:ada/${one}/2/F`, `signup:ada/${other}/2/F`]);
    const done = await tell(machine, ...past, ...again, succeeds(one, 1), succeeds(other, 2));
    expect(done.execution).toMatchObject({ status: 'SUCCEEDED', output: [1, 2] });
  });

  it('a Task of whose result nothing could be made, asked under the same id', async () => {
    const one = task({ ResultPath: '$.made', End: true, Compensate: { Resource: 'kafka:x.undo' } });
    const Saga = { OnFailure: 'NONE', OnAbort: 'COMPENSATE' };
    const machine = machineOf({ StartAt: 'S', States: { S: { ...one, OutputPath: '$.made.well' } }, Saga });
    const past = [starts({}), succeeds('S', { badly: true })];
    const failed = await tell(machine, ...past);
    expect(failed.execution).toMatchObject({ status: 'FAILED', problem: { error: 'States.Runtime' } });
    const told = await tell(machine, ...past, ...again);
    expect(told.commands.map(({ id, attempt }) => [id, attempt])).toEqual([
      ['signup:ada/S/1/F', 1],
      ['signup:ada/S/1/F', 2],
    ]);
    const done = await tell(machine, ...past, ...again, succeeds('S', { well: 1 }));
    expect(done.execution).toMatchObject({ status: 'SUCCEEDED', output: 1 });
    const stopped = await tell(machine, ...past, ...again, refuses('S', 'No'));
    const { steps } = (stopped.execution as EndedExecution).resume!;
    expect(steps).toMatchObject([{ state: 'S', outcome: 'SUCCEEDED' }]);
  });

  it('but not what is undone as a whole', async () => {
    const whole = { Type: 'Parallel', Branches: [branchOf('B')], Compensate: { Resource: 'kafka:x.undo' } };
    const machine = machineOf({
      StartAt: 'S',
      States: { S: { ...whole, OutputPath: '$.nothing', End: true } },
      Saga: { OnFailure: 'NONE' },
    });
    const past = [starts({}), succeeds('S[0].B', 1)];
    expect((await tell(machine, ...past)).execution.status).toBe('FAILED');
    const told = await tell(machine, ...past, ...again);
    expect(told.commands).toHaveLength(1);
    expect(ofType(told, 'ExecutionRedriven')[0]).not.toHaveProperty('anew');
  });

  it('a Map whose items were read for nothing', async () => {
    const more = {
      ItemReader: { Resource: 'arn:aws:states:::s3:listObjectsV2', Parameters: { Bucket: 'b' } },
      ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { 'Bucket.$': '$.bucket' } },
    };
    const past = [starts({ bucket: 1 }), succeeds('M', { items: [0] })];
    const failed = await tell(mapOf(more), ...past);
    expect(failed.execution.status).toBe('FAILED');
    const told = await tell(mapOf(more), ...past, ...again);
    expect(ofType(told, 'ItemReaderScheduled').map(({ attempt }) => attempt)).toEqual([1, 2]);
  });
});
