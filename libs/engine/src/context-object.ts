import type { JsonObject } from '#asl';
import { stateMachineArn } from '#contracts';
import { executionObject } from './execution-object.js';
import { attemptOf, type InState } from './scopes/scope-state.js';
import type { RunningExecution } from './execution.js';
import { instantOf } from './instant.js';
import { stateNameOf } from './path.js';
import { scopeOf } from './scopes/scope-path.js';
import { itemOf } from './scopes/scope-tree.js';
import { taskTokenOf } from './task-token.js';

/**
 * What `$$` is in a state. `token`: with that of the attempt that is about to be sent, or was.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
 */
export function contextObject(execution: RunningExecution, position?: InState, token = false): JsonObject {
  return {
    Execution: executionObject(execution, position),
    StateMachine: { Id: stateMachineArn(execution.stateMachine), Name: execution.stateMachine },
    ...(position && {
      State: {
        Name: stateNameOf(position.state),
        EnteredTime: instantOf(position.enteredAt),
        ...(position.type === 'Task' && { RetryCount: retryCount(position) }),
      },
    }),
    ...mapItem(execution, position),
    ...(position &&
      token && { Task: { Token: taskTokenOf(execution, 'F', { ...position, attempt: attemptOf(position) }) } }),
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html#contextobject-map */
function mapItem(execution: RunningExecution, position: InState | undefined): JsonObject {
  const item = position && itemOf(execution, scopeOf(position.state));
  return item ? { Map: { Item: item } } : {};
}

const retryCount = ({ retries }: InState): number =>
  retries ? Object.values(retries).reduce((sum: number, n: number) => sum + n, 0) : 0;
