import { compile, type DefinitionProblem, type StateMachine } from '#asl';
import {
  executionIn,
  historyAfter,
  newHistory,
  stateMachineArn,
  stateMachineIn,
  type ArnScope,
  type HistoryEvent,
  type Json,
  type JsonObject,
  type Message,
} from '#contracts';
import { describeExecution, describeSync } from './describe-execution.js';
import { entityOf, InMemoryOwner, type Owned } from './in-memory-owner.js';
import { invokeTask } from './invoke-task.js';
import type { LambdaFunction } from './lambda.js';

/** As the runner sees an answer of the API. */
export type Answer =
  | { readonly status: 200; readonly body: JsonObject }
  | { readonly status: 400; readonly code: string; readonly message: string };

export interface Created {
  readonly arn: string;
  readonly name: string;
  readonly machine: StateMachine;
  readonly roleArn: string;
  readonly express: boolean;
}

/** When all of it begins. */
const EPOCH = 1_800_000_000_000;

/** As much of the service as recorded executions need, in memory: each execution runs to its end when it is started. */
export class InMemoryStepFunctions {
  readonly lambdas = new Map<string, LambdaFunction>();
  readonly #machines = new Map<string, Created>();
  readonly #owner: InMemoryOwner;
  #now = EPOCH;
  #drawn = 0;

  constructor(readonly arns: ArnScope) {
    this.#owner = new InMemoryOwner({
      machine: (name) => this.#machines.get(name),
      route: (functionName) => (this.lambdas.has(functionName) ? 'LAMBDA' : 'NOBODY'),
      ask: (task, at) => invokeTask({ functions: this.lambdas, uuid: this.#uuid }, task, at),
    });
  }

  readonly #uuid = (): string => `00000000-0000-4000-8000-${(++this.#drawn).toString(16).padStart(12, '0')}`;

  async call(op: string, request: JsonObject): Promise<Answer> {
    switch (op) {
      case 'CreateStateMachine':
        return this.#create(request);
      case 'StartExecution':
        return this.#start(request, (owned) => startedAnswer(describeExecution(owned)));
      case 'StartSyncExecution':
        return this.#start(request, describeSync);
      case 'GetExecutionHistory':
        return this.#with(request, (owned) => ({ events: historyOf(owned, this.arns) as unknown as Json }));
      case 'DescribeExecution':
        return this.#with(request, describeExecution);
      default:
        return { status: 400, code: 'UnknownOperationException', message: `There is no ${op} here` };
    }
  }

  #create({ name, definition, roleArn, type }: JsonObject): Answer {
    const compiled = compile(JSON.parse(String(definition)));
    if (!compiled.ok) return { status: 400, code: 'InvalidDefinition', message: messageOf(compiled.problems) };
    const arn = stateMachineArn(String(name), this.arns);
    const { machine } = compiled;
    const created = { arn, name: String(name), machine, roleArn: String(roleArn), express: type === 'EXPRESS' };
    this.#machines.set(created.name, created);
    return { status: 200, body: { stateMachineArn: arn, creationDate: this.#now / 1000 } };
  }

  async #start(request: JsonObject, answer: (owned: Owned) => JsonObject): Promise<Answer> {
    const arn = String(request['stateMachineArn']);
    const of = this.#machines.get(stateMachineIn(arn)?.name ?? '');
    if (!of)
      return { status: 400, code: 'StateMachineDoesNotExist', message: `State Machine Does Not Exist: '${arn}'` };
    const inputText = typeof request['input'] === 'string' ? request['input'] : '{}';
    const message: Message = {
      type: 'StartExecution',
      stateMachine: of.name,
      name: typeof request['name'] === 'string' ? request['name'] : this.#uuid(),
      input: JSON.parse(inputText) as Json,
      inputText,
      ...(of.express && { express: this.#uuid() }),
    };
    const owned = await this.#owner.run(entityOf(message), message, this.#now);
    this.#now = owned.decisions.at(-1)?.at ?? this.#now;
    return { status: 200, body: answer(owned) };
  }

  #with({ executionArn: arn }: JsonObject, answer: (owned: Owned) => JsonObject): Answer {
    const owned = this.#owner.of(executionIn(String(arn)) ?? '');
    if (owned) return { status: 200, body: answer(owned) };
    return { status: 400, code: 'ExecutionDoesNotExist', message: `Execution Does Not Exist: '${String(arn)}'` };
  }
}

const startedAnswer = ({ executionArn, startDate }: JsonObject): JsonObject => ({
  executionArn: executionArn ?? null,
  startDate: startDate ?? null,
});

function historyOf({ decisions, of }: Owned, arns: ArnScope): HistoryEvent[] {
  let history = newHistory(of.name);
  return decisions.flatMap((decision) => {
    const after = historyAfter(history, decision, { arns });
    history = after.history;
    return after.events as HistoryEvent[];
  });
}

const messageOf = (problems: readonly DefinitionProblem[]): string =>
  `Invalid State Machine Definition: '${problems
    .filter(({ severity }) => severity === 'ERROR')
    .map(({ aws, code, message, path }) =>
      aws ? `${aws.code}: ${aws.message} at ${aws.location}` : `${code}: ${message} at ${path}`,
    )
    .join(', ')}'`;
