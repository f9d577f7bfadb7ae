import { describe, expect, it } from '@jest/globals';
import { outstandingCommands } from '../index.js';
import { machineOf, refuses, replyTo, starts, succeeds, takes, tell } from '../testing/index.js';

const machine = (resource: string, undo: string) =>
  machineOf({
    StartAt: 'Do',
    States: {
      Do: { Type: 'Task', Resource: resource, Compensate: { Resource: undo }, Next: 'Last' },
      Last: { Type: 'Task', Resource: 'kafka:shop.last', End: true },
    },
  });

const undoOf = async (resource: string, undo: string) => {
  const taken = resource.includes(':activity:') ? [takes('Do', 'worker')] : [];
  const told = await tell(
    machine(resource, undo),
    starts({}),
    ...taken,
    succeeds('Do', {}, { visit: 1, attempt: 1 }),
    refuses('Last'),
  );
  const [sent] = told.commands.filter(({ id }) => id === 'signup:ada/Do/1/C');
  expect(outstandingCommands(told.execution, replyTo)).toEqual([sent]);
  return sent;
};

describe('the undo of a step', () => {
  it('says nothing more to the participant that has done it: what it never saw it has not done', async () => {
    const undo = await undoOf('kafka:shop.place', 'kafka:shop.cancel');
    expect(undo).toMatchObject({ compensates: 'signup:ada/Do/1/F' });
    expect(undo).not.toHaveProperty('elsewhere');
  });

  it.each([
    ['another participant', 'kafka:shop.place', 'kafka:desk.cancel'],
    ['a worker', 'arn:aws:states:us-east-1:000000000000:activity:pack', 'kafka:shop.cancel'],
    ['a function, which may be any', 'arn:aws:lambda:us-east-1:000000000000:function:f', 'kafka:shop.cancel'],
  ])('says so if %s has done it', async (_, resource, undo) => {
    expect(await undoOf(resource, undo)).toMatchObject({ compensates: 'signup:ada/Do/1/F', elsewhere: true });
  });
});
