import type { StateMachine } from '#asl';
import type { Command, Json } from '#contracts';
import { outstandingCommands } from '../commands-from.js';
import type { EngineMessage } from '../decision.js';
import { nextDue } from '../due.js';
import { taskTokenOf } from '../task-token.js';
import { EPOCH, replyTo } from './happenings.js';
import { machineOf } from './machine-of.js';
import { happens, toldNothing, type Told } from './story.js';

/** What a random Task is like; plain data, so that a property test can draw, shrink and print it. */
export interface RandomTask {
  readonly undo: boolean;
  readonly evenIfRefused: boolean;
  readonly retries: number;
  readonly caught: boolean;
  readonly timeout: number | undefined;
  readonly heartbeat: number | undefined;
  /** Go back so many tasks if the reply says `again`. */
  readonly back: number;
  readonly pause: boolean;
  readonly lock?: boolean | undefined;
  /** Nothing can be made of a reply that says `again`. */
  readonly picky?: boolean | undefined;
  /** Behind it, undo what was done so far, or its own visits alone. */
  readonly undoes?: 'ALL' | 'ITS_OWN' | undefined;
}

export interface RandomMachine {
  readonly tasks: readonly RandomTask[];
  readonly ends: 'Succeed' | 'Fail';
  readonly onUndoFailure: 'HALT' | 'CONTINUE';
  readonly timeout: number | undefined;
}

const PICKY = {
  QueryLanguage: 'JSONata',
  Output: "{% $states.result.again ? $error('odd') : $merge([$states.input, { 'last': $states.result }]) %}",
};

/** T0, C0, (W0, U0,) T1, C1, … End: tasks in a row, each followed by a choice that may go back, a pause and an undo. */
export function randomDefinition({ tasks, ends, onUndoFailure, timeout }: RandomMachine): object {
  const States: { [name: string]: object } = {};
  for (const [i, task] of tasks.entries()) {
    const next = i + 1 < tasks.length ? `T${i + 1}` : 'End';
    const behind = task.undoes ? `U${i}` : next;
    States[`T${i}`] = {
      Type: 'Task',
      Resource: `kafka:p.do${i}`,
      ...(task.picky ? PICKY : { ResultPath: '$.last' }),
      ...(task.timeout !== undefined && { TimeoutSeconds: task.timeout }),
      ...(task.heartbeat !== undefined && { HeartbeatSeconds: task.heartbeat }),
      ...(task.retries > 0 && { Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: task.retries }] }),
      ...(task.caught && { Catch: [{ ErrorEquals: ['States.ALL'], Next: `C${i}` }] }),
      ...(task.lock && { Lock: { Key: 'k', Policy: i % 2 ? 'FAIL_FAST' : 'WAIT' } }),
      ...(task.undo && { Compensate: { Resource: `kafka:p.undo${i}` }, CompensateOnFailure: task.evenIfRefused }),
      Next: `C${i}`,
    };
    States[`C${i}`] = {
      Type: 'Choice',
      Choices: [
        {
          And: [
            { Variable: '$.last', IsPresent: true },
            { Variable: '$.last.again', IsPresent: true },
          ],
          Next: `T${Math.max(0, i - task.back)}`,
        },
      ],
      Default: task.pause ? `W${i}` : behind,
    };
    if (task.pause) States[`W${i}`] = { Type: 'Wait', Seconds: 3, Next: behind };
    if (task.undoes)
      States[`U${i}`] = {
        Type: 'Compensate',
        ...(task.undoes === 'ITS_OWN' && { State: `T${i}` }),
        ResultPath: '$.undone',
        Next: next,
      };
  }
  States['End'] = ends === 'Succeed' ? { Type: 'Succeed' } : { Type: 'Fail', Error: 'Told' };
  return {
    StartAt: 'T0',
    States,
    ...(timeout !== undefined && { TimeoutSeconds: timeout }),
    ...(tasks.some(({ undo }) => undo) && { Saga: { OnUndoFailure: onUndoFailure } }),
  };
}

export const randomMachine = (drawn: RandomMachine): StateMachine => machineOf(randomDefinition(drawn));

/** What somebody does next; of which command is `which` of those ever sent. */
export interface RandomAct {
  readonly act:
    | 'SUCCEED'
    | 'REFUSE'
    | 'FAIL'
    | 'BEAT'
    | 'TIMER'
    | 'STOP'
    | 'KILL'
    | 'REDRIVE'
    | 'RESOLVE'
    | 'WAIT'
    | 'GRANT'
    | 'DENY';
  /** 0: one that is out. */
  readonly which: number;
  readonly again: boolean;
  readonly how: 'RETRY' | 'RESOLVED' | 'SKIP' | 'GIVE_UP';
}

/** One decision of a random story. */
export interface Turn {
  readonly message: EngineMessage;
  readonly at: number;
  readonly random: number;
  readonly before: Told;
  readonly after: Told;
}

const unheard = toldNothing('signup:ada');

/** Plays a story to the end of its acts, a second to a decision; the acts may be duplicates, late, or out of place. */
export async function play(machine: StateMachine, acts: readonly RandomAct[]): Promise<readonly Turn[]> {
  const turns: Turn[] = [];
  let told = unheard;
  let now = EPOCH;
  const start: EngineMessage = {
    type: 'StartExecution',
    stateMachine: 'signup',
    version: 1,
    name: 'ada',
    input: { n: 1 },
  };
  for (const act of [undefined, ...acts]) {
    now += 1000;
    if (act?.act === 'TIMER') now = Math.max(now, nextDue(told.execution) ?? now);
    const message = act ? messageOf(told, act) : start;
    if (!message) continue;
    const random = turns.length;
    const after = await happens(machine, told, { message: () => message }, { at: now, random });
    turns.push({ message, at: now, random, before: told, after });
    told = after;
  }
  return turns;
}

function messageOf(told: Told, { act, which, again, how }: RandomAct): EngineMessage | undefined {
  switch (act) {
    case 'TIMER':
      return { type: 'TimerFired' };
    case 'WAIT':
      return undefined;
    case 'STOP':
      return { type: 'StopExecution', execution: 'signup:ada', error: 'Stopped' };
    case 'KILL':
      return { type: 'StopExecution', execution: 'signup:ada', undo: false };
    case 'REDRIVE':
      return { type: 'RedriveExecution', execution: 'signup:ada' };
    case 'RESOLVE': {
      const { execution } = told;
      const blocked =
        execution.status === 'RUNNING' && execution.steps.findLast(({ undo }) => undo?.status === 'BLOCKED');
      const state = blocked ? blocked.state : 'T0';
      return { type: 'ResolveCompensation', execution: 'signup:ada', state, how, by: 'ada', why: 'because' };
    }
    case 'GRANT':
    case 'DENY':
      return lockMessageOf(told, act);
    default: {
      const command = commandAt(told, which);
      return command && replyOf(command, act, again);
    }
  }
}

/** About the lock that it waits for, or, said late or twice, the last one that it holds. */
function lockMessageOf({ execution }: Told, act: 'GRANT' | 'DENY'): EngineMessage | undefined {
  if (execution.status !== 'RUNNING') return undefined;
  const { locks = [] } = execution;
  const lock = locks.find(({ held }) => !held) ?? locks.at(-1);
  if (!lock) return undefined;
  return {
    type: act === 'GRANT' ? 'GrantLock' : 'RefuseLock',
    key: lock.key,
    taskToken: taskTokenOf(execution, 'F', lock),
  };
}

function commandAt({ execution, commands }: Told, which: number): Command | undefined {
  const out = outstandingCommands(execution, replyTo);
  return which === 0 ? out.at(-1) : commands.at(-which);
}

function replyOf({ taskToken, attempt, visit }: Command, act: RandomAct['act'], again: boolean): EngineMessage {
  const output: Json = { n: attempt * 100 + visit, ...(again && { again }) };
  switch (act) {
    case 'SUCCEED':
      return { type: 'SendTaskSuccess', taskToken, output };
    case 'BEAT':
      return { type: 'SendTaskHeartbeat', taskToken };
    case 'REFUSE':
      return { type: 'SendTaskFailure', taskToken, error: 'Refused' };
    default:
      return { type: 'SendTaskFailure', taskToken, error: 'Failed', outcome: 'unknown' };
  }
}
