import { parseResource, type StateType } from '#asl';
import { stateMachineArn, type Json, type JsonObject } from '#contracts';
import { STATE_NAME, type StateUnderTest } from './state-under-test.js';
import type { Surroundings } from './surroundings.js';

/** What Step Functions counts the retries of. */
const COUNTED: ReadonlySet<StateType> = new Set(['Task', 'Map', 'Parallel']);

interface Told {
  readonly input: Json;
  readonly roleArn: string | undefined;
  readonly retryCount: number;
}

/** The context object of an execution that was made for the test, as recorded: Express, of a machine made for it. */
export function madeContext(
  { state }: StateUnderTest,
  { input, roleArn, retryCount }: Told,
  { arns, at, uuid }: Surroundings,
): JsonObject {
  const [machine, name] = [uuid(), uuid()];
  const now = new Date(at).toISOString();
  return {
    Execution: {
      Id: `arn:aws:states:${arns.region}:${arns.account}:express:${machine}:${name}`,
      Input: input,
      Name: name,
      RoleArn: roleArn ?? null,
      StartTime: now,
    },
    StateMachine: { Id: stateMachineArn(machine, arns), Name: machine },
    State: { Name: STATE_NAME, EnteredTime: now, ...(COUNTED.has(state.Type) && { RetryCount: retryCount }) },
    ...(state.Type === 'Task' && needsToken(state.Resource) && { Task: { Token: uuid() } }),
  };
}

const needsToken = (resource: string): boolean => parseResource(resource)?.pattern === 'WAIT_FOR_TASK_TOKEN';
