import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ExecutionEvent, Json } from '#contracts';
import {
  evolve,
  isOver,
  messagesFrom,
  newExecution,
  outstandingCommands,
  taskTokenOf,
  undoPlan,
  visitAt,
  type Execution,
  type RunningExecution,
  type Step,
} from '../index.js';
import { replyTo, untilSeen } from '../testing/index.js';
import { play, type Played } from '../testing/play-scopes.js';
import { randomTree, type RandomNode, type RandomTree } from '../testing/random-scopes.js';
import { choices, trees } from '../testing/random-trees.js';

const outputOf = ({ execution }: Played): Json | undefined => (isOver(execution) ? execution.output : undefined);

/**
 * Which forward commands may have an effect: R3, of what the log schedules and what was said of it. A command that its
 * own decision aborts is never sent, but who reads the log cannot tell.
 */
function effective(log: readonly ExecutionEvent[], said: ReadonlyMap<string, string>): string[] {
  const scheduled = log.flatMap((event) =>
    event.type === 'TaskScheduled'
      ? [{ id: `signup:ada/${event.state}/${event.visit}/F`, attempt: event.attempt }]
      : [],
  );
  return [...new Set(scheduled.map(({ id }) => id))].filter((id) => {
    const attempts = scheduled
      .filter((command) => command.id === id)
      .map(({ attempt }) => said.get(`${id}#${attempt}`));
    return attempts.includes('DO') || attempts.at(-1) !== 'REFUSE';
  });
}

const laneOf = ({ within = [] }: Step) => within;

/** R2 for STRUCTURED, pair by pair: a later step comes first, unless another branch or iteration of the same try holds it. */
function mayGoBeside(later: Step, step: Step): boolean {
  for (const [depth, run] of laneOf(step).entries()) {
    const other = laneOf(later)[depth];
    const same = other && other.state === run.state && other.visit === run.visit && other.attempt === run.attempt;
    if (!same) return false;
    if (other.index !== run.index) return true;
  }
  return false;
}

const running = (execution: Execution): execution is RunningExecution => execution.status === 'RUNNING';

describe('for all trees of Parallel and Map states', () => {
  it('every interleaving of answers ends in the same output', async () => {
    await fc.assert(
      fc.asyncProperty(trees, choices(false), choices(false), async (tree, one, other) => {
        const [first, second] = [await play(tree, one), await play(tree, other)];
        expect(first.execution.status).toBe('SUCCEEDED');
        expect(outputOf(first)).toEqual(outputOf(second));
      }),
      { numRuns: 120, endOnFailure: true },
    );
  }, 60_000);

  it('decides the same when its state is thrown away and read again after every message', async () => {
    await fc.assert(
      fc.asyncProperty(trees, choices(true), async (tree, drawn) => {
        const [kept, forgot] = [await play(tree, drawn), await play(tree, drawn, true)];
        expect(forgot.execution).toEqual(kept.execution);
      }),
      { numRuns: 80, endOnFailure: true },
    );
  }, 60_000);

  it('no id stands for two visits: each is scheduled for the first time once', async () => {
    await fc.assert(
      fc.asyncProperty(trees, choices(true), async (tree, drawn) => {
        const { frames } = await play(tree, drawn);
        const firsts = frames.flatMap(({ events }) =>
          events.flatMap((event) =>
            event.type === 'TaskScheduled' && event.attempt === 1 ? [`${event.state}/${event.visit}`] : [],
          ),
        );
        expect(new Set(firsts).size).toBe(firsts.length);
      }),
      { numRuns: 120, endOnFailure: true },
    );
  }, 60_000);

  it('R3, R11, R12: at any moment the plan holds every step that may have an effect, once, and no other', async () => {
    let compared = 0;
    await untilSeen(
      200,
      () => compared,
      () =>
        fc.assert(
          fc.asyncProperty(trees, choices(true), async (tree, drawn) => {
            const machine = randomTree(tree);
            const { frames } = await play(tree, drawn);
            const log: ExecutionEvent[] = [];
            for (const { execution, said, events } of frames) {
              log.push(...events);
              if (!running(execution) || execution.undoing) break;
              if (execution.partlyUndone || execution.steps.some(({ whole }) => whole)) break;
              const plan = (await undoPlan(machine, execution)).map(
                ({ state, visit }) => `signup:ada/${state}/${visit}/F`,
              );
              const wanted = effective(log, said).filter((id) => hasUndo(tree, id));
              expect(plan).toEqual(wanted.reverse());
              compared += plan.length;
            }
          }),
          { numRuns: 120, endOnFailure: true },
        ),
    );
  }, 60_000);

  it('R2: no undo is sent before those that have to be done first', async () => {
    let sent = 0;
    await untilSeen(
      20,
      () => sent,
      () =>
        fc.assert(
          fc.asyncProperty(trees, choices(true), async (tree, drawn) => {
            const { frames } = await play(tree, drawn);
            // What its own scope had begun to undo before all the rest failed cannot be called back: it is only waited for.
            const begun = new Set<string>();
            for (const { execution } of frames) {
              if (!running(execution) || tree.order === 'PARALLEL') continue;
              const planned = execution.steps.filter(({ undo }) => undo && !undo.waits);
              for (const [i, step] of planned.entries()) {
                if (step.undo?.status !== 'OUT' || begun.has(visitOf(step))) continue;
                sent += 1;
                for (const later of planned.slice(i + 1)) {
                  const beside = tree.order === 'STRUCTURED' && mayGoBeside(later, step);
                  if (!beside && later.outcome !== 'UNKNOWN') expect(later.undo?.status).toBe('COMPENSATED');
                }
              }
              for (const step of execution.steps) if (step.undo && step.undo.attempt > 0) begun.add(visitOf(step));
            }
          }),
          { numRuns: 120, endOnFailure: true },
        ),
    );
  }, 60_000);

  it('R4: no scope undoes what may still be answered, before its time', async () => {
    let waited = 0;
    await untilSeen(
      1,
      () => waited,
      () =>
        fc.assert(
          fc.asyncProperty(trees, choices(true), async (tree, drawn) => {
            const { frames } = await play(tree, drawn);
            const dueAt = new Map<string, number>();
            const awaited = new Map<string, number>();
            for (const { events, at } of frames)
              for (const event of events) {
                if (event.type === 'TaskScheduled') dueAt.set(visitOf(event), event.dueAt ?? Infinity);
                if (event.type === 'TaskSucceeded' || event.type === 'TaskFailed' || event.type === 'TaskTimedOut')
                  dueAt.delete(visitOf(event));
                if (event.type === 'TaskStateAborted' && dueAt.has(visitOf(event)))
                  awaited.set(visitOf(event), dueAt.get(visitOf(event))!);
                if (event.type === 'LateResult') awaited.delete(visitOf(event));
                if (event.type === 'ScopeCompensationTriggered') waited += 1;
                if (event.type !== 'ScopeCompensationPlanned') continue;
                const early = event.plan.filter((line) => (awaited.get(visitOf(line)) ?? 0) > at);
                expect(early).toEqual([]);
              }
          }),
          { numRuns: 200, endOnFailure: true },
        ),
    );
  }, 60_000);

  it('R16: a step is sent with its lock only, and every lock that was asked for is given back once', async () => {
    let asked = 0;
    await untilSeen(
      50,
      () => asked,
      () =>
        fc.assert(
          fc.asyncProperty(trees, choices(true), async (tree, drawn) => {
            const { frames } = await play(tree, drawn);
            const open = new Map<string, string>();
            let before: Execution = newExecution('signup:ada');
            for (const { events, execution } of frames) {
              let now = before;
              for (const event of events) {
                now = evolve(now, event, 1_000);
                const wanted = event.type === 'TaskScheduled' ? lockOf(tree, event.state) : undefined;
                if (wanted && running(now))
                  expect(now.locks?.filter(({ held }) => held).map(({ key }) => key)).toContain(wanted);
                if (event.type === 'TaskLockFailed' && event.error === 'Saga.LockNotAvailable' && running(before))
                  open.delete(taskTokenOf(before, 'F', event));
              }
              for (const message of messagesFrom(before, execution, events)) {
                if (message.type === 'AcquireLock') open.set(message.taskToken, message.key);
                if (message.type === 'ReleaseLock') expect(open.delete(message.taskToken)).toBe(true);
              }
              // Nobody is in the way of others for a step that does not wait any more.
              for (const lock of (running(execution) && execution.locks) || [])
                if (!lock.held && running(execution)) expect(visitAt(execution, lock)?.doing.phase).toBe('LOCKING');
              asked += events.filter(({ type }) => type === 'TaskLockRequested').length;
              before = execution;
            }
            expect([...open]).toEqual([]);
          }),
          { numRuns: 120, endOnFailure: true },
        ),
    );
  }, 60_000);

  it('R0: it ends, and then nothing is out', async () => {
    await fc.assert(
      fc.asyncProperty(trees, choices(true), async (tree, drawn) => {
        const { execution } = await play(tree, drawn);
        expect(execution.status).toMatch(/SUCCEEDED|FAILED/);
        expect(outstandingCommands(execution, replyTo)).toEqual([]);
      }),
      { numRuns: 120, endOnFailure: true },
    );
  }, 60_000);
});

const visitOf = ({ state, visit }: { state: string; visit: number }): string => `${state}/${visit}`;

/** Of the definition alone: whether the Task of a command says what undoes it. */
const hasUndo = (tree: RandomTree, id: string): boolean => {
  const node = nodeOf(tree, id.split('/')[1]!);
  return node?.is === 'TASK' && node.undo;
};

const lockOf = (tree: RandomTree, state: string): string | undefined => {
  const node = nodeOf(tree, state);
  return node?.is === 'TASK' ? node.lock : undefined;
};

function nodeOf({ nodes: all }: RandomTree, state: string): RandomNode | undefined {
  const name = state.split('.').at(-1)!;
  const find = (list: readonly RandomNode[], prefix: string): RandomNode | undefined => {
    for (const [i, node] of list.entries()) {
      const here = `${prefix}s${i}`;
      if (here === name) return node;
      if (node.is === 'PARALLEL')
        for (const [b, branch] of node.branches.entries()) {
          const found = find(branch, `${here}b${b}`);
          if (found) return found;
        }
      if (node.is === 'MAP') {
        const found = find(node.body, `${here}m`);
        if (found) return found;
      }
    }
    return undefined;
  };
  return find(all, '');
}
