import type { Json } from '#contracts';

export type Fields = { readonly [field: string]: Json };

export const untilDone: Json = [
  { ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 1_000, BackoffRate: 1.5, MaxDelaySeconds: 3 },
];

export const createUser = {
  Type: 'Task',
  Resource: 'kafka:user.create',
  Parameters: { 'email.$': '$.email', 'name.$': '$.tag' },
  ResultPath: '$.user',
  TimeoutSecondsPath: '$.patience',
  Compensate: { Resource: 'kafka:user.delete', TimeoutSeconds: 6 },
};

export const placeOrder = {
  Type: 'Task',
  Resource: 'kafka:order.place',
  Parameters: { 'customer.$': '$.tag', 'sku.$': '$.sku', 'quantity.$': '$.quantity' },
  ResultPath: '$.order',
  TimeoutSecondsPath: '$.patience',
  Compensate: { Resource: 'kafka:order.cancel', TimeoutSeconds: 6 },
};

export const notify = {
  Type: 'Task',
  Resource: 'kafka:notification.send',
  Parameters: { 'to.$': '$.email', 'text.$': '$.tag' },
  ResultPath: '$.notification',
  TimeoutSecondsPath: '$.patience',
};
