import { activityId, executionId, expressExecutionId, lockId, readTaskToken } from './ids.js';
import type { Message } from './messages.js';

/**
 * The id of what a message is for, which decides its partition; undefined for a task token that is not one of ours. A
 * start without a name is named after its place first.
 */
export function entityOf(message: Message): string | undefined {
  switch (message.type) {
    case 'StartExecution': {
      const { stateMachine, name = '', express } = message;
      return express === undefined ? executionId(stateMachine, name) : expressExecutionId(stateMachine, name, express);
    }
    case 'StopExecution':
    case 'RedriveExecution':
    case 'UndoExecution':
    case 'ResolveCompensation':
      return message.execution;
    case 'SendTaskSuccess':
    case 'SendTaskFailure':
    case 'SendTaskHeartbeat':
    case 'GetActivityTask':
    case 'GrantLock':
    case 'RefuseLock':
      return readTaskToken(message.taskToken)?.execution;
    case 'CreateActivity':
    case 'DeleteActivity':
      return activityId(message.name);
    case 'AcquireLock':
    case 'ReleaseLock':
      return lockId(message.key);
    case 'TagResource':
    case 'UntagResource':
      return message.resource;
    case 'CreateStateMachine':
    case 'UpdateStateMachine':
    case 'DeleteStateMachine':
    case 'PublishStateMachineVersion':
    case 'DeleteStateMachineVersion':
    case 'CreateStateMachineAlias':
    case 'UpdateStateMachineAlias':
    case 'DeleteStateMachineAlias':
      return message.name;
  }
}
