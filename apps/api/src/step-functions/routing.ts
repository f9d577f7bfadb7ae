import type { Arns } from '../arns/arns.js';
import type { Input } from './operation-types.js';
import { StepFunctionsError } from './step-functions-error.js';

export interface Routing {
  readonly stateMachine: string;
  readonly routes: { readonly number: number; readonly weight: number }[];
}

/**
 * Which versions an alias leads to, each how often in a hundred.
 * @throws StepFunctionsError unless they are one or two versions of one state machine, and add up to a hundred.
 */
export function routingOf(given: Input<'CreateStateMachineAlias'>['routingConfiguration'], arns: Arns): Routing {
  const received = `Received: [${given.map(({ stateMachineVersionArn }) => stateMachineVersionArn).join(', ')}]`;
  const read = given.map(({ stateMachineVersionArn, weight }) => ({
    ...arns.read(stateMachineVersionArn, 'stateMachine'),
    weight,
  }));
  const routes = read.flatMap(({ number, weight }) => (number === undefined ? [] : [{ number, weight }]));
  const [stateMachine, ...others] = new Set(read.map(({ name }) => name));
  if (stateMachine === undefined || routes.length !== read.length)
    throw invalid(`Routing configuration must contain state machine version ARNs. ${received}`);
  if (others.length > 0)
    throw invalid(`Routing configuration must contain version ARNs of the same state machine. ${received}`);
  if (new Set(routes.map(({ number }) => number)).size !== routes.length)
    throw invalid(`Routing configuration must contain distinct state machine version ARNs. ${received}`);
  const sum = routes.reduce((all, { weight }) => all + weight, 0);
  if (sum !== 100) throw invalid(`Sum of routing configuration weights must equal 100. Received: ${sum}`);
  return { stateMachine, routes };
}

const invalid = (message: string) =>
  new StepFunctionsError('ValidationException', message, { reason: 'INVALID_ROUTING_CONFIGURATION' });
