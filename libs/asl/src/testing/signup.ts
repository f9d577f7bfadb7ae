/** The saga that the specs of this room take apart. */
export const signup = {
  Comment: 'A user, an order and a notification, or nothing at all.',
  StartAt: 'CreateUser',
  Saga: { OnFailure: 'COMPENSATE' },
  States: {
    CreateUser: {
      Type: 'Task',
      Resource: 'kafka:user.create',
      Parameters: { 'email.$': '$.email', 'name.$': '$.name' },
      ResultPath: '$.user',
      TimeoutSeconds: 30,
      Compensate: { Resource: 'kafka:user.delete', Parameters: { 'email.$': '$.input.email' } },
      Next: 'PlaceOrder',
    },
    PlaceOrder: {
      Type: 'Task',
      Resource: 'kafka:order.place',
      Parameters: { 'userId.$': '$.user.userId', 'items.$': '$.items' },
      ResultPath: '$.order',
      TimeoutSeconds: 30,
      HeartbeatSeconds: 10,
      Retry: [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 2 }],
      Catch: [{ ErrorEquals: ['OutOfStock'], ResultPath: '$.error', Next: 'Refused' }],
      Compensate: { Resource: 'kafka:order.cancel' },
      Next: 'SendNotification',
    },
    SendNotification: { Type: 'Task', Resource: 'kafka:notification.send', ResultPath: null, End: true },
    Refused: { Type: 'Fail', Error: 'OutOfStock', CausePath: '$.error.Cause' },
  },
};

type Fields = Record<string, unknown>;

/** A machine of one state. */
export const machineOf = (state: Fields): Fields => ({ StartAt: 'Only', States: { Only: state } });

/** A machine that does one thing and then another. */
export const task = (more: Fields = {}): Fields => ({
  Type: 'Task',
  Resource: 'kafka:order.place',
  End: true,
  ...more,
});
