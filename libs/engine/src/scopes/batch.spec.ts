import { describe, expect, it } from '@jest/globals';
import { given, machineOf, ofType, refuses, starts, succeeds, tell, type Told } from '../testing/index.js';

/** A run whose children ship a batch of parcels each. */
const shipAll = (batcher: object, more: object = {}, language = 'JSONPath') =>
  machineOf({
    QueryLanguage: language,
    StartAt: 'ShipAll',
    States: {
      ShipAll: {
        Type: 'Map',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Ship',
          States: { Ship: { Type: 'Task', Resource: 'kafka:parcel.ship', End: true } },
        },
        ItemBatcher: batcher,
        End: true,
        ...more,
      },
    },
  });

const inputs = (told: Told) => ofType(told, 'MapIterationStarted').map(({ input }) => input);

describe('an ItemBatcher', () => {
  it('gives each iteration as many items as MaxItemsPerBatch says, and the last one what is left', async () => {
    const told = await tell(shipAll({ MaxItemsPerBatch: 2 }), starts(['a', 'b', 'c']));
    expect(inputs(told)).toEqual([{ Items: ['a', 'b'] }, { Items: ['c'] }]);
    expect(told.commands.map(({ id, input }) => [id, input])).toEqual([
      ['signup:ada/ShipAll[0].Ship/1/F', { Items: ['a', 'b'] }],
      ['signup:ada/ShipAll[1].Ship/1/F', { Items: ['c'] }],
    ]);
  });

  it('leaves one result a batch, in the order of the batches', async () => {
    await given(shipAll({ MaxItemsPerBatch: 2 }), starts(['a', 'b', 'c']), succeeds('ShipAll[1].Ship', 'C'))
      .when(succeeds('ShipAll[0].Ship', 'AB'))
      .decidesLike(
        { type: 'TaskSucceeded' },
        { type: 'TaskStateExited' },
        { type: 'MapIterationSucceeded', index: 0, items: 2, output: 'AB' },
        { type: 'MapRunSucceeded' },
        { type: 'MapStateSucceeded', output: ['AB', 'C'] },
        { type: 'MapStateExited' },
        { type: 'ExecutionSucceeded' },
      );
  });

  it('begins a batch when there is room for it', async () => {
    const machine = shipAll({ MaxItemsPerBatch: 2 }, { MaxConcurrency: 1 });
    const told = await given(machine, starts(['a', 'b', 'c']))
      .when(succeeds('ShipAll[0].Ship'))
      .decidesLike(
        { type: 'TaskSucceeded' },
        { type: 'TaskStateExited' },
        { type: 'MapIterationSucceeded', index: 0 },
        { type: 'MapIterationStarted', index: 1, items: 1, input: { Items: ['c'] } },
        { type: 'TaskStateEntered' },
        { type: 'TaskScheduled' },
      );
    expect(told.commands).toHaveLength(2);
  });

  it('keeps what an iteration is given within MaxInputBytesPerBatch, BatchInput included; an item too large goes alone', async () => {
    const items = ['12345', '12345', '12345', '1234567890123456789012345678901234567890', '1'];
    // {"Items":["12345","12345"]}
    const plain = await tell(shipAll({ MaxInputBytesPerBatch: 27 }), starts(items));
    expect(inputs(plain)).toEqual([
      { Items: ['12345', '12345'] },
      { Items: ['12345'] },
      { Items: [items[3]] },
      { Items: ['1'] },
    ]);
    const told = await tell(shipAll({ MaxInputBytesPerBatch: 27, BatchInput: { a: 1 } }), starts(['1', '2']));
    expect(inputs(told)).toEqual([
      { BatchInput: { a: 1 }, Items: ['1'] },
      { BatchInput: { a: 1 }, Items: ['2'] },
    ]);
  });

  it('of a number alone still keeps to the limit of an input', async () => {
    const machine = shipAll({ MaxItemsPerBatch: 10 }, { ItemSelector: { text: 'x'.repeat(100_000) } });
    const told = await tell(machine, starts([1, 2, 3]));
    expect(ofType(told, 'MapIterationStarted').map(({ items }) => items)).toEqual([2, 1]);
  });

  it('takes its settings by path from the input of the state, and its items from ItemSelector', async () => {
    const machine = shipAll(
      {
        MaxItemsPerBatchPath: '$.size',
        MaxInputBytesPerBatchPath: '$.bytes',
        BatchInput: { 'run.$': '$.run', 'of.$': '$$.Execution.Name' },
      },
      { ItemsPath: '$.parcels', ItemSelector: { 'n.$': '$$.Map.Item.Index', 'p.$': '$$.Map.Item.Value' } },
    );
    const told = await tell(machine, starts({ size: 2, bytes: 1_000, run: 7, parcels: ['a', 'b', 'c'] }));
    expect(inputs(told)).toEqual([
      {
        BatchInput: { run: 7, of: 'ada' },
        Items: [
          { n: 0, p: 'a' },
          { n: 1, p: 'b' },
        ],
      },
      { BatchInput: { run: 7, of: 'ada' }, Items: [{ n: 2, p: 'c' }] },
    ]);
  });

  it('computes them in JSONata', async () => {
    const machine = shipAll(
      { MaxItemsPerBatch: '{% 1 + 1 %}', BatchInput: { run: '{% $states.input.run %}' } },
      { Items: '{% $states.input.parcels %}' },
      'JSONata',
    );
    const told = await tell(machine, starts({ run: 7, parcels: ['a', 'b', 'c'] }));
    expect(inputs(told)).toEqual([
      { BatchInput: { run: 7 }, Items: ['a', 'b'] },
      { BatchInput: { run: 7 }, Items: ['c'] },
    ]);
  });

  it('that cannot be told fails the state before anything begins', async () => {
    const told = await tell(shipAll({ MaxItemsPerBatchPath: '$[0]' }), starts(['a']));
    expect(ofType(told, 'MapStateStarted')).toEqual([]);
    expect(told.execution).toMatchObject({
      status: 'FAILED',
      problem: {
        error: 'States.Runtime',
        cause: expect.stringContaining('MaxItemsPerBatchPath field refers to value "a" which is not a valid integer'),
      },
    });
  });

  it('makes every item of a batch that fails a failed one', async () => {
    const machine = shipAll({ MaxItemsPerBatch: 2 }, { ToleratedFailureCount: 1 });
    await given(machine, starts(['a', 'b', 'c']))
      .when(refuses('ShipAll[0].Ship'))
      .decidesLike(
        { type: 'TaskFailed' },
        { type: 'TaskStateAborted' },
        { type: 'MapIterationFailed', index: 0, items: 2 },
        { type: 'TaskStateAborted' },
        { type: 'MapIterationAborted', index: 1, items: 1 },
        { type: 'MapRunFailed', error: 'States.ExceedToleratedFailureThreshold' },
        { type: 'MapStateFailed' },
        { type: 'ExecutionFailed' },
      );
    const half = shipAll({ MaxItemsPerBatch: 2 }, { ToleratedFailurePercentage: 50 });
    const told = await tell(
      half,
      starts(['a', 'b', 'c']),
      refuses('ShipAll[1].Ship'),
      succeeds('ShipAll[0].Ship', 'AB'),
    );
    expect(told.execution).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('whose run fails has what its batches did undone', async () => {
    const machine = shipAll(
      { MaxItemsPerBatch: 1 },
      {
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Ship',
          States: {
            Ship: {
              Type: 'Task',
              Resource: 'kafka:parcel.ship',
              Compensate: { Resource: 'kafka:parcel.recall' },
              End: true,
            },
          },
        },
      },
    );
    const told = await tell(machine, starts(['a', 'b']), succeeds('ShipAll[0].Ship', 'A'), refuses('ShipAll[1].Ship'));
    expect(told.commands.at(-1)).toMatchObject({
      command: 'parcel.recall',
      input: { input: { Items: ['a'] }, output: 'A' },
      compensates: 'signup:ada/ShipAll[0].Ship/1/F',
    });
  });

  it('of ten thousand items takes its turns', async () => {
    const items = Array.from({ length: 2_000 }, (_, n) => n);
    const told = await tell(shipAll({ MaxItemsPerBatch: 200 }), starts(items));
    expect(inputs(told)).toHaveLength(3);
  });
});
