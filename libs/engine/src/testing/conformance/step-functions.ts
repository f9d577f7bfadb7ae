import { compile, type DefinitionProblem, type StateMachine } from '#asl';
import {
  executionArn,
  executionId,
  expressExecutionArn,
  expressExecutionId,
  historyAfter,
  newHistory,
  stateMachineArn,
  type ArnScope,
  type HistoryEvent,
  type Json,
  type JsonObject,
} from '#contracts';
import { participantsOf } from './participants.js';
import type { LambdaFunction } from './lambda.js';
import { runExecution, type Ran } from './run-execution.js';
import { describeExecution, describeSync } from './describe-execution.js';

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

export interface Executed extends Ran {
  readonly arn: string;
  readonly name: string;
  readonly of: Created;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** When all of it begins. */
const EPOCH = 1_800_000_000_000;

/** As much of the service as recorded executions need, in memory: each execution runs to its end when it is started. */
export class InMemoryStepFunctions {
  readonly lambdas = new Map<string, LambdaFunction>();
  readonly #machines = new Map<string, Created>();
  readonly #executions = new Map<string, Executed>();
  #now = EPOCH;
  #drawn = 0;

  constructor(readonly arns: ArnScope) {}

  uuid = (): string => `00000000-0000-4000-8000-${(++this.#drawn).toString(16).padStart(12, '0')}`;

  async call(op: string, request: JsonObject): Promise<Answer> {
    switch (op) {
      case 'CreateStateMachine':
        return this.#create(request);
      case 'StartExecution':
        return this.#startNow(request, ({ arn, startedAt }) => ({ executionArn: arn, startDate: startedAt / 1000 }));
      case 'StartSyncExecution':
        return this.#startNow(request, describeSync);
      case 'GetExecutionHistory':
        return this.#with(request, (executed) => ({ events: historyOf(executed, this.arns) as unknown as Json }));
      case 'DescribeExecution':
        return this.#with(request, describeExecution);
      default:
        return { status: 400, code: 'UnknownOperationException', message: `There is no ${op} here` };
    }
  }

  async #startNow(request: JsonObject, answer: (executed: Executed) => JsonObject): Promise<Answer> {
    const started = await this.start(request, this.#now);
    if (!started.ok) return started.answer;
    this.#now = started.execution.endedAt;
    return { status: 200, body: answer(started.execution) };
  }

  #create({ name, definition, roleArn, type }: JsonObject): Answer {
    const compiled = compile(JSON.parse(String(definition)));
    if (!compiled.ok) return { status: 400, code: 'InvalidDefinition', message: messageOf(compiled.problems) };
    const arn = stateMachineArn(String(name), this.arns);
    const { machine } = compiled;
    const express = type === 'EXPRESS';
    this.#machines.set(arn, { arn, name: String(name), machine, roleArn: String(roleArn), express });
    return { status: 200, body: { stateMachineArn: arn, creationDate: this.#now / 1000 } };
  }

  /** Runs an execution from that time to its end. */
  async start(
    request: JsonObject,
    at: number,
  ): Promise<{ readonly ok: true; readonly execution: Executed } | { readonly ok: false; readonly answer: Answer }> {
    const arn = String(request['stateMachineArn']);
    const of = this.#machines.get(arn);
    if (!of) {
      const message = `State Machine Does Not Exist: '${arn}'`;
      return { ok: false, answer: { status: 400, code: 'StateMachineDoesNotExist', message } };
    }
    const name = typeof request['name'] === 'string' ? request['name'] : this.uuid();
    const inputText = typeof request['input'] === 'string' ? request['input'] : '{}';
    const input = JSON.parse(inputText) as Json;
    const run = this.uuid();
    const id = of.express ? expressExecutionId(of.name, name, run) : executionId(of.name, name);
    const ran = await runExecution({
      machine: of.machine,
      id,
      start: {
        type: 'StartExecution',
        stateMachine: of.name,
        version: 1,
        name,
        input,
        inputText,
        roleArn: of.roleArn,
        ...(of.express && { express: run }),
      },
      at,
      participants: participantsOf(this),
      route: (functionName) => (this.lambdas.has(functionName) ? 'LAMBDA' : 'NOBODY'),
    });
    const executed: Executed = {
      ...ran,
      arn: (of.express ? expressExecutionArn : executionArn)(id, this.arns),
      name,
      of,
      startedAt: at,
      endedAt: ran.execution.stoppedAt,
    };
    this.#executions.set(executed.arn, executed);
    return { ok: true, execution: executed };
  }

  #with({ executionArn: arn }: JsonObject, answer: (executed: Executed) => JsonObject): Answer {
    const executed = this.#executions.get(String(arn));
    if (executed) return { status: 200, body: answer(executed) };
    return { status: 400, code: 'ExecutionDoesNotExist', message: `Execution Does Not Exist: '${String(arn)}'` };
  }
}

function historyOf({ decisions, of }: Executed, arns: ArnScope): HistoryEvent[] {
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
