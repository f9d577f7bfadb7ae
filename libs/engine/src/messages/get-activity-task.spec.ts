import { describe, it } from '@jest/globals';
import { at, beats, given, machineOf, starts, succeeds, takes, time } from '../testing/index.js';

const ACTIVITY = 'arn:aws:states:us-east-1:000000000000:activity:pack';

const packs = machineOf({
  StartAt: 'Pack',
  States: {
    Pack: {
      Type: 'Task',
      Resource: ACTIVITY,
      HeartbeatSeconds: 10,
      Next: 'Ship',
    },
    Ship: { Type: 'Task', Resource: 'kafka:ship.send', End: true },
  },
});

const first = { visit: 1, attempt: 1 };

describe('a task of an activity', () => {
  it('goes to the worker that asks for it', async () => {
    await given(packs, starts())
      .when(takes('Pack', 'ada'))
      .decides({ type: 'ActivityStarted', state: 'Pack', visit: 1, attempt: 1, workerName: 'ada' });
  });

  it('goes to no second one', async () => {
    await given(packs, starts(), takes('Pack', 'ada')).when(takes('Pack', 'eve')).isRefused('TaskDoesNotExist');
    await given(packs, starts(), succeeds('Pack', {}, first))
      .when(takes('Pack', 'eve'))
      .isRefused('TaskDoesNotExist');
  });

  it('is answered by its worker, whose heartbeats count from when it took the task', async () => {
    await given(packs, starts(), at(8, takes('Pack', 'ada')))
      .when(time(15))
      .decidesNothing();
    await given(packs, starts(), at(8, takes('Pack', 'ada')), at(16, beats('Pack', first)))
      .when(time(24))
      .decidesNothing();
    await given(packs, starts(), takes('Pack', 'ada'))
      .when(succeeds('Pack', { boxes: 1 }, first))
      .decidesLike(
        { type: 'TaskSucceeded' },
        { type: 'TaskStateExited' },
        { type: 'TaskStateEntered' },
        { type: 'TaskScheduled' },
      );
  });
});

describe('a command', () => {
  it('is no task that a worker can ask for', async () => {
    await given(packs, starts(), succeeds('Pack', {}, first))
      .when(takes('Ship', 'ada'))
      .isRefused('TaskDoesNotExist');
  });
});
