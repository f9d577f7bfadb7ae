import { describe, expect, it } from '@jest/globals';
import type { Command, Json } from '#contracts';
import { outstandingCommands } from '../commands-from.js';
import { participantsIn } from '../tasks/participants.js';
import {
  given,
  machineOf,
  ofType,
  refuses,
  replyTo,
  starts,
  stops,
  succeeds,
  tell,
  time,
  writeFails,
  written,
  type Told,
} from '../testing/index.js';

const definition = (writer: object, more: object = {}) => ({
  StartAt: 'ShipAll',
  States: {
    ShipAll: {
      Type: 'Map',
      Label: 'ship',
      ItemsPath: '$.items',
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Ship',
        States: { Ship: { Type: 'Task', Resource: 'kafka:parcel.ship', End: true } },
      },
      ResultWriter: writer,
      End: true,
      ...more,
    },
  },
});
const TO_FILES = {
  Resource: 'arn:aws:states:::s3:putObject',
  Parameters: { Bucket: 'parcels', 'Prefix.$': '$.prefix' },
};
const shipAll = (...how: Parameters<typeof definition>) => machineOf(definition(...how));

const begins = (...items: Json[]) => starts({ items, prefix: 'done' });
const writes = ({ commands }: Told): Command[] => commands.filter(({ command }) => command === 's3.write-results');
const runOf = (told: Told): string => ofType(told, 'MapRunStarted')[0]!.run;
const AT = '2027-01-15T08:00:00.000Z';

describe('a ResultWriter', () => {
  it('sends what its iterations left once all is done, as one command a file, and then the manifest', async () => {
    const machine = shipAll(TO_FILES, { ToleratedFailureCount: 1 });
    const told = await tell(
      machine,
      begins('a', 'b', 'c'),
      succeeds('ShipAll[2].Ship', 'C'),
      refuses('ShipAll[1].Ship', 'NoSuchPlace'),
      succeeds('ShipAll[0].Ship', 'A'),
      written('ShipAll', 700),
      written('ShipAll', 500),
    );
    const to = {
      resource: TO_FILES.Resource,
      bucket: 'parcels',
      prefix: 'done',
      transformation: 'NONE',
      outputType: 'JSON',
    };
    const about = { to, run: { stateMachine: 'signup', label: 'ship', run: runOf(told) } };
    const times = { startedAt: Date.parse(AT), stoppedAt: Date.parse(AT) };
    const failed = { error: 'NoSuchPlace', cause: 'NoSuchPlace of ShipAll[1].Ship' };
    expect(writes(told).map(({ id, input }) => [id, input])).toEqual([
      [
        'signup:ada/ShipAll/1/W1',
        {
          ...about,
          file: 'SUCCEEDED',
          number: 0,
          executions: [
            { index: 2, status: 'SUCCEEDED', input: 'c', output: 'C', ...times },
            { index: 0, status: 'SUCCEEDED', input: 'a', output: 'A', ...times },
          ],
        },
      ],
      [
        'signup:ada/ShipAll/1/W2',
        {
          ...about,
          file: 'FAILED',
          number: 0,
          executions: [{ index: 1, status: 'FAILED', input: 'b', ...failed, ...times }],
        },
      ],
      ['signup:ada/ShipAll/1/W3', { ...about, manifest: { SUCCEEDED: [700], FAILED: [500], PENDING: [] } }],
    ]);
    expect([...participantsIn(definition(TO_FILES) as never)].sort()).toEqual(['parcel', 's3']);
  });

  it('ends the run once the manifest is written, with where it is', async () => {
    const story = [begins('a'), succeeds('ShipAll[0].Ship', 'A'), written('ShipAll', 700)];
    const before = await tell(shipAll(TO_FILES), ...story);
    expect(before.execution).toMatchObject({ status: 'RUNNING' });
    const run = runOf(before);
    const output = {
      MapRunArn: `arn:aws:states:us-east-1:000000000000:mapRun:signup/ship:${run}`,
      ResultWriterDetails: { Bucket: 'parcels', Key: `done/${run}/manifest.json` },
    };
    await given(shipAll(TO_FILES), ...story)
      .when(written('ShipAll', 300))
      .decidesLike(
        { type: 'ResultWriterSucceeded', attempt: 1, write: 2, size: 300 },
        { type: 'MapRunSucceeded' },
        { type: 'MapStateSucceeded', output },
        { type: 'MapStateExited', output },
        { type: 'ExecutionSucceeded', output },
      );
  });

  it('without items writes a manifest of nothing', async () => {
    const told = await tell(shipAll(TO_FILES), begins());
    expect(writes(told)).toMatchObject([{ input: { manifest: { SUCCEEDED: [], FAILED: [], PENDING: [] } } }]);
  });

  it('sends a part as soon as it is full, one at a time, and begins no more iterations while it is behind', async () => {
    const large = 'x'.repeat(150_000);
    const items = Array.from({ length: 12 }, (_, i) => i);
    const machine = shipAll(TO_FILES, { MaxConcurrency: 1, ItemSelector: { text: large } });
    let told = await tell(machine, begins(...items));
    const story = [begins(...items)];
    for (let i = 0; i < 12 && ofType(told, 'MapIterationStarted').length > i; i++) {
      story.push(succeeds(`ShipAll[${i}].Ship`, large));
      told = await tell(machine, ...story);
    }
    // Each is 300 KB: one a part; two and a bit are kept beside the one that is out.
    expect(writes(told)).toHaveLength(1);
    expect(ofType(told, 'MapIterationStarted').length).toBeLessThan(6);
    expect(JSON.stringify(told.execution).length).toBeLessThan(5_000_000);
    story.push(written('ShipAll', 1));
    const after = await tell(machine, ...story);
    expect(writes(after)).toHaveLength(2);
    for (const command of writes(after)) expect(JSON.stringify(command).length).toBeLessThan(1_000_000);
  });

  it('keeps nothing of what is written', async () => {
    const told = await tell(
      shipAll(TO_FILES),
      begins('needle', 'b'),
      succeeds('ShipAll[0].Ship', 'haystack'),
      succeeds('ShipAll[1].Ship', 'B'),
      written('ShipAll', 1),
    );
    expect(JSON.stringify(told.execution)).not.toContain('haystack');
  });

  it.each(['COMPACT', 'FLATTEN'])('%s needs no input of what succeeded', async (Transformation) => {
    const machine = shipAll({ ...TO_FILES, WriterConfig: { Transformation, OutputType: 'JSONL' } });
    const told = await tell(machine, begins('a'), succeeds('ShipAll[0].Ship', ['A']));
    const [write] = writes(told);
    expect(write).toMatchObject({ input: { to: { transformation: Transformation, outputType: 'JSONL' } } });
    expect(write!.input).not.toHaveProperty('executions.0.input');
  });

  it('of a run that fails writes what failed, what was given up and what never began, before it fails', async () => {
    const machine = shipAll(TO_FILES, { MaxConcurrency: 2 });
    const story = [
      begins('a', 'b', 'c', 'd'),
      succeeds('ShipAll[0].Ship', 'A'),
      refuses('ShipAll[1].Ship', 'NoSuchPlace'),
    ];
    const failing = await tell(machine, ...story);
    expect(ofType(failing, 'MapIterationAborted').map(({ index }) => index)).toEqual([2]);
    expect(ofType(failing, 'MapRunFailed')).toEqual([]);
    const told = await tell(machine, ...story, ...[1, 2, 3, 4].map((size) => written('ShipAll', size)));
    expect(writes(told).map(({ input }) => input)).toMatchObject([
      { file: 'SUCCEEDED', executions: [{ index: 0 }] },
      {
        file: 'FAILED',
        executions: [
          { index: 1, status: 'FAILED' },
          { index: 2, status: 'ABORTED', input: 'c' },
        ],
      },
      { file: 'PENDING', number: 0, inputs: ['d'] },
      { manifest: { SUCCEEDED: [1], FAILED: [2], PENDING: [3] } },
    ]);
    expect(ofType(told, 'MapRunFailed')).toMatchObject([{ error: 'States.ExceedToleratedFailureThreshold' }]);
    expect(told.execution).toMatchObject({ status: 'FAILED' });
  });

  it('of batches writes what each batch was given', async () => {
    const machine = shipAll(TO_FILES, { MaxConcurrency: 1, ItemBatcher: { MaxItemsPerBatch: 2 } });
    const story = [begins(1, 2, 3, 4, 5), refuses('ShipAll[0].Ship', 'NoSuchPlace'), written('ShipAll', 1)];
    const told = await tell(machine, ...story);
    expect(writes(told).map(({ input }) => input)).toMatchObject([
      { file: 'FAILED', executions: [{ input: { Items: [1, 2] } }] },
      { file: 'PENDING', inputs: [{ Items: [3, 4] }, { Items: [5] }] },
    ]);
  });

  it('that fails fails the run, which can be tried again into a folder of its own', async () => {
    const machine = shipAll(TO_FILES, { Retry: [{ ErrorEquals: ['States.ResultWriterFailed'], MaxAttempts: 1 }] });
    const story = [begins('a'), succeeds('ShipAll[0].Ship', 'A'), writeFails('ShipAll', 'NoSuchBucket')];
    const failed = await tell(machine, ...story);
    const error = 'States.ResultWriterFailed';
    expect(ofType(failed, 'ResultWriterFailed')).toMatchObject([
      { error, cause: 'NoSuchBucket: NoSuchBucket of ShipAll' },
    ]);
    expect(ofType(failed, 'MapRunFailed')).toMatchObject([{ error }]);
    const again = await tell(machine, ...story, time(1), succeeds('ShipAll[0].Ship', 'A'));
    const ids = writes(again).map(({ id }) => id);
    expect(ids).toEqual(['signup:ada/ShipAll/1/W1', 'signup:ada/ShipAll/1/W2']);
    expect(new Set(ofType(again, 'MapRunStarted').map(({ run }) => run)).size).toBe(2);
    const late = written('ShipAll', 1, 1);
    await given(machine, ...story, time(1), succeeds('ShipAll[0].Ship', 'A'))
      .when(late)
      .decidesNothing();
  });

  it('that nobody answers fails the run after ten minutes, so that an undo does not wait for ever', async () => {
    const story = [begins('a'), succeeds('ShipAll[0].Ship', 'A')];
    await given(shipAll(TO_FILES), ...story)
      .when(time(599))
      .decidesNothing();
    const told = await tell(shipAll(TO_FILES), ...story, time(600));
    expect(writes(told)).toMatchObject([{ deadline: '2027-01-15T08:10:00.000Z' }]);
    expect(told.execution).toMatchObject({ status: 'FAILED', problem: { error: 'States.ResultWriterFailed' } });
  });

  it('that is answered without a size fails', async () => {
    for (const odd of [{}, { size: -1 }, { size: 'x' }, 'x', []]) {
      const told = await tell(
        shipAll(TO_FILES),
        begins('a'),
        succeeds('ShipAll[0].Ship', 'A'),
        written('ShipAll', odd as never),
      );
      expect(told.execution).toMatchObject({ status: 'FAILED', problem: { error: 'States.ResultWriterFailed' } });
    }
  });

  it('is computed in JSONata', async () => {
    const { States } = definition({});
    const { ItemsPath: _, ...map } = States.ShipAll as { ItemsPath?: string };
    const ResultWriter = { Resource: TO_FILES.Resource, Arguments: { Bucket: '{% $states.input.prefix %}' } };
    const All = { ...map, Items: '{% $states.input.items %}', ResultWriter };
    const machine = machineOf({ QueryLanguage: 'JSONata', StartAt: 'All', States: { All } });
    const told = await tell(machine, begins());
    expect(writes(told)).toMatchObject([{ input: { to: { bucket: 'done' } } }]);
    expect(writes(told)[0]!.input).not.toHaveProperty('to.prefix');
  });

  it('that cannot be told where to begins nothing', async () => {
    for (const Parameters of [{}, { Bucket: '' }, { Bucket: 'b', Prefix: 1 }]) {
      const told = await tell(shipAll({ Resource: TO_FILES.Resource, Parameters }), begins('a'));
      expect(told.commands).toEqual([]);
      expect(told.execution).toMatchObject({ status: 'FAILED', problem: { error: 'States.ResultWriterFailed' } });
    }
  });

  it('is not waited for when the execution is stopped', async () => {
    const story = [begins('a'), succeeds('ShipAll[0].Ship', 'A'), stops()];
    const told = await tell(shipAll(TO_FILES), ...story);
    expect(told.execution).toMatchObject({ status: 'ABORTED' });
    await given(shipAll(TO_FILES), ...story)
      .when(written('ShipAll', 1, 1))
      .decidesNothing();
  });

  it('is outstanding until it is answered, with the same content', async () => {
    const story = [begins('a'), succeeds('ShipAll[0].Ship', 'A')];
    const told = await tell(shipAll(TO_FILES), ...story);
    const read = JSON.parse(JSON.stringify(told.execution)) as Told['execution'];
    expect(outstandingCommands(read, replyTo)).toEqual(writes(told));
    const after = await tell(shipAll(TO_FILES), ...story, written('ShipAll', 1));
    expect(outstandingCommands(after.execution, replyTo)).toEqual(writes(after).slice(1));
  });
});

describe('a ResultWriter that writes nowhere', () => {
  const ends = async (WriterConfig: object) => {
    const machine = shipAll({ WriterConfig }, { ToleratedFailureCount: 1 });
    const told = await tell(
      machine,
      begins('a', 'b', 'c'),
      succeeds('ShipAll[2].Ship', ['C']),
      succeeds('ShipAll[0].Ship', 'A'),
      refuses('ShipAll[1].Ship', 'NoSuchPlace'),
    );
    expect(told.execution).toMatchObject({ status: 'SUCCEEDED' });
    return { output: (told.execution as { output?: Json }).output, run: runOf(told) };
  };
  const failed = {
    Cause: 'NoSuchPlace of ShipAll[1].Ship',
    Error: 'NoSuchPlace',
    Input: '"b"',
    InputDetails: { Included: true },
    OutputDetails: { Included: true },
    RedriveCount: 0,
    RedriveStatus: 'REDRIVABLE_BY_MAP_RUN',
    StartDate: AT,
    StateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:signup/ship',
    Status: 'FAILED',
    StopDate: AT,
  };

  it('gives the outputs in the order of the items; one that failed is told as it is', async () => {
    expect((await ends({ Transformation: 'COMPACT' })).output).toEqual(['A', expect.objectContaining(failed), ['C']]);
    expect((await ends({ Transformation: 'FLATTEN' })).output).toEqual(['A', expect.objectContaining(failed), 'C']);
  });

  it('tells each iteration as an execution with NONE', async () => {
    const { output, run } = await ends({ Transformation: 'NONE' });
    expect(output).toMatchObject([
      {
        ExecutionArn: `arn:aws:states:us-east-1:000000000000:execution:signup/ship:${run}-0`,
        Input: '"a"',
        Name: `${run}-0`,
        Output: '"A"',
        RedriveStatus: 'NOT_REDRIVABLE',
        RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
        Status: 'SUCCEEDED',
      },
      failed,
      { Output: '["C"]' },
    ]);
  });

  it('gives lines of JSON as a text', async () => {
    const { output } = await ends({ Transformation: 'FLATTEN', OutputType: 'JSONL' });
    const lines = (output as string).split('\n');
    expect(lines[0]).toBe('"A"');
    expect(lines.slice(2)).toEqual(['"C"', '']);
    expect(JSON.parse(lines[1]!)).toMatchObject(failed);
  });
});
