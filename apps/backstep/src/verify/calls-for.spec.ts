import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { StateMachine } from '#asl';
import { entityOf, LIMITS, type Command, type Json, type Message } from '#contracts';
import { acceptance, decide, evolve, nextDue, taskTokenOf, type Execution, type RunningExecution } from '#engine';
import {
  asEngineMessage,
  choices,
  machineOf,
  play,
  randomStory,
  startingTask,
  storyOf,
  treeDefinition,
  trees,
  undoableTask,
  untilSeen,
  World,
} from '#engine/testing';
import { callsForFact, isAnsweredBy } from './calls-for.js';
import { declaredIn, type Declared } from './declared.js';
import { readInbox } from './inbox-message.js';
import { contradiction } from './story/contradiction.js';

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
  const { id, stateMachine, name, input } = execution;
  yield { type: 'StopExecution', execution: id };
  yield { type: 'StopExecution', execution: id, undo: false };
  yield { type: 'StopExecution', execution: id, startedBy: 'somebody' };
  yield { type: 'RedriveExecution', execution: id };
  yield { type: 'UndoExecution', execution: id, startedBy: 'somebody', undoToken: 'undo', error: 'No' };
  yield { type: 'StartExecution', stateMachine, name, input };
  yield { type: 'StartExecution', stateMachine, name, input: { another: 1 } };
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

interface Asked {
  readonly machine: StateMachine;
  readonly declared: Declared;
  readonly at: number;
}

/** Where the engine does something else with a message than verify expects, if it does. */
async function difference(
  { machine, declared, at }: Asked,
  execution: RunningExecution,
  said: Message,
): Promise<string | undefined> {
  const decided = await decide(machine, execution, asEngineMessage(said), { at, random: 1 });
  const message = readInbox({ partition: 0, offset: 7, value: Buffer.from(JSON.stringify(said)) }, 1);
  if (message.kind === 'POISON' || message.kind === 'ELSEWHERE' || message.kind === 'RESOURCE') return message.kind;
  const [first] = decided.ok ? decided.events : [];
  const calls = callsForFact(execution, message);
  const isTold = decided.ok && acceptance(said, decided.after, at) !== undefined;
  if (calls && decided.ok && !first && !isTold) return 'a fact is expected, and nothing happens';
  if (!decided.ok || !first) return undefined;
  // A beat may be passed by.
  if (!calls && said.type !== 'SendTaskHeartbeat') return `nothing is expected, and ${first.type} happens`;
  if (!isAnsweredBy(message, first)) return `${first.type} is not what it calls for`;
  const setting = { declared, at, killed: said.type === 'StopExecution' && said.undo === false };
  let state: Execution = execution;
  for (const event of decided.events) {
    if (state.status !== 'RUNNING' || event.type === 'ExecutionStarted') break;
    const doubt = contradiction(state, event, setting);
    if (doubt) return `${event.type} is doubted: ${doubt.says}`;
    state = evolve(state, event, at);
  }
  return undefined;
}

const SYNC_2 = 'arn:aws:states:::states:startExecution.sync:2';
const NESTED = {
  parent: {
    StartAt: 'First',
    Saga: { CancelTimeoutSeconds: 1 },
    States: {
      First: { ...undoableTask('first'), ResultPath: null, Next: 'Both' },
      Both: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'Start', States: { Start: startingTask('child', 'c', { Resource: SYNC_2, End: true }) } },
          { StartAt: 'Beside', States: { Beside: { ...undoableTask('beside'), End: true } } },
        ],
        Next: 'Last',
      },
      Last: { Type: 'Task', Resource: 'kafka:p.last', End: true },
    },
  },
  child: { StartAt: 'One', States: { One: { ...undoableTask('one'), End: true } } },
};

/** All messages of one type at a time, or of none. */
const HELD = ['SendTaskSuccess', 'StopExecution', 'UndoExecution', undefined] as const;

interface Act {
  readonly act: 'DO' | 'HOLD' | 'STOP' | 'REFUSE' | 'TIME';
  readonly which: number;
}
const act: fc.Arbitrary<Act> = fc.record({
  act: fc.oneof(
    { weight: 6, arbitrary: fc.constant('DO' as const) },
    { weight: 2, arbitrary: fc.constantFrom('HOLD' as const, 'STOP' as const) },
    { weight: 1, arbitrary: fc.constantFrom('REFUSE' as const, 'TIME' as const) },
  ),
  which: fc.nat(99),
});

interface Turn {
  readonly execution: Execution;
  readonly at: number;
  readonly commands: readonly Command[];
  /** What else came to it so far, or is about to. */
  readonly sent?: readonly Message[];
}

describe('what verify expects of a message', () => {
  let asked = 0;
  /** After each turn all is said that can be: nothing of it happens. */
  const ask = async (definition: object, turns: readonly Turn[]): Promise<void> => {
    const machine = machineOf(definition);
    const declared = declaredIn(definition as { [field: string]: Json });
    for (const [turn, { execution, at, commands, sent = [] }] of turns.entries()) {
      if (execution.status !== 'RUNNING') continue;
      const count = commands.length;
      const some = count > 4 ? [0, 1, 2, 3].map((n) => commands[(turn * 5 + n * 3) % count]!) : commands;
      const messages = [...sent, ...some.flatMap((command) => [...saidOf(command)]), ...toldOf(execution)];
      if (count > 0 && turn % 9 === 0)
        messages.push({ type: 'SendTaskSuccess', taskToken: commands.at(-1)!.taskToken, output: LARGE });
      for (const said of messages) {
        const differs = await difference({ machine, declared, at }, execution, said);
        if (differs !== undefined) expect({ said, turn, differs }).toEqual({});
      }
      asked += messages.length;
    }
  };
  const untilAsked = async <T extends [unknown, ...unknown[]]>(
    numRuns: number,
    property: fc.IAsyncPropertyWithHooks<T>,
  ): Promise<void> => {
    asked = 0;
    await untilSeen(
      10_000,
      () => asked,
      () => fc.assert(property, { numRuns, endOnFailure: true }),
    );
  };

  it('is what the engine does, wherever Tasks in a row may be', async () => {
    const property = fc.asyncProperty(randomStory, async (story) => {
      const { definition, turns } = await storyOf(story);
      await ask(
        definition,
        turns.map(({ after, at }) => ({ ...after, at })),
      );
    });
    await untilAsked(100, property);
  }, 60_000);

  it('is so in a tree of Parallel and Map states too', async () => {
    const property = fc.asyncProperty(trees, choices(true), async (tree, drawn) => {
      const { frames } = await play(tree, drawn);
      await ask(
        treeDefinition(tree),
        frames.map(({ sent, ...frame }) => ({ ...frame, commands: sent })),
      );
    });
    await untilAsked(30, property);
  }, 60_000);

  it('and for executions that start each other, whatever is on its way when somebody stops them', async () => {
    const property = fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 20 }), async (acts) => {
      const world = new World({ parent: machineOf(NESTED.parent), child: machineOf(NESTED.child) });
      const turns = { 'parent:p': [] as Turn[], 'child:c': [] as Turn[] };
      await world.start('parent', 'p');
      for (const act of acts) {
        await does(world, act);
        const { at, messages, onTheirWay } = world;
        for (const id of ['parent:p', 'child:c'] as const) {
          const commands = world.commands.filter(({ execution }) => execution === id);
          const sent = [...messages, ...onTheirWay].filter((message) => entityOf(message) === id);
          turns[id].push({ execution: world.of(id), at, commands, sent });
        }
      }
      await ask(NESTED.parent, turns['parent:p']);
      await ask(NESTED.child, turns['child:c']);
    });
    await untilAsked(60, property);
  }, 60_000);
});

async function does(world: World, { act, which }: Act): Promise<void> {
  const entity = which % 2 ? 'parent:p' : 'child:c';
  const { taskToken } = world.commands[which % world.commands.length]!;
  switch (act) {
    case 'HOLD':
      world.slow = HELD[which % HELD.length];
      return;
    case 'STOP':
      return world.send({ type: 'StopExecution', execution: entity });
    case 'TIME':
      return world.timer(entity, Math.max(world.at, nextDue(world.of(entity)) ?? world.at));
    case 'DO':
      return world.send({ type: 'SendTaskSuccess', taskToken, output: { did: 1 } });
    case 'REFUSE':
      return world.send({ type: 'SendTaskFailure', taskToken, error: 'No' });
  }
}
