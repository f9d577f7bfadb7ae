import { describe, expect, it } from '@jest/globals';
import { evolve, newExecution, nextDue } from '../index.js';
import { EPOCH, machineOf, seconds, starts, succeeds, tell } from '../testing/index.js';

const machine = machineOf({
  StartAt: 'T',
  States: { T: { Type: 'Task', Resource: 'kafka:a.b', TimeoutSeconds: 5, End: true } },
});

describe('evolve', () => {
  it('throws for what cannot have happened', async () => {
    const { execution: running, history } = await tell(machine, starts());
    const { execution: over } = await tell(machine, starts(), succeeds('T'));
    const failed = { type: 'ExecutionFailed' } as const;
    const [started] = history;
    expect(() => evolve(newExecution('signup:ada'), failed, EPOCH)).toThrow('which is NEW');
    expect(() => evolve(over, failed, EPOCH)).toThrow('which is SUCCEEDED');
    expect(() => evolve(running, started?.event as never, EPOCH)).toThrow('which is RUNNING');
  });

  it('an execution that needs attention pauses its timers for a minute, and goes on with its next event', async () => {
    const { execution } = await tell(machine, starts());
    const needs = evolve(execution, { type: 'ExecutionNeedsAttention', because: 'a bug' }, seconds(6));
    expect(needs).toMatchObject({ attention: { because: 'a bug', since: seconds(6) } });
    expect(nextDue(needs)).toBe(seconds(66));
    const visit = { state: 'T', visit: 1, attempt: 1 };
    const on = evolve(needs, { type: 'TaskHeartbeat', ...visit, leg: 'F' }, seconds(7));
    expect(on).not.toHaveProperty('attention');
    expect(nextDue(on)).toBe(seconds(5));
  });
});
