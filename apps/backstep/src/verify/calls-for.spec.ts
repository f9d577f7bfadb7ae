import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { StateMachine } from '#asl';
import { entityOf, LIMITS, type Command, type Json, type Message } from '#contracts';
import {
  acceptance,
  decide,
  nextDue,
  taskTokenOf,
  type EngineMessage,
  type Execution,
  type RunningExecution,
} from '#engine';
import {
  choices,
  machineOf,
  play,
  randomStory,
  storyOf,
  treeDefinition,
  trees,
  undoableTask,
  untilSeen,
  World,
} from '#engine/testing';
import { callsForFact, isAnsweredBy } from './calls-for.js';
import { readInbox } from './inbox-message.js';

/** Somebody who holds every command that was ever sent may say anything, at any time, any number of times. */
function* saidOf({ taskToken }: Command): Generator<Message> {
  yield { type: 'SendTaskSuccess', taskToken, output: { did: 1 } };
  yield { type: 'SendTaskSuccess', taskToken, output: { again: true }, undoable: true };
  yield { type: 'SendTaskFailure', taskToken, error: 'No' };
  yield { type: 'SendTaskFailure', taskToken, error: 'States.Timeout', outcome: 'unknown' };
  yield { type: 'SendTaskHeartbeat', taskToken };
}

const LARGE: Json = 'x'.repeat(LIMITS.payloadBytes + 1);

/** And so may the operators, whoever holds the locks, and whoever has started it. */
function* toldOf(execution: RunningExecution): Generator<Message> {
  const { id, input } = execution;
  yield { type: 'StopExecution', execution: id };
  yield { type: 'StopExecution', execution: id, undo: false };
  yield { type: 'StopExecution', execution: id, startedBy: 'somebody' };
  yield { type: 'RedriveExecution', execution: id };
  yield { type: 'UndoExecution', execution: id, startedBy: 'somebody', undoToken: 'undo', error: 'No' };
  const of = { stateMachine: id.slice(0, id.indexOf(':')), name: id.slice(id.indexOf(':') + 1) };
  yield { type: 'StartExecution', ...of, input };
  yield { type: 'StartExecution', ...of, input: { another: 1 } };
  for (const { state, visit } of execution.steps.slice(-2))
    for (const how of ['RETRY', 'RESOLVED', 'SKIP'] as const)
      yield { type: 'ResolveCompensation', execution: id, state, visit, how, by: 'ada', why: 'because' };
  for (const lock of execution.locks ?? []) {
    const { key } = lock;
    const taskToken = taskTokenOf(execution, 'F', lock);
    yield { type: 'GrantLock', key, taskToken };
    yield { type: 'RefuseLock', key, taskToken };
  }
}

const asDecided = (said: Message): EngineMessage =>
  (said.type === 'StartExecution' ? { ...said, version: 1 } : said) as EngineMessage;

/** What the engine and verify make of a message, which is the same. */
async function agrees(machine: StateMachine, execution: Execution, said: Message, at: number): Promise<void> {
  const decided = await decide(machine, execution, asDecided(said), { at, random: 1 });
  const message = readInbox({ partition: 0, offset: 7, value: Buffer.from(JSON.stringify(said)) }, 1);
  if (message.kind === 'POISON' || message.kind === 'ELSEWHERE' || message.kind === 'RESOURCE')
    throw new Error(`${message.kind}: ${JSON.stringify(message)}`);
  const [first] = decided.ok ? decided.events : [];
  const calls = callsForFact(execution, message);
  const isTold = decided.ok && acceptance(said, decided.after, at) !== undefined;
  if (calls) expect({ said, isFact: !decided.ok || first !== undefined || isTold }).toEqual({ said, isFact: true });
  if (!first) return;
  // A beat may be passed by.
  expect({ said, first, calls }).toEqual({ said, first, calls: said.type !== 'SendTaskHeartbeat' });
  expect({ said, first, answers: isAnsweredBy(message, first) }).toEqual({ said, first, answers: true });
}

interface Asked {
  readonly commands: readonly Command[];
  readonly at: number;
  readonly turn: number;
  /** What came to it so far, or is about to. */
  readonly sent?: readonly Message[];
}

const first = undoableTask('first');
const NESTED = {
  parent: machineOf({
    StartAt: 'First',
    Saga: { CancelTimeoutSeconds: 1 },
    States: {
      First: { ...first, ResultPath: null, Next: 'Both' },
      Both: {
        Type: 'Parallel',
        Branches: [
          {
            StartAt: 'Start',
            States: {
              Start: {
                Type: 'Task',
                Resource: 'arn:aws:states:::states:startExecution.sync:2',
                Parameters: {
                  StateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:child',
                  Name: 'c',
                },
                End: true,
              },
            },
          },
          { StartAt: 'Beside', States: { Beside: { ...undoableTask('beside'), End: true } } },
        ],
        Next: 'Last',
      },
      Last: { Type: 'Task', Resource: 'kafka:p.last', End: true },
    },
  }),
  child: machineOf({ StartAt: 'One', States: { One: { ...undoableTask('one'), End: true } } }),
};

const HELD = ['SendTaskSuccess', 'StopExecution', 'UndoExecution', undefined] as const;
const act = fc.record({
  does: fc.oneof(
    { weight: 6, arbitrary: fc.constant('DO' as const) },
    { weight: 2, arbitrary: fc.constantFrom('HOLD' as const, 'STOP' as const) },
    { weight: 1, arbitrary: fc.constantFrom('REFUSE' as const, 'TIME' as const) },
  ),
  which: fc.nat(99),
});

describe('a message that calls for a fact', () => {
  let asked = 0;
  const ask = async (machine: StateMachine, execution: Execution, { commands, at, turn, sent = [] }: Asked) => {
    if (execution.status !== 'RUNNING') return;
    const count = commands.length;
    const some = count > 4 ? [0, 1, 2, 3].map((n) => commands[(turn * 5 + n * 3) % count]!) : commands;
    const messages = [...sent, ...some.flatMap((command) => [...saidOf(command)]), ...toldOf(execution)];
    if (count > 0 && turn % 9 === 0)
      messages.push({ type: 'SendTaskSuccess', taskToken: commands.at(-1)!.taskToken, output: LARGE });
    for (const said of messages) {
      await agrees(machine, execution, said, at);
      asked += 1;
    }
  };
  const untilAsked = (draw: () => Promise<void>): Promise<void> => {
    asked = 0;
    return untilSeen(10_000, () => asked, draw);
  };

  it(
    'is one that the engine decides or refuses, wherever Tasks in a row may be',
    () =>
      untilAsked(() =>
        fc.assert(
          fc.asyncProperty(randomStory, async (story) => {
            const { machine, turns } = await storyOf(story);
            for (const [turn, { after, at }] of turns.entries())
              await ask(machine, after.execution, { commands: after.commands, at, turn });
          }),
          { numRuns: 100, endOnFailure: true },
        ),
      ),
    60_000,
  );

  it(
    'is so in a tree of Parallel and Map states too',
    () =>
      untilAsked(() =>
        fc.assert(
          fc.asyncProperty(trees, choices(true), async (tree, drawn) => {
            const machine = machineOf(treeDefinition(tree));
            const { frames } = await play(tree, drawn);
            for (const [turn, { execution, sent, at }] of frames.entries())
              await ask(machine, execution, { commands: sent, at, turn });
          }),
          { numRuns: 30, endOnFailure: true },
        ),
      ),
    60_000,
  );

  it(
    'is so for executions that start each other, whatever is on its way when somebody stops them',
    () =>
      untilAsked(() =>
        fc.assert(
          fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 20 }), async (acts) => {
            const world = new World(NESTED);
            await world.start('parent', 'p');
            for (const [turn, { does, which }] of acts.entries()) {
              const command = world.commands[which % world.commands.length]!;
              const entity = which % 2 ? 'parent:p' : 'child:c';
              if (does === 'HOLD') world.slow = HELD[which % HELD.length];
              else if (does === 'STOP') await world.send({ type: 'StopExecution', execution: entity });
              else if (does === 'TIME')
                await world.timer(entity, Math.max(world.at, nextDue(world.of(entity)) ?? world.at));
              else if (does === 'DO')
                await world.send({ type: 'SendTaskSuccess', taskToken: command.taskToken, output: { did: 1 } });
              else await world.send({ type: 'SendTaskFailure', taskToken: command.taskToken, error: 'No' });
              for (const [name, machine] of Object.entries(NESTED)) {
                const id = name === 'parent' ? 'parent:p' : 'child:c';
                const commands = world.commands.filter(({ execution }) => execution === id);
                const sent = [...world.messages, ...world.onTheirWay].filter(
                  (message) => entityOf(message) === id && !('caller' in message),
                );
                await ask(machine, world.of(id), { commands, at: world.at, turn, sent });
              }
            }
          }),
          { numRuns: 60, endOnFailure: true },
        ),
      ),
    60_000,
  );
});
