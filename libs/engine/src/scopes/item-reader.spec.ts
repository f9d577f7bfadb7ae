import { describe, expect, it } from '@jest/globals';
import type { Json } from '#contracts';
import { participantsIn } from '../tasks/participants.js';
import {
  fails,
  given,
  machineOf,
  ofType,
  redriven,
  refuses,
  starts,
  stops,
  succeeds,
  tell,
  time,
} from '../testing/index.js';

const definition = (reader: object = {}, more: object = {}, language = 'JSONPath') => ({
  QueryLanguage: language,
  StartAt: 'ShipAll',
  States: {
    ShipAll: {
      Type: 'Map',
      Label: 'ship',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSON' },
        ...(language === 'JSONPath' && { Parameters: { Bucket: 'parcels', 'Key.$': '$.key' } }),
        ...reader,
      },
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
      End: true,
      ...more,
    },
  },
});
const shipAll = (...how: Parameters<typeof definition>) => machineOf(definition(...how));

const BEGINS = starts({ key: 'monday.json' });

describe('an ItemReader', () => {
  it('asks for the items, with where they are and how they are written', async () => {
    const { commands, execution } = await tell(shipAll(), BEGINS);
    expect(commands).toMatchObject([
      {
        id: 'signup:ada/ShipAll/1/F',
        command: 's3.read-items',
        input: {
          resource: 'arn:aws:states:::s3:getObject',
          parameters: { Bucket: 'parcels', Key: 'monday.json' },
          config: { InputType: 'JSON', Transformation: 'NONE', CSVDelimiter: 'COMMA' },
        },
      },
    ]);
    expect(execution).toMatchObject({ status: 'RUNNING' });
    expect([...participantsIn(definition() as never)].sort()).toEqual(['parcel', 's3']);
  });

  it('begins with the items once they have come, which stand on the log', async () => {
    await given(shipAll(), BEGINS)
      .when(succeeds('ShipAll', { items: ['a', 'b'] }))
      .decidesLike(
        { type: 'ItemReaderSucceeded', count: 2 },
        { type: 'MapStateStarted', items: ['a', 'b'], mode: 'DISTRIBUTED' },
        { type: 'MapRunStarted', label: 'ship' },
        { type: 'MapIterationStarted', index: 0, input: 'a' },
        { type: 'MapIterationStarted', index: 1, input: 'b' },
        { type: 'TaskStateEntered' },
        { type: 'TaskScheduled' },
        { type: 'TaskStateEntered' },
        { type: 'TaskScheduled' },
      );
  });

  it('gives the items of an object with their keys', async () => {
    const told = await tell(shipAll(), BEGINS, succeeds('ShipAll', { items: [1], keys: ['a'] }));
    expect(ofType(told, 'MapIterationStarted')).toMatchObject([{ input: { Key: 'a', Value: 1 } }]);
  });

  it('has all settings of ReaderConfig, and no more than MaxItems of a number above 0', async () => {
    const config = {
      InputType: 'CSV',
      CSVHeaderLocation: 'GIVEN',
      CSVHeaders: ['id', 'to'],
      CSVDelimiter: 'PIPE',
      MaxItemsPath: '$.most',
    };
    const inputOf = async (most: number) =>
      (await tell(shipAll({ ReaderConfig: config }), starts({ key: 'k', most }))).commands[0]?.input;
    const { MaxItemsPath: _, ...rest } = config;
    expect(await inputOf(5)).toMatchObject({ config: { ...rest, MaxItems: 5 } });
    expect((await inputOf(0)) as { config: object }).not.toHaveProperty('config.MaxItems');
  });

  it('is computed in JSONata', async () => {
    const machine = shipAll(
      {
        Arguments: { Bucket: '{% $states.input.key %}', Key: 'k' },
        ReaderConfig: { InputType: 'JSON', ItemsPointer: '/a', MaxItems: '{% 1 + 1 %}' },
      },
      {},
      'JSONata',
    );
    const { commands } = await tell(machine, BEGINS);
    expect(commands).toMatchObject([
      { input: { parameters: { Bucket: 'monday.json', Key: 'k' }, config: { ItemsPointer: '/a', MaxItems: 2 } } },
    ]);
  });

  it('goes with an ItemSelector and an ItemBatcher', async () => {
    const machine = shipAll(
      {},
      { ItemSelector: { 'n.$': '$$.Map.Item.Value', 'key.$': '$.key' }, ItemBatcher: { MaxItemsPerBatch: 2 } },
    );
    const told = await tell(machine, BEGINS, succeeds('ShipAll', { items: [1, 2, 3] }));
    const key = 'monday.json';
    expect(ofType(told, 'MapIterationStarted').map(({ input }) => input)).toEqual([
      {
        Items: [
          { n: 1, key },
          { n: 2, key },
        ],
      },
      { Items: [{ n: 3, key }] },
    ]);
  });

  it('tells each iteration where its item was read from: what it names, or the file that it says', async () => {
    const from = { ItemSelector: { 'from.$': '$$.Map.Item.Source' } };
    const sourcesOf = async (answer: object, reader = {}) =>
      ofType(await tell(shipAll(reader, from), BEGINS, succeeds('ShipAll', answer as Json)), 'MapIterationStarted').map(
        ({ input }) => (input as { from: string }).from,
      );
    expect(await sourcesOf({ items: [1, 2] })).toEqual(['S3://parcels/monday.json', 'S3://parcels/monday.json']);
    const list = { Resource: 'arn:aws:states:::s3:listObjectsV2', Parameters: { Bucket: 'parcels' }, ReaderConfig: {} };
    expect(await sourcesOf({ items: [{ Key: 'a' }] }, list)).toEqual(['S3://parcels']);
    const sources = [
      { uri: 'S3://parcels/a', count: 1 },
      { uri: 'S3://parcels/b', count: 2 },
    ];
    const all = await sourcesOf({ items: [1, 2, 3], sources });
    expect(all).toEqual(['S3://parcels/a', 'S3://parcels/b', 'S3://parcels/b']);
  });

  it('that fails is States.ItemReaderFailed, whatever the error was, and can be caught', async () => {
    await given(shipAll(), BEGINS)
      .when(refuses('ShipAll', 'NoSuchKey'))
      .decidesLike(
        { type: 'ItemReaderFailed', error: 'States.ItemReaderFailed', cause: 'NoSuchKey: NoSuchKey of ShipAll' },
        { type: 'MapRunFailed', error: 'States.ItemReaderFailed', label: 'ship' },
        { type: 'MapStateFailed', error: 'States.ItemReaderFailed' },
        { type: 'ExecutionFailed', error: 'States.ItemReaderFailed' },
      );
    const { States, ...rest } = definition(
      {},
      { Catch: [{ ErrorEquals: ['States.ItemReaderFailed'], Next: 'Sorry' }] },
    );
    const machine = machineOf({ ...rest, States: { ...States, Sorry: { Type: 'Succeed' } } });
    const told = await tell(machine, BEGINS, fails('ShipAll', 'NoSuchKey'));
    expect(told.execution).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('that is answered without items fails', async () => {
    const sources = [1, [], [{ uri: 'a' }], [{ uri: 'a', count: 2 }], [null], [{ uri: 1, count: 1 }]];
    const wrong = sources.map((odd) => ({ items: [1], sources: odd }));
    for (const odd of [{}, { items: 1 }, { items: [1], keys: [] }, { items: [1], keys: [1] }, 'x', [], ...wrong]) {
      const told = await tell(shipAll(), BEGINS, succeeds('ShipAll', odd));
      expect(told.execution).toMatchObject({ status: 'FAILED', problem: { error: 'States.ItemReaderFailed' } });
    }
  });

  it('is asked again as the whole Map is; a late answer to an earlier try changes nothing', async () => {
    const machine = shipAll({}, { Retry: [{ ErrorEquals: ['States.ItemReaderFailed'], MaxAttempts: 1 }] });
    const told = await tell(machine, BEGINS, refuses('ShipAll', 'Busy'), time(1));
    expect(told.commands.map(({ id, attempt }) => [id, attempt])).toEqual([
      ['signup:ada/ShipAll/1/F', 1],
      ['signup:ada/ShipAll/1/F', 2],
    ]);
    const late = succeeds('ShipAll', { items: [] }, { visit: 1, attempt: 1 });
    await given(machine, BEGINS, refuses('ShipAll', 'Busy'), time(1)).when(late).decidesNothing();
    await given(machine, BEGINS, succeeds('ShipAll', { items: ['a'] }))
      .when(late)
      .decidesNothing();
    await given(machine, BEGINS, succeeds('ShipAll', { items: ['a'] }))
      .when(refuses('ShipAll', 'Busy', { visit: 1, attempt: 1 }))
      .decidesNothing();
  });

  it('without items has nothing to do', async () => {
    const told = await tell(shipAll(), BEGINS, succeeds('ShipAll', { items: [] }));
    expect(told.execution).toMatchObject({ status: 'SUCCEEDED', output: [] });
  });

  it('that finds a setting wrong once it has items fails the state', async () => {
    const machine = shipAll({}, { MaxConcurrencyPath: '$.key' });
    const told = await tell(machine, BEGINS, succeeds('ShipAll', { items: ['a'] }));
    expect(told.execution).toMatchObject({ status: 'FAILED', problem: { error: 'States.Runtime' } });
    expect(ofType(told, 'ItemReaderSucceeded')).toHaveLength(1);
  });

  it('is not waited for when the execution is stopped, and its answer is late then', async () => {
    const stopped = given(shipAll(), BEGINS, stops());
    await stopped.when(succeeds('ShipAll', { items: ['a'] }, { visit: 1, attempt: 1 })).decidesNothing();
    const told = await tell(shipAll(), BEGINS, stops());
    expect(told.execution).toMatchObject({ status: 'ABORTED' });
  });

  it('that failed is asked again when the execution is redriven', async () => {
    const told = await tell(shipAll(), BEGINS, refuses('ShipAll', 'NoSuchKey'), redriven(), time(0));
    expect(told.commands.map(({ id, attempt }) => [id, attempt])).toEqual([
      ['signup:ada/ShipAll/1/F', 1],
      ['signup:ada/ShipAll/1/F', 2],
    ]);
    expect(told.execution).toMatchObject({ status: 'RUNNING' });
  });

  it('whose Map fails has what its iterations did undone', async () => {
    const told = await tell(
      shipAll(),
      BEGINS,
      succeeds('ShipAll', { items: ['a', 'b'] }),
      succeeds('ShipAll[0].Ship', 'A'),
      refuses('ShipAll[1].Ship'),
    );
    expect(told.commands.at(-1)).toMatchObject({ command: 'parcel.recall', input: { input: 'a', output: 'A' } });
  });
});
