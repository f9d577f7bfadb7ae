import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#asl';
import type { Json } from '#contracts';
import { evolve, newExecution, type EndedExecution, type Execution } from '../index.js';
import {
  at,
  EPOCH,
  happens,
  machineOf,
  ofType,
  redriven,
  refuses,
  starts,
  succeeds,
  tell,
  time,
  type Dated,
  type Happening,
  type Told,
} from '../testing/index.js';

const SAYS = { Type: 'Pass', Parameters: { 'execution.$': '$$.Execution', 'machine.$': '$$.StateMachine' } };
const asks = (more: object = {}) => ({
  Type: 'Task',
  Resource: 'kafka:parcel.ship',
  Parameters: { 'execution.$': '$$.Execution' },
  End: true,
  ...more,
});
const one = (state: object, name = 'S') => ({ StartAt: name, States: { [name]: { ...state, End: true } } });
const mapOf = (inner: object, more: object = {}, ExecutionType = 'STANDARD') => ({
  Type: 'Map',
  Label: 'all',
  ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType }, ...inner },
  ...more,
});
const machine = (map: object) => machineOf({ StartAt: 'M', States: { M: { ...map, End: true } } });

const instant = (second: number) => new Date(EPOCH + second * 1_000).toISOString();
const runOf = (told: Told) => ofType(told, 'MapRunStarted')[0]!.run;
const arnOf = (name: string) => `arn:aws:states:us-east-1:000000000000:execution:signup/all:${name}`;
const outputOf = (told: Told): Json | undefined => (told.execution as EndedExecution).output;
const executions = (told: Told) => told.commands.map(({ input }) => (input as JsonObject)['execution'] as JsonObject);
const PARENT = 'arn:aws:states:us-east-1:000000000000:execution:signup:ada';

describe('what runs in an iteration of a Distributed Map sees the execution that it is seen as', () => {
  it('by its ARN, its name, its own input and its own start', async () => {
    const told = await tell(
      machine(mapOf(one(asks()), { MaxConcurrency: 1 })),
      starts(['a', 'b']),
      at(3, succeeds('M[0].S')),
    );
    const run = runOf(told);
    expect(executions(told)).toEqual([
      { Id: arnOf(`${run}-0`), Name: `${run}-0`, Input: 'a', StartTime: instant(0), RedriveCount: 0 },
      { Id: arnOf(`${run}-1`), Name: `${run}-1`, Input: 'b', StartTime: instant(3), RedriveCount: 0 },
    ]);
  });

  it('which is one of the whole run, whatever it is in: a branch, an iteration of an inline Map', async () => {
    const inline = one({ Type: 'Map', ItemProcessor: one(SAYS, 'Say') }, 'Inline');
    const within = { Type: 'Parallel', Branches: [inline] };
    const told = await tell(machine(mapOf(one(within))), starts([['x', 'y']]));
    const seen = { execution: { Name: `${runOf(told)}-0`, Input: ['x', 'y'] }, machine: { Name: 'signup' } };
    expect(outputOf(told)).toMatchObject([[[seen, seen]]]);
  });

  it('the inner one, of a run within a run', async () => {
    const told = await tell(machine(mapOf(one(mapOf(one(SAYS, 'Say'), { Label: 'each' })))), starts([['x']]));
    const { label, run } = ofType(told, 'MapRunStarted')[1]!;
    expect(label).toBe('each');
    const Id = arnOf(`${run}-0`).replace('/all:', '/each:');
    expect(outputOf(told)).toMatchObject([[{ execution: { Id, Name: `${run}-0`, Input: 'x' } }]]);
  });

  it('but not what the Map itself says, which is of the execution around', async () => {
    const selector = { ItemSelector: { 'item.$': '$$.Map.Item.Value', 'by.$': '$$.Execution.Id' } };
    const batched = { ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { 'by.$': '$$.Execution.Id' } } };
    const batch = await tell(machine(mapOf(one(SAYS), { ...selector, ...batched })), starts(['a', 'b']));
    const item = (value: string) => ({ item: value, by: PARENT });
    const Input = { BatchInput: { by: PARENT }, Items: [item('a'), item('b')] };
    expect(outputOf(batch)).toMatchObject([{ execution: { Name: `${runOf(batch)}-0`, Input } }]);
  });

  it('without a count of redrives, if it is an EXPRESS one', async () => {
    const told = await tell(machine(mapOf(one(SAYS), {}, 'EXPRESS')), starts(['a']));
    const execution = { Id: arnOf(`${runOf(told)}-0`), Name: `${runOf(told)}-0`, Input: 'a', StartTime: instant(0) };
    expect(outputOf(told)).toMatchObject([{ execution }]);
    expect(JSON.stringify(outputOf(told))).not.toContain('Redrive');
  });

  it('and an iteration of an inline Map is none', async () => {
    const told = await tell(machine({ Type: 'Map', ItemProcessor: one(SAYS) }), starts(['a']));
    expect(outputOf(told)).toMatchObject([{ execution: { Id: PARENT, Name: 'ada', Input: ['a'] } }]);
  });
});

describe('it stays the same execution', () => {
  it('in a retry', async () => {
    const Retry = [{ ErrorEquals: ['States.ALL'] }];
    const told = await tell(machine(mapOf(one(asks({ Retry })))), starts(['a']), refuses('M[0].S', 'No'), time(5));
    const [first, second] = executions(told);
    expect(first).toMatchObject({ Name: `${runOf(told)}-0`, Input: 'a' });
    expect(second).toEqual(first);
  });

  const failed: Happening[] = [starts(['a', 'b']), at(1, succeeds('M[1].S')), at(2, refuses('M[0].S', 'No'))];

  it('in a redrive, which is counted by those that are redriven', async () => {
    const map = mapOf(one(asks()), { MaxConcurrency: 2 });
    const told = await tell(machine(map), ...failed, at(5, redriven()), time(5));
    const [first, , again] = executions(told);
    expect(again).toEqual({ ...first, RedriveCount: 1, RedriveTime: instant(5) });
  });

  it('in a redrive of an EXPRESS one, which begins again with its first state', async () => {
    const told = await tell(machine(mapOf(one(asks()), {}, 'EXPRESS')), ...failed, at(5, redriven()), time(5));
    const [first, , again] = executions(told);
    expect(again).toEqual(first);
  });

  it('and one that begins only after the redrive has not been redriven', async () => {
    const map = mapOf(one(asks()), { MaxConcurrency: 1 });
    const past: Happening[] = [starts(['a', 'b']), refuses('M[0].S', 'No'), at(5, redriven()), time(5)];
    const told = await tell(machine(map), ...past, at(7, succeeds('M[0].S')));
    expect(executions(told).at(-1)).toMatchObject({ Input: 'b', StartTime: instant(7), RedriveCount: 0 });
    expect(executions(told).at(-1)).not.toHaveProperty('RedriveTime');
  });

  it('from state to state, also for who has read the execution back', async () => {
    const { End: _, ...first } = { ...asks(), Next: 'T' };
    const map = mapOf({ StartAt: 'S', States: { S: first, T: asks() } });
    const told = await tell(machine(map), starts(['a']), at(3, succeeds('M[0].S')));
    expect(executions(told)[1]).toEqual(executions(told)[0]);
    const read = (execution: Execution) => JSON.parse(JSON.stringify(execution)) as Execution;
    const fold = (before: Execution, dated: Dated) => read(evolve(before, dated.event, dated.at));
    expect(told.history.reduce(fold, newExecution('signup:ada'))).toEqual(told.execution);
  });

  it('and one of which an earlier version kept no input sees the execution around it, as it began', async () => {
    const { End: _, ...first } = { ...asks(), Next: 'T' };
    const map = machine(mapOf({ StartAt: 'S', States: { S: first, T: asks() } }));
    const told = await tell(map, starts(['a']));
    const withoutInput = (key: string, value: unknown) =>
      key === 'begun' && typeof value === 'object' ? undefined : value;
    const execution = JSON.parse(JSON.stringify(told.execution, withoutInput)) as Execution;
    const moment = { at: EPOCH, random: 1 };
    const next = await happens(map, { ...told, execution }, succeeds('M[0].S'), moment);
    expect(executions(next).at(-1)).toMatchObject({ Id: PARENT, Input: ['a'] });
  });
});
