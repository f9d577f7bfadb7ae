/** Events as a test needs them: of machines without payloads worth telling. */

export const created = (name: string, more: object = {}) => ({
  type: 'StateMachineCreated',
  name,
  version: 1,
  definition: { StartAt: 'A', States: {} },
  ...more,
});

export const started = (id: string, more: { readonly [field: string]: unknown } = {}) => {
  const [stateMachine = '', name = ''] = id.split(':');
  return { type: 'ExecutionStarted', stateMachine, version: 1, name, input: {}, nonce: 'n', ...more };
};

export const entered = (state: string, visit = 1) => ({ type: 'PassStateEntered', state, visit, input: {} });
export const exited = (state: string, visit = 1) => ({ type: 'PassStateExited', state, visit, output: {} });
export const succeeded = (output: unknown = {}) => ({ type: 'ExecutionSucceeded', output });
export const failed = (error = 'E', cause = 'c') => ({ type: 'ExecutionFailed', error, cause });

export const scheduled = (state: string, resource: string, more: object = {}) => ({
  type: 'TaskScheduled',
  state,
  visit: 1,
  attempt: 1,
  resource,
  input: {},
  ...more,
});
