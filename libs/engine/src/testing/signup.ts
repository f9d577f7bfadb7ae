import type { StateMachine } from '#asl';
import { machineOf } from './machine-of.js';

/** Which fields of the signup machine a story wants otherwise. */
export interface Otherwise {
  readonly Saga?: object;
  readonly TimeoutSeconds?: number;
  /** Fields of the states, by name. */
  readonly states?: { readonly [name: string]: object };
}

const task = (resource: string, undo: string | undefined, rest: object) => ({
  Type: 'Task',
  Resource: `kafka:${resource}`,
  ResultPath: `$.${resource.slice(0, resource.indexOf('.'))}`,
  TimeoutSeconds: 30,
  ...(undo !== undefined && { Compensate: { Resource: `kafka:${undo}` } }),
  ...rest,
});

/** Create the user (undo: delete), place the order (undo: cancel), send the notification (no undo). */
export function signup({ states = {}, ...machine }: Otherwise = {}): StateMachine {
  return machineOf({
    StartAt: 'CreateUser',
    States: {
      CreateUser: task('user.create', 'user.delete', { Next: 'PlaceOrder', ...states['CreateUser'] }),
      PlaceOrder: task('order.place', 'order.cancel', { Next: 'Notify', ...states['PlaceOrder'] }),
      Notify: task('notification.send', undefined, { End: true, ...states['Notify'] }),
      Done: { Type: 'Succeed' },
      Broken: { Type: 'Fail', Error: 'Broken', Cause: 'as it was told to' },
    },
    ...machine,
  });
}
