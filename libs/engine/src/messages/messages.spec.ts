import { describe, it } from '@jest/globals';
import {
  at,
  beats,
  given,
  machineOf,
  redriven,
  refuses,
  resolves,
  says,
  signup,
  starts,
  stops,
  succeeds,
  tell,
  time,
} from '../testing/index.js';

const token = async (...past: Parameters<typeof tell> extends [unknown, ...infer H] ? H : never) =>
  (await tell(signup(), ...past)).commands.at(-1)?.taskToken as string;

const plain = machineOf({
  StartAt: 'T',
  States: {
    T: { Type: 'Task', Resource: 'kafka:a.b', TimeoutSeconds: 5, Retry: [{ ErrorEquals: ['States.ALL'] }], End: true },
  },
});

describe('messages come at least once', () => {
  it('a start that repeats name and input is the same execution; the order of fields does not count', async () => {
    await given(signup(), starts({ a: 1, b: [{}] }))
      .when(starts({ b: [{}], a: 1 }))
      .decidesNothing();
  });

  it('a start with a used name and another input is refused, as is one whose name is used up', async () => {
    await given(signup(), starts({ a: 1 }))
      .when(starts({ a: 2 }))
      .isRefused('ExecutionAlreadyExists');
    await given(signup(), starts({ a: 1, b: [1] }))
      .when(starts({ a: 1 }))
      .isRefused('ExecutionAlreadyExists');
    await given(signup(), starts({ a: 1 }))
      .when(starts({ a: 1, b: 2 }))
      .isRefused('ExecutionAlreadyExists');
    await given(signup(), starts([1, 2]))
      .when(starts([1, 2, 3]))
      .isRefused('ExecutionAlreadyExists');
    await given(plain, starts(), succeeds('T')).when(starts()).isRefused('ExecutionAlreadyExists');
  });

  it('a second reply to an attempt is no fact, whatever it says and wherever the execution is by then', async () => {
    const first = { visit: 1, attempt: 1 };
    const past = [starts(), succeeds('CreateUser')] as const;
    await given(signup(), ...past)
      .when(succeeds('CreateUser', {}, first))
      .decidesNothing();
    await given(signup(), ...past)
      .when(refuses('CreateUser', 'No', first))
      .decidesNothing();
    await given(signup(), ...past)
      .when(beats('CreateUser', first))
      .decidesNothing();
    await given(plain, starts(), refuses('T'))
      .when(refuses('T', 'No', first))
      .decidesNothing();
    await given(plain, starts(), succeeds('T'))
      .when(succeeds('T', {}, first))
      .decidesNothing();
  });

  it('a success of an attempt that was given up completes the visit, while it waits and while another attempt is out', async () => {
    const first = { visit: 1, attempt: 1 };
    const done = [
      { type: 'TaskSucceeded', attempt: 1, output: { a: 1 } },
      { type: 'TaskStateExited' },
      { type: 'ExecutionSucceeded', output: { a: 1 } },
    ] as const;
    await given(plain, starts(), time(5))
      .when(succeeds('T', { a: 1 }, first))
      .decidesLike(...done);
    await given(plain, starts(), time(5), time(6))
      .when(succeeds('T', { a: 1 }, first))
      .decidesLike(...done);
  });

  it('a failure of an attempt that was given up changes nothing', async () => {
    const first = { visit: 1, attempt: 1 };
    await given(plain, starts(), time(5))
      .when(refuses('T', 'No', first))
      .decidesNothing();
    await given(plain, starts(), time(5), time(6))
      .when(refuses('T', 'No', first))
      .decidesNothing();
  });

  it('a stop of an execution that is over is no fact', async () => {
    await given(plain, starts(), succeeds('T')).when(stops()).decidesNothing();
  });
});

describe('messages for nothing', () => {
  it('are refused where no execution has begun', async () => {
    const taskToken = await token(starts());
    await given(signup()).when(stops()).isRefused('ExecutionDoesNotExist');
    await given(signup()).when(redriven()).isRefused('ExecutionDoesNotExist');
    await given(signup()).when(resolves('PlaceOrder', 'SKIP')).isRefused('ExecutionDoesNotExist');
    await given(signup())
      .when(says({ type: 'SendTaskSuccess', taskToken, output: {} }))
      .isRefused('TaskDoesNotExist');
    await given(signup())
      .when(says({ type: 'SendTaskFailure', taskToken }))
      .isRefused('TaskDoesNotExist');
    await given(signup())
      .when(says({ type: 'SendTaskHeartbeat', taskToken }))
      .isRefused('TaskDoesNotExist');
  });

  it('are refused where the token was made up: another attempt, visit, leg, state, execution or check', async () => {
    const real = await token(starts());
    const [execution, state, visit, leg, attempt, check] = real.split('/') as [string, ...string[]];
    const forged = [
      [execution, state, visit, leg, '2', check],
      [execution, state, '2', leg, attempt, check],
      [execution, state, visit, 'C', attempt, check],
      [execution, 'PlaceOrder', visit, leg, attempt, check],
      ['signup:eve', state, visit, leg, attempt, check],
      [execution, state, visit, leg, attempt, 'abc'],
      ['nonsense'],
    ];
    for (const parts of forged)
      await given(signup(), starts())
        .when(says({ type: 'SendTaskSuccess', taskToken: parts.join('/'), output: {} }))
        .isRefused('TaskDoesNotExist');
    await given(signup(), starts())
      .when(says({ type: 'SendTaskSuccess', taskToken: real, output: {} }))
      .decidesLike(
        { type: 'TaskSucceeded' },
        { type: 'TaskStateExited' },
        { type: 'TaskStateEntered' },
        { type: 'TaskScheduled' },
      );
  });

  it('the token of an earlier execution of the same name is refused', async () => {
    const taskToken = await token(at(-1, starts()));
    await given(signup(), starts())
      .when(says({ type: 'SendTaskSuccess', taskToken }))
      .isRefused('TaskDoesNotExist');
  });
});

describe('replies with fields left out', () => {
  it('a success without an output has an empty object for one', async () => {
    const taskToken = (await tell(plain, starts())).commands[0]?.taskToken as string;
    await given(plain, starts())
      .when(says({ type: 'SendTaskSuccess', taskToken }))
      .decidesLike({ type: 'TaskSucceeded', output: {} }, { type: 'TaskStateExited' }, { type: 'ExecutionSucceeded' });
  });

  it('a failure without an outcome is a refusal, and without an error it is one that wildcards name', async () => {
    const taskToken = (await tell(plain, starts())).commands[0]?.taskToken as string;
    await given(plain, starts())
      .when(says({ type: 'SendTaskFailure', taskToken }))
      .decidesLike({ type: 'TaskFailed', outcome: 'refused' }, { type: 'RetryScheduled' });
  });
});
