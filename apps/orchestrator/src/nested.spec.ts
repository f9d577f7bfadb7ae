import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isEnd, type Command, type LogEvent } from '#contracts';
import { memoryBroker, until, type MemoryClient } from '#kafka/testing';
import { anyDeaths, chain, listen, Stage, StubParticipant, surviving, type Death } from './testing/index.js';

/**
 * Executions that start others and wait for them, in partitions of their own. The orchestrator is killed at any append,
 * and another takes over: each child is started once, its parent hears of its end once, and what is left behind is all or
 * nothing, of both together.
 */

const ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:child';

/** Does something itself, lets a child do the rest, and something at the end. */
const parent = {
  StartAt: 'Before',
  States: {
    Before: { Type: 'Task', Resource: 'kafka:shop.before', Compensate: { Resource: 'kafka:shop.undo' }, Next: 'Child' },
    Child: {
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution.sync:2',
      Parameters: { StateMachineArn: ARN, Input: { 'of.$': '$$.Execution.Name' } },
      ResultPath: '$.child',
      Next: 'Late',
    },
    Late: { Type: 'Task', Resource: 'kafka:shop.late', SagaRole: 'READ_ONLY', ResultPath: null, Next: 'After' },
    After: { Type: 'Pass', Parameters: { 'left.$': '$.child.Output' }, End: true },
  },
};

interface Plan {
  /** Of each parent the step of its child that is refused; 3: none; 4: its own, behind its child. */
  readonly refused: readonly number[];
  readonly deaths: readonly Death[];
  readonly batchMessages: number;
  /** Every message of the engine itself comes so often. */
  readonly stopped: readonly number[];
}

const plan: fc.Arbitrary<Plan> = fc.record({
  refused: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
  deaths: anyDeaths({ latest: 12, most: 4 }),
  batchMessages: fc.constantFrom(1, 2, 1_000),
  stopped: fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 1 }),
});

const PARTITIONS = 2;

const ofParent = (input: string | null): string => (JSON.parse(input ?? '{}') as { of?: string }).of ?? '';

/** The parent of the execution that a command is of. */
const parentOf = (input: unknown): number => Number((input as { of: string }).of.slice(1));

function isRefused(
  { refused }: Plan,
  { execution, state, input }: Pick<Command, 'execution' | 'state' | 'input'>,
): boolean {
  if (execution.startsWith('child:')) return state === `Step${refused[parentOf(input)]}`;
  return state === 'Late' && refused[Number(execution.slice('parent:p'.length))] === 4;
}

async function run(plan: Plan): Promise<{ stub: StubParticipant; stage: Stage<MemoryClient> }> {
  const broker = memoryBroker();
  const { batchMessages } = plan;
  const settings = {
    batchMessages,
    partitions: PARTITIONS,
    checkpointMs: 10,
    idleCheckMs: 20,
    retakeMs: 2,
    leaveMs: 20,
  };
  const stage = await Stage.open(() => broker.connect(), settings, 'shop');
  const stub = new StubParticipant(({ execution, state, compensates, input }) =>
    !compensates && isRefused(plan, { execution, state, input }) ? 'refuses' : 'does',
  );
  const setup = await stage.orchestrator();
  await stage.define('child', chain('shop', 2));
  await stage.define('parent', parent);
  await setup.close();
  await listen(stage.connect(), 'shop', stub, 2);

  const names = plan.refused.map((_, i) => `p${i}`);
  await stage.send(
    ...names.map((name) => ({ type: 'StartExecution', stateMachine: 'parent', name, input: {} }) as const),
    ...plan.stopped
      .filter((i) => i < names.length)
      .map((i) => ({ type: 'StopExecution', execution: `parent:p${i}`, error: 'Enough' }) as const),
  );
  const over = async () => {
    const outcomes = await stage.outcomes();
    const begun = new Set(outcomes.map((o) => o.executionArn));
    const ended = new Set(outcomes.flatMap((o) => (o.stopDate === null ? [] : [o.executionArn])));
    const failed = outcomes.flatMap(({ name, status }) => (status === 'FAILED' || status === 'ABORTED' ? [name] : []));
    const stands = outcomes.filter(({ input, status }) => status === 'SUCCEEDED' && failed.includes(ofParent(input)));
    const undone = stands.filter(({ compensationStatus }) => compensationStatus === 'COMPLETED');
    return (
      names.every((name) => [...ended].some((arn) => arn.endsWith(`parent:${name}`))) &&
      begun.size === ended.size &&
      stands.every(({ executionArn }) => undone.some((outcome) => outcome.executionArn === executionArn))
    );
  };
  const { deaths } = plan;
  await surviving({ broker, stage, deaths, over: async (owner) => (await over()) && (await stage.idle(owner)) });
  return { stub, stage };
}

async function isRight(plan: Plan, stub: StubParticipant, stage: Stage<MemoryClient>): Promise<void> {
  expect([...stub.effects.values()].every((times) => times === 1)).toBe(true);
  const left = new Set(stub.ledger);
  for (const i of plan.refused.keys()) {
    const events = await stage.events(`parent:p${i}`);
    const count = (type: LogEvent['type']) => events.filter((event) => event.type === type).length;
    expect(events.filter(isEnd)).toHaveLength(1);
    expect(count('TaskSubmitted')).toBeLessThanOrEqual(1);
    const succeeded = events.some(({ type }) => type === 'ExecutionSucceeded');
    expect(left.delete(`parent:p${i}/Before/1/F`)).toBe(succeeded);
    left.delete(`parent:p${i}/Late/1/F`);
    if (succeeded) expect(plan.refused[i]).toBe(3);
    const [child] = await childrenOf(stage, i);
    if (!child) continue;
    const its = await stage.events(child);
    expect(its.filter(({ type }) => type === 'ExecutionStarted')).toHaveLength(1);
    expect(its.filter(isEnd)).toHaveLength(1);
    // R14: one that has succeeded is undone with its parent, also if that did not wait for it any more.
    for (const step of [1, 2]) expect(left.delete(`${child}/Step${step}/1/F`)).toBe(succeeded);
    const hadSucceeded = its.some(({ type }) => type === 'ExecutionSucceeded');
    expect(its.some(({ type }) => type === 'CompensationRequested')).toBe(hadSucceeded && !succeeded);
  }
  expect([...left]).toEqual([]);
  expect(await stage.deadLetters()).toEqual([]);
}

async function childrenOf(stage: Stage<MemoryClient>, parent: number): Promise<string[]> {
  const found = new Set<string>();
  for (let partition = 0; partition < PARTITIONS; partition++)
    for (const { decision } of await stage.decisions(partition))
      for (const event of decision.events)
        if (event.type === 'ExecutionStarted' && event.caller?.taskToken.startsWith(`parent:p${parent}/`))
          found.add(decision.entity);
  expect(found.size).toBeLessThanOrEqual(1);
  return [...found];
}

describe('an execution that waits for another one', () => {
  it('is one with it, whenever whoever decides is killed', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (plan) => {
        const { stub, stage } = await run(plan);
        try {
          await isRight(plan, stub, stage);
        } finally {
          await stage.close();
        }
      }),
      { numRuns: 40, interruptAfterTimeLimit: 40_000 },
    );
  }, 90_000);
});

describe('a task that starts an execution', () => {
  let stage: Stage<MemoryClient>;
  afterEach(() => stage.close());

  it('is told why that is refused, and nobody else is', async () => {
    const broker = memoryBroker();
    stage = await Stage.open(() => broker.connect(), { partitions: PARTITIONS }, 'shop');
    await stage.orchestrator();
    await stage.define('asks', {
      StartAt: 'Start',
      States: {
        Start: {
          Type: 'Task',
          Resource: 'arn:aws:states:::states:startExecution',
          Parameters: { StateMachineArn: ARN },
          End: true,
        },
      },
    });
    await stage.send({ type: 'StartExecution', stateMachine: 'asks', name: 'a', input: {} });
    await stage.ended('a', 'FAILED');
    expect((await stage.outcomes('a')).at(-1)).toMatchObject({
      error: 'StepFunctions.StateMachineDoesNotExistException',
      cause: expect.stringContaining(`State Machine Does Not Exist: '${ARN}' (Service: AWSStepFunctions;`),
    });
    expect(await stage.rejections()).toMatchObject([{ error: 'StateMachineDoesNotExist', reply: {} }]);
    expect(await stage.deadLetters()).toEqual([]);
  });

  it('sends no command to a Lambda function that nobody has, and one to the participant lambda if there is an endpoint', async () => {
    const broker = memoryBroker();
    const invokes = {
      StartAt: 'Call',
      States: {
        Call: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Parameters: { 'FunctionName.$': '$.name', Payload: {} },
          End: true,
        },
      },
    };
    stage = await Stage.open(() => broker.connect(), {}, 'lambda');
    const first = await stage.orchestrator();
    await stage.define('invokes', invokes);
    await stage.send({ type: 'StartExecution', stateMachine: 'invokes', name: 'a', input: { name: 'nobody' } });
    await stage.ended('a', 'FAILED');
    expect((await stage.outcomes('a')).at(-1)).toMatchObject({ error: 'Lambda.ResourceNotFoundException' });
    await first.close();
    await stage.orchestrator({ lambda: true });
    await stage.send({ type: 'StartExecution', stateMachine: 'invokes', name: 'b', input: { name: 'somebody' } });
    await until('the command is there', async () => (await stage.commands('lambda')).length === 1);
    expect(await stage.commands('lambda')).toMatchObject([
      { command: 'lambda.invoke', input: { FunctionName: 'somebody', Payload: {} } },
    ]);
  });
});
