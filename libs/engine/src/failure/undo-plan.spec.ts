import { describe, expect, it } from '@jest/globals';
import { undoPlan } from '../index.js';
import {
  refuses,
  resolves,
  signup,
  starts,
  stops,
  succeeds,
  tell,
  time,
  undoFails,
  undoRefuses,
} from '../testing/index.js';
import { undoSucceeds } from '../testing/index.js';

const input = { email: 'ada@example.org' };
const done = [
  starts(input),
  succeeds('CreateUser', { userId: 'u-1' }),
  succeeds('PlaceOrder', { orderId: 'o-1' }),
] as const;

describe('undoPlan', () => {
  it('says what would be undone now, in which order, with what, and why', async () => {
    const { execution } = await tell(signup(), ...done);
    expect(await undoPlan(signup(), execution)).toEqual([
      {
        state: 'PlaceOrder',
        visit: 1,
        resource: 'kafka:order.cancel',
        command: 'order.cancel',
        input: {
          input: { ...input, user: { userId: 'u-1' } },
          output: { orderId: 'o-1' },
          error: { Error: 'FAILED', Cause: '' },
        },
        because: 'PlaceOrder succeeded',
      },
      expect.objectContaining({ command: 'user.delete', because: 'CreateUser succeeded' }),
    ]);
  });

  it('is empty before the start and after the end', async () => {
    expect(await undoPlan(signup(), (await tell(signup())).execution)).toEqual([]);
    const { execution } = await tell(signup(), ...done, succeeds('Notify'));
    expect(await undoPlan(signup(), execution)).toEqual([]);
  });

  it('counts what is out, since nobody knows what will become of it', async () => {
    const { execution } = await tell(signup(), starts(input));
    expect(await undoPlan(signup(), execution)).toMatchObject([
      { state: 'CreateUser', because: "CreateUser's outcome is unknown: it has not answered yet" },
    ]);
  });

  it('while it is carried out: what is left, with the input that goes out', async () => {
    const left = async (...more: Parameters<typeof tell> extends [unknown, ...infer H] ? H : never) =>
      undoPlan(signup(), (await tell(signup(), ...done, refuses('Notify', 'Bounced'), ...more)).execution);
    const error = { Error: 'Bounced', Cause: 'Bounced of Notify' };
    expect(await left()).toMatchObject([{ state: 'PlaceOrder', input: { error } }, { state: 'CreateUser' }]);
    expect(await left(undoSucceeds('PlaceOrder'))).toMatchObject([{ state: 'CreateUser' }]);
    const blocked = undoRefuses('PlaceOrder', 'Shipped');
    expect(await left(blocked)).toMatchObject([{ state: 'PlaceOrder' }, { state: 'CreateUser' }]);
    const again = resolves('PlaceOrder', 'RETRY', { input: { order: 'o-2' } });
    expect(await left(blocked, again)).toMatchObject([{ input: { order: 'o-2' } }, {}]);
    expect(await left(blocked, again, undoFails('PlaceOrder'))).toMatchObject([{ input: { order: 'o-2' } }, {}]);
    expect(await left(blocked, resolves('PlaceOrder', 'SKIP'))).toMatchObject([{ state: 'CreateUser' }]);
  });

  it('what never answered stays unknown', async () => {
    const { execution } = await tell(signup(), starts(input), stops(), time(30));
    expect(await undoPlan(signup(), execution)).toMatchObject([
      { state: 'CreateUser', because: "CreateUser's outcome is unknown: it timed out" },
    ]);
    const capped = signup({ Saga: { CancelTimeoutSeconds: 5 } });
    const { execution: silent } = await tell(capped, starts(input), stops(), time(5));
    expect(await undoPlan(capped, silent)).toMatchObject([
      { state: 'CreateUser', because: "CreateUser's outcome is unknown: it gave no answer" },
    ]);
  });

  it('an input that cannot be computed is shown as the problem that it will be', async () => {
    const machine = signup({
      states: {
        CreateUser: { Compensate: { Resource: 'kafka:user.delete', Parameters: { 'id.$': '$.output.userId' } } },
      },
    });
    const [line] = await undoPlan(machine, (await tell(machine, starts(input))).execution);
    expect(line).toMatchObject({ problem: { error: 'States.Runtime' } });
    expect(line).not.toHaveProperty('input');
  });
});
