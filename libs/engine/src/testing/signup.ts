import type { StateMachine } from '#asl';
import type { EventOf, ExecutionEventType } from '#contracts';
import { refuses, starts, succeeds } from './happenings.js';
import { machineOf } from './machine-of.js';
import type { Told } from './story.js';

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

export const INPUT = { email: 'ada@example.org' };
export const USER = { userId: 'u-1' };
export const ORDER = { orderId: 'o-1' };
/** Both effects are there; the notification is on its way. */
export const bothDone = [starts(INPUT), succeeds('CreateUser', USER), succeeds('PlaceOrder', ORDER)] as const;
export const bounced = refuses('Notify', 'Bounced');

export const typesOf = ({ history }: Told): ExecutionEventType[] => history.map(({ event }) => event.type);
export const ofType = <T extends ExecutionEventType>({ history }: Told, type: T): EventOf<T>[] =>
  history.flatMap(({ event }) => (event.type === type ? [event as EventOf<T>] : []));
/** The commands of undos that went out. */
export const undone = ({ commands }: Told): string[] =>
  commands.filter(({ id }) => id.endsWith('/C')).map(({ command }) => command);
