import { describe, expect, it } from '@jest/globals';
import { compensationStatusOf, nextDue } from '../index.js';
import {
  bothDone,
  bounced,
  given,
  ofType,
  ORDER,
  resolves,
  signup,
  tell,
  time,
  undoFails,
  undone,
  undoRefuses,
  undoSucceeds,
} from '../testing/index.js';

describe('R8: an undo that fails for good', () => {
  const failed = [...bothDone, bounced] as const;
  const blocked = [...failed, undoRefuses('PlaceOrder', 'Shipped')] as const;

  it('R8: what its participant refuses is definite; the earlier steps wait', async () => {
    const told = await given(signup(), ...failed)
      .when(undoRefuses('PlaceOrder', 'Shipped'))
      .decides(
        {
          type: 'CompensationFailed',
          state: 'PlaceOrder',
          visit: 1,
          attempt: 1,
          error: 'Shipped',
          cause: 'Shipped of PlaceOrder',
          outcome: 'refused',
        },
        {
          type: 'CompensationBlocked',
          state: 'PlaceOrder',
          visit: 1,
          error: 'Shipped',
          cause: 'Shipped of PlaceOrder',
        },
      );
    expect(undone(told)).toEqual(['order.cancel']);
    expect(compensationStatusOf(told.execution)).toBe('BLOCKED');
    expect(nextDue(told.execution)).toBeUndefined();
    expect(told.outcomes.at(-1)).toMatchObject({ status: 'RUNNING', compensationStatus: 'BLOCKED', stopDate: null });
  });

  it('R8: RETRY sends it again, and its policy begins anew', async () => {
    await given(signup(), ...blocked)
      .when(resolves('PlaceOrder', 'RETRY'))
      .decidesLike(
        {
          type: 'CompensationResolved',
          state: 'PlaceOrder',
          visit: 1,
          how: 'RETRY',
          by: 'ada',
          why: 'the mail server is back',
        },
        { type: 'CompensationScheduled', attempt: 2, input: { output: ORDER } },
      );
    const told = await tell(signup(), ...blocked, resolves('PlaceOrder', 'RETRY'), undoSucceeds('PlaceOrder'));
    expect(undone(told)).toEqual(['order.cancel', 'order.cancel', 'user.delete']);
    expect(compensationStatusOf(told.execution)).toBe('IN_PROGRESS');
  });

  it('R8: RETRY with an input sends that instead, at every attempt', async () => {
    const again = resolves('PlaceOrder', 'RETRY', { input: { order: 'o-2' } });
    const told = await tell(signup(), ...blocked, again, undoFails('PlaceOrder'), time(60));
    expect(told.commands.slice(-2).map((command) => command.input)).toEqual([{ order: 'o-2' }, { order: 'o-2' }]);
    expect(ofType(told, 'CompensationResolved')).toMatchObject([{ input: { order: 'o-2' } }]);
  });

  it('R8: RESOLVED says that it was done by hand', async () => {
    await given(signup(), ...blocked)
      .when(resolves('PlaceOrder', 'RESOLVED'))
      .decidesLike(
        { type: 'CompensationResolved', how: 'RESOLVED', by: 'ada', why: 'the mail server is back' },
        { type: 'CompensationScheduled', state: 'CreateUser' },
      );
    const told = await tell(signup(), ...blocked, resolves('PlaceOrder', 'RESOLVED'), undoSucceeds('CreateUser'));
    expect(told.execution).toMatchObject({ status: 'FAILED', compensationStatus: 'COMPLETED' });
  });

  it('R8: SKIP leaves it, and the end says that it is partial', async () => {
    const told = await given(signup(), ...blocked, resolves('PlaceOrder', 'SKIP'))
      .when(undoSucceeds('CreateUser'))
      .decidesLike(
        { type: 'CompensationSucceeded' },
        { type: 'CompensationCompleted', compensationStatus: 'PARTIAL' },
        { type: 'ExecutionFailed', error: 'Bounced' },
      );
    expect(told.execution).toMatchObject({ compensationStatus: 'PARTIAL' });
    expect(ofType(told, 'CompensationResolved')).toMatchObject([{ how: 'SKIP', by: 'ada' }]);
  });

  it('R8: GIVE_UP ends the execution with all that is left undone', async () => {
    const told = await given(signup(), ...blocked)
      .when(resolves('PlaceOrder', 'GIVE_UP'))
      .decides(
        { type: 'CompensationGivenUp', by: 'ada', why: 'the mail server is back' },
        { type: 'ExecutionFailed', error: 'Bounced', cause: 'Bounced of Notify' },
      );
    expect(told.execution).toMatchObject({ status: 'FAILED', compensationStatus: 'PARTIAL' });
    expect(undone(told)).toEqual(['order.cancel']);
  });

  it('R8: CONTINUE undoes the earlier steps first, and then waits for a person', async () => {
    const machine = signup({ Saga: { OnUndoFailure: 'CONTINUE' } });
    const told = await given(machine, ...failed)
      .when(undoRefuses('PlaceOrder', 'Shipped'))
      .decidesLike(
        { type: 'CompensationFailed' },
        { type: 'CompensationBlocked' },
        { type: 'CompensationScheduled', state: 'CreateUser' },
      );
    expect(compensationStatusOf(told.execution)).toBe('BLOCKED');
    await given(machine, ...blocked)
      .when(undoSucceeds('CreateUser'))
      .decidesLike({ type: 'CompensationSucceeded' });
    await given(machine, ...blocked, undoSucceeds('CreateUser'))
      .when(resolves('PlaceOrder', 'RESOLVED'))
      .decidesLike({ type: 'CompensationResolved' }, { type: 'CompensationCompleted' }, { type: 'ExecutionFailed' });
  });

  it('R8: an undo that succeeds after all needs nobody any more', async () => {
    await given(signup(), ...blocked)
      .when(undoSucceeds('PlaceOrder', {}, { visit: 1, attempt: 1 }))
      .decidesLike({ type: 'CompensationSucceeded' }, { type: 'CompensationScheduled', state: 'CreateUser' });
  });

  it('R8: a word about a step that does not wait is refused, the same word again is no fact', async () => {
    await given(signup(), ...blocked)
      .when(resolves('CreateUser', 'SKIP'))
      .isRefused('ValidationException');
    await given(signup(), ...blocked)
      .when(resolves('PlaceOrder', 'SKIP', { visit: 2 }))
      .isRefused('ValidationException');
    await given(signup(), ...bothDone)
      .when(resolves('PlaceOrder', 'RETRY'))
      .isRefused('ValidationException');
    for (const how of ['RETRY', 'SKIP', 'RESOLVED'] as const)
      await given(signup(), ...blocked, resolves('PlaceOrder', how))
        .when(resolves('PlaceOrder', how))
        .decidesNothing();
  });
});
