import type { JsonObject } from '#asl';
import { executionArn, stateMachineArn } from '#contracts';
import type { InState, RunningExecution } from './execution.js';
import { instantOf } from './instant.js';
import { stateNameOf } from './path.js';
import { scopeOf } from './scopes/scope-path.js';
import { itemOf } from './scopes/scope-tree.js';
import { taskTokenOf } from './task-token.js';

/**
 * What `$$` is in a state; for a Task with the token of the attempt that is about to be sent, or was.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
 */
export function contextObject(execution: RunningExecution, position?: InState): JsonObject {
  const { id, stateMachine, name, input, roleArn, startedAt } = execution;
  const role = roleArn === undefined ? {} : { RoleArn: roleArn };
  return {
    Execution: {
      Id: executionArn(id),
      Input: input,
      Name: name,
      ...role,
      StartTime: instantOf(startedAt),
      RedriveCount: 0,
    },
    StateMachine: { Id: stateMachineArn(stateMachine), Name: stateMachine },
    ...(position && {
      State: {
        Name: stateNameOf(position.state),
        EnteredTime: instantOf(position.enteredAt),
        ...(position.type === 'Task' && { RetryCount: retryCount(position) }),
      },
    }),
    ...mapItem(execution, position),
    ...(position?.type === 'Task' && {
      Task: { Token: taskTokenOf(execution, 'F', { ...position, attempt: attemptOf(position) }) },
    }),
  };
}

const attemptOf = ({ doing }: InState): number => ('attempt' in doing ? doing.attempt : 1);

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html#contextobject-map */
function mapItem(execution: RunningExecution, position: InState | undefined): JsonObject {
  const item = position && itemOf(execution, scopeOf(position.state));
  return item ? { Map: { Item: item as unknown as JsonObject } } : {};
}

const retryCount = ({ retries }: InState): number =>
  retries ? Object.values(retries).reduce((sum: number, n: number) => sum + n, 0) : 0;
