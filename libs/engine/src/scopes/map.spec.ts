import { describe, expect, it } from '@jest/globals';
import { given, machineOf, ofType, refuses, starts, succeeds, tell, time, typesOf } from '../testing/index.js';

const processor = (ship: object = {}) => ({
  StartAt: 'Ship',
  States: { Ship: { Type: 'Task', Resource: 'kafka:parcel.ship', End: true, ...ship } },
});

const shipAll = (more: object = {}, ship: object = {}) =>
  machineOf({
    StartAt: 'ShipAll',
    States: {
      ShipAll: {
        Type: 'Map',
        ItemProcessor: processor(ship),
        End: true,
        ...more,
      },
    },
  });

describe('a Map state', () => {
  it('begins an iteration for each item, and is left with what they left in the order of the items', async () => {
    const { commands } = await given(shipAll(), starts(['a', 'b']), succeeds('ShipAll[1].Ship', 'B'))
      .when(succeeds('ShipAll[0].Ship', 'A'))
      .decidesLike(
        { type: 'TaskSucceeded' },
        { type: 'TaskStateExited' },
        { type: 'MapIterationSucceeded', index: 0, output: 'A' },
        { type: 'MapStateSucceeded', output: ['A', 'B'] },
        { type: 'MapStateExited', output: ['A', 'B'] },
        { type: 'ExecutionSucceeded' },
      );
    expect(commands.map(({ id, input }) => [id, input])).toEqual([
      ['signup:ada/ShipAll[0].Ship/1/F', 'a'],
      ['signup:ada/ShipAll[1].Ship/1/F', 'b'],
    ]);
  });

  it.each([
    ['JSONPath', { ItemsPath: '$.all', ItemSelector: { 'item.$': '$$.Map.Item' } }, { 'item.$': '$$.Map.Item' }],
    [
      'JSONata',
      { Items: '{% $states.input.all %}', ItemSelector: { item: '{% $states.context.Map.Item %}' } },
      { item: '{% $states.context.Map.Item %}' },
    ],
  ])('tells each iteration which item it is about, and that it is of the input (%s)', async (language, more, asked) => {
    const isJsonata = language === 'JSONata';
    const ship = { QueryLanguage: language, [isJsonata ? 'Arguments' : 'Parameters']: asked };
    const ItemProcessor = { ...processor(ship), ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } };
    const map = shipAll({ QueryLanguage: language, ItemProcessor, ...more });
    const told = await tell(map, starts({ all: { a: 1, b: 2 } }));
    const a = { item: { Index: 0, Value: 1, Key: 'a', Source: 'STATE_DATA' } };
    const b = { item: { Index: 1, Value: 2, Key: 'b', Source: 'STATE_DATA' } };
    expect(ofType(told, 'MapIterationStarted').map(({ input }) => input)).toEqual([a, b]);
    expect(told.commands.map(({ input }) => input)).toEqual([a, b]);
  });

  it('has no more iterations at a time than MaxConcurrency says', async () => {
    const told = await given(shipAll({ MaxConcurrency: 1 }), starts(['a', 'b']))
      .when(succeeds('ShipAll[0].Ship', 'A'))
      .decidesLike(
        { type: 'TaskSucceeded' },
        { type: 'TaskStateExited' },
        { type: 'MapIterationSucceeded', index: 0 },
        { type: 'MapIterationStarted', index: 1, input: 'b' },
        { type: 'TaskStateEntered', state: 'ShipAll[1].Ship', input: 'b' },
        { type: 'TaskScheduled' },
      );
    expect(told.commands).toHaveLength(2);
  });

  it('without items succeeds at once, with nothing', async () => {
    await given(shipAll())
      .when(starts([]))
      .decidesLike(
        { type: 'ExecutionStarted' },
        { type: 'MapStateEntered' },
        { type: 'MapStateStarted', items: [] },
        { type: 'MapStateSucceeded', output: [] },
        { type: 'MapStateExited' },
        { type: 'ExecutionSucceeded', output: [] },
      );
  });

  it('fails with its first failed iteration, and gives the others up', async () => {
    await given(shipAll(), starts(['a', 'b', 'c']))
      .when(refuses('ShipAll[1].Ship', 'Lost'))
      .decidesLike(
        { type: 'TaskFailed' },
        { type: 'TaskStateAborted', state: 'ShipAll[1].Ship' },
        { type: 'MapIterationFailed', index: 1, error: 'Lost' },
        { type: 'TaskStateAborted', state: 'ShipAll[0].Ship' },
        { type: 'MapIterationAborted', index: 0 },
        { type: 'TaskStateAborted', state: 'ShipAll[2].Ship' },
        { type: 'MapIterationAborted', index: 2 },
        { type: 'MapStateFailed', error: 'Lost' },
        { type: 'ExecutionFailed', error: 'Lost' },
      );
  });

  it('goes on with so many failures as it tolerates, and with one more fails', async () => {
    const machine = shipAll({ ToleratedFailureCount: 1 });
    await given(machine, starts(['a', 'b', 'c']), refuses('ShipAll[0].Ship'))
      .when(refuses('ShipAll[1].Ship'))
      .decidesLike(
        { type: 'TaskFailed' },
        { type: 'TaskStateAborted', state: 'ShipAll[1].Ship' },
        { type: 'MapIterationFailed', index: 1 },
        { type: 'TaskStateAborted', state: 'ShipAll[2].Ship' },
        { type: 'MapIterationAborted', index: 2 },
        { type: 'MapStateFailed', error: 'States.ExceedToleratedFailureThreshold' },
        { type: 'ExecutionFailed', error: 'States.ExceedToleratedFailureThreshold' },
      );
  });

  it('has nothing of an iteration that failed and was tolerated; as a run it tells it as an execution', async () => {
    const tolerant = { ToleratedFailureCount: 2 };
    const story = [
      starts(['a', 'b', 'c']),
      refuses('ShipAll[2].Ship', 'NoSuchPlace'),
      succeeds('ShipAll[1].Ship', null),
      refuses('ShipAll[0].Ship', 'NoSuchPlace'),
    ];
    const inline = await tell(shipAll(tolerant), ...story);
    expect(ofType(inline, 'MapStateSucceeded')).toMatchObject([{ output: [null] }]);
    const ItemProcessor = {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'Ship',
      States: { Ship: { Type: 'Task', Resource: 'kafka:parcel.ship', End: true } },
    };
    const run = await tell(shipAll({ ...tolerant, ItemProcessor }), ...story);
    const told = { Status: 'FAILED', Error: 'NoSuchPlace', RedriveStatus: 'REDRIVABLE_BY_MAP_RUN' };
    expect(ofType(run, 'MapStateSucceeded')).toMatchObject([
      { output: [{ ...told, Input: '"a"' }, null, { ...told, Input: '"c"' }] },
    ]);
  });

  it('that is distributed is a run; a failure in it is found before it begins, or fails it', async () => {
    const machine = machineOf({
      StartAt: 'All',
      States: {
        All: {
          Type: 'Map',
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
            StartAt: 'Each',
            States: { Each: { Type: 'Fail', Error: 'Lost' } },
          },
          Label: 'ship',
          End: true,
        },
      },
    });
    const told = await tell(machine, starts(['a']));
    expect(typesOf(told).slice(1)).toEqual([
      'MapStateEntered',
      'MapStateStarted',
      'MapRunStarted',
      'MapIterationStarted',
      'FailStateEntered',
      'MapIterationFailed',
      'MapRunFailed',
      'MapStateFailed',
      'ExecutionFailed',
    ]);
    expect(ofType(told, 'MapRunStarted')).toMatchObject([
      { label: 'ship', run: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    ]);
  });

  it('that fails at run time fails the execution at once', async () => {
    const machine = machineOf({
      StartAt: 'All',
      States: {
        All: {
          Type: 'Map',
          ItemProcessor: {
            StartAt: 'Each',
            States: { Each: { Type: 'Pass', Parameters: { 'a.$': '$.missing' }, End: true } },
          },
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Sorry' }],
          End: true,
        },
        Sorry: { Type: 'Succeed' },
      },
    });
    const told = await tell(machine, starts(['a']));
    expect(typesOf(told).slice(3)).toEqual(['MapIterationStarted', 'PassStateEntered', 'ExecutionFailed']);
    expect(told.execution).toMatchObject({ problem: { error: 'States.Runtime' } });
  });

  it('is tried again as a whole, with visits that no command has had before', async () => {
    const machine = shipAll({ Retry: [{ ErrorEquals: ['Lost'], MaxAttempts: 2 }] });
    const told = await tell(
      machine,
      starts(['a', 'b']),
      succeeds('ShipAll[0].Ship'),
      refuses('ShipAll[1].Ship', 'Lost'),
      time(1),
      refuses('ShipAll[0].Ship', 'Lost'),
      time(3),
    );
    expect(told.commands.map(({ id }) => id)).toEqual([
      'signup:ada/ShipAll[0].Ship/1/F',
      'signup:ada/ShipAll[1].Ship/1/F',
      'signup:ada/ShipAll[0].Ship/2/F',
      'signup:ada/ShipAll[1].Ship/2/F',
      'signup:ada/ShipAll[0].Ship/3/F',
      'signup:ada/ShipAll[1].Ship/3/F',
    ]);
  });

  it('of ten thousand items takes its turns: no decision enters more than its share', async () => {
    const machine = machineOf({
      StartAt: 'All',
      States: {
        All: {
          Type: 'Map',
          ItemProcessor: { StartAt: 'Each', States: { Each: { Type: 'Pass', End: true } } },
          End: true,
        },
      },
    });
    const items = Array.from({ length: 2_000 }, (_, n) => n);
    const told = await tell(machine, starts(items), ...Array.from({ length: 9 }, () => time(0)));
    expect(told.execution).toMatchObject({ status: 'SUCCEEDED', output: items });
    expect(typesOf(told).filter((type) => type === 'MapIterationSucceeded')).toHaveLength(2_000);
  });
});
