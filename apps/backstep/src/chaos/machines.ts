import { CHILDREN, ENTANGLED } from './entangled.js';
import { createUser, notify, placeOrder, untilDone, type Fields } from './steps.js';

/** Three services in sequence; the undo has the default policy. */
const signup: Fields = {
  StartAt: 'CreateUser',
  Saga: { CancelTimeoutSeconds: 1 },
  States: {
    CreateUser: { ...createUser, Next: 'PlaceOrder' },
    PlaceOrder: { ...placeOrder, Next: 'SendNotification' },
    SendNotification: { ...notify, End: true },
  },
};

/** Retries after time-outs and refusals, and goes on another way where there is no stock. */
const bargain: Fields = {
  StartAt: 'Credit',
  Saga: { CancelTimeoutSeconds: 3 },
  States: {
    Credit: {
      Type: 'Task',
      Resource: 'kafka:journal.add',
      Parameters: { left: 1 },
      ResultPath: '$.credit',
      TimeoutSeconds: 1,
      Retry: [
        {
          ErrorEquals: ['States.Timeout', 'Participant.Error', 'ChaosRefused'],
          IntervalSeconds: 1,
          MaxAttempts: 4,
          BackoffRate: 1.5,
          JitterStrategy: 'FULL',
        },
      ],
      Compensate: { Resource: 'kafka:journal.reverse', TimeoutSeconds: 4, Retry: untilDone },
      Next: 'PlaceOrder',
    },
    PlaceOrder: {
      ...placeOrder,
      Retry: [
        { ErrorEquals: ['ChaosRefused'], IntervalSeconds: 1, MaxAttempts: 2, JitterStrategy: 'FULL' },
        { ErrorEquals: ['States.Timeout'], IntervalSeconds: 1, MaxAttempts: 2 },
      ],
      Catch: [
        { ErrorEquals: ['OutOfStock', 'UnknownSku'], ResultPath: '$.problem', Next: 'Apologise' },
        { ErrorEquals: ['ChaosRefused'], ResultPath: '$.problem', Next: 'GiveUp' },
      ],
      Compensate: { Resource: 'kafka:order.cancel', TimeoutSeconds: 4, Retry: untilDone },
      Next: 'SendNotification',
    },
    SendNotification: { ...notify, Next: 'Done' },
    Apologise: { ...notify, ResultPath: '$.apology', End: true },
    GiveUp: { Type: 'Fail', Error: 'GaveUp', Cause: 'The order was refused again and again.' },
    Done: { Type: 'Succeed' },
  },
};

/** Visits a state several times with pauses between, and has a time-out of its own. */
const errand: Fields = {
  StartAt: 'Count',
  TimeoutSeconds: 15,
  Saga: { OnTimeout: 'COMPENSATE', CancelTimeoutSeconds: 2 },
  States: {
    Count: {
      Type: 'Task',
      Resource: 'kafka:journal.add',
      Parameters: { 'left.$': '$.count.left' },
      ResultPath: '$.count',
      TimeoutSecondsPath: '$.patience',
      Compensate: { Resource: 'kafka:journal.reverse', TimeoutSeconds: 6 },
      Next: 'MoreOrNot',
    },
    MoreOrNot: {
      Type: 'Choice',
      Choices: [
        { Variable: '$.count.left', NumericGreaterThan: 0, Next: 'Pause' },
        { Variable: '$.afterwards', StringEquals: 'fail', Next: 'NoMore' },
        { Variable: '$.afterwards', StringEquals: 'order', Next: 'PlaceOrder' },
      ],
      Default: 'Done',
    },
    Pause: { Type: 'Wait', Seconds: 1, Next: 'Count' },
    PlaceOrder: { ...placeOrder, End: true },
    NoMore: { Type: 'Fail', Error: 'NoMore', Cause: 'It was to fail.' },
    Done: { Type: 'Succeed' },
  },
};

/**
 * Gives up soon, as a whole, and waits for nothing; its commands have no deadline. What comes late finds its undo there
 * already, and must never run.
 */
const hasty: Fields = {
  StartAt: 'Note',
  TimeoutSeconds: 2,
  Saga: { CancelTimeoutSeconds: 0 },
  States: {
    Note: {
      Type: 'Task',
      Resource: 'kafka:journal.add',
      Parameters: { left: 1 },
      ResultPath: '$.note',
      Compensate: { Resource: 'kafka:journal.reverse', TimeoutSeconds: 6 },
      Next: 'PlaceOrder',
    },
    PlaceOrder: {
      Type: 'Task',
      Resource: 'kafka:order.place',
      Parameters: { 'customer.$': '$.tag', sku: 'book', quantity: 1 },
      ResultPath: '$.order',
      Compensate: { Resource: 'kafka:order.cancel', TimeoutSeconds: 6 },
      End: true,
    },
  },
};

const PLAIN = { signup, bargain, errand, hasty } as const;

export type MachineName = keyof typeof PLAIN | keyof typeof ENTANGLED;
export const MACHINES: Fields = { ...PLAIN, ...CHILDREN, ...ENTANGLED };

/** How often each is drawn. */
export const SETS = {
  plain: [
    [4, 'signup'],
    [3, 'bargain'],
    [3, 'errand'],
    [2, 'hasty'],
  ],
  entangled: Object.keys(ENTANGLED).map((name) => [1, name as keyof typeof ENTANGLED]),
} satisfies Record<string, (readonly [number, MachineName])[]>;
export type SetName = keyof typeof SETS;

/** How many effects there are in each service. */
export interface Bill {
  readonly users: number;
  readonly orders: number;
  readonly notifications: number;
  readonly entries: number;
}

/**
 * What a success leaves behind. A failure leaves nothing, but a notification that was sent is sent. What an entangled
 * one leaves hangs on which of its ways it went: there each step is held against its own effect only.
 */
export const BILLS: { readonly [M in keyof typeof PLAIN]: (input: Fields, output: Fields) => Bill } = {
  signup: () => ({ users: 1, orders: 1, notifications: 1, entries: 0 }),
  bargain: (_, { apology }) => ({ users: 0, orders: apology === undefined ? 1 : 0, notifications: 1, entries: 1 }),
  hasty: () => ({ users: 0, orders: 1, notifications: 0, entries: 1 }),
  errand: ({ count, afterwards }) => ({
    users: 0,
    orders: afterwards === 'order' ? 1 : 0,
    notifications: 0,
    entries: (count as { left: number }).left,
  }),
};
