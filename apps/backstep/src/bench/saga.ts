/** The workload of every run: three steps in sequence, of which the third may refuse, so that two are undone. */
export const BENCH_MACHINE = 'signup';

export const benchDefinition = {
  Comment: 'Create a user, place an order, send a notification.',
  StartAt: 'CreateUser',
  States: {
    CreateUser: {
      Type: 'Task',
      Resource: 'kafka:user.create',
      Parameters: { 'email.$': '$.email', 'name.$': '$.name' },
      ResultPath: '$.user',
      TimeoutSeconds: 60,
      Compensate: { Resource: 'kafka:user.delete' },
      Next: 'PlaceOrder',
    },
    PlaceOrder: {
      Type: 'Task',
      Resource: 'kafka:order.place',
      Parameters: { 'userId.$': '$.user.userId', sku: 'book', quantity: 1 },
      ResultPath: '$.order',
      TimeoutSeconds: 60,
      Compensate: { Resource: 'kafka:order.cancel' },
      Next: 'SendNotification',
    },
    SendNotification: {
      Type: 'Task',
      Resource: 'kafka:notification.send',
      Parameters: { 'to.$': '$.email', text: 'Welcome' },
      ResultPath: '$.notification',
      TimeoutSeconds: 60,
      End: true,
    },
  },
} as const;

/** The n-th start of a run; a failing one bounces at the last step. */
export const benchInput = (run: string, n: number, fail: boolean) => ({
  email: `u${n}-${run}@${fail ? 'bounce.example' : 'example.org'}`,
  name: `User ${n}`,
});
