import type { Command, ExecutionEvent, Json } from '#contracts';
import {
  decide,
  evolve,
  isOver,
  newExecution,
  nextDue,
  outstandingCommands,
  taskTokenOf,
  type EngineMessage,
  type Execution,
} from '../index.js';
import { replyTo } from './happenings.js';
import { randomTree, type RandomTree } from './random-scopes.js';

/** Who answers next, and how; drawn numbers choose among what is out. */
export interface Choice {
  readonly which: number;
  readonly how: 'DO' | 'REFUSE' | 'LOSE' | 'TIME';
}
const reread = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

export interface Frame {
  /** Of the decision, epoch milliseconds. */
  readonly at: number;
  readonly execution: Execution;
  readonly events: readonly ExecutionEvent[];
  readonly sent: readonly Command[];
  /** What was answered so far, by command and attempt. */
  readonly said: ReadonlyMap<string, string>;
}

export interface Played {
  readonly execution: Execution;
  /** After every decision: the execution, its events so far, and all commands. */
  readonly frames: readonly Frame[];
}

/** Plays to the end: what is out is answered as the choices say, and at last with success. */
export async function play(tree: RandomTree, drawn: readonly Choice[], forgets = false): Promise<Played> {
  const machine = randomTree(tree);
  let execution: Execution = newExecution('signup:ada');
  const sent: Command[] = [];
  const said = new Map<string, string>();
  const frames: Frame[] = [];
  let at = 1_000;
  const tell = async (message: EngineMessage) => {
    const before = forgets ? reread(execution) : execution;
    const decided = await decide(machine, before, message, { at, random: frames.length });
    if (!decided.ok) throw new Error(`${decided.error}: ${decided.cause}`);
    execution = forgets
      ? reread(decided.events).reduce<Execution>((state, event) => evolve(state, event, at), before)
      : decided.after;
    const out = outstandingCommands(execution, replyTo);
    for (const command of out) if (!sent.some(({ taskToken }) => taskToken === command.taskToken)) sent.push(command);
    frames.push({ at, execution, events: decided.events, sent: [...sent], said: new Map(said) });
  };
  const input = { items: [1, 2, 3] };
  await tell({ type: 'StartExecution', stateMachine: 'signup', version: 1, name: 'ada', input });
  for (let turn = 0; turn < 600 && !isOver(execution); turn++) {
    const { which, how } = drawn[turn] ?? { which: turn * 7, how: 'DO' as const };
    const out = [...outstandingCommands(execution, replyTo), ...givenUp(execution, sent)];
    const locks = locksWaitedFor(execution);
    const chosen = which % Math.max(1, out.length + locks.length);
    const [command, lock] = [out[chosen], locks[chosen - out.length]];
    at += 1;
    if (how === 'TIME' || (!command && !lock)) {
      at = Math.max(at, nextDue(execution) ?? at);
      await tell({ type: 'TimerFired' });
      continue;
    }
    if (lock && how === 'DO') await tell({ type: 'GrantLock', ...lock });
    if (lock && how === 'REFUSE') await tell({ type: 'RefuseLock', ...lock });
    if (!command) continue;
    const { taskToken, state, id, attempt } = command;
    // An undo is refused by nobody here: who resolves what is blocked is another story.
    const verdict = id.endsWith('/C') && how === 'REFUSE' ? 'LOSE' : how;
    said.set(`${id}#${attempt}`, verdict);
    if (verdict === 'DO') await tell({ type: 'SendTaskSuccess', taskToken, output: { did: state } as Json });
    else if (verdict === 'REFUSE') await tell({ type: 'SendTaskFailure', taskToken, error: 'No' });
    else await tell({ type: 'SendTaskFailure', taskToken, error: 'Lost', outcome: 'unknown' });
  }
  return { execution, frames };
}

/** The holders of these locks may take their time. */
const locksWaitedFor = (execution: Execution): { readonly key: string; readonly taskToken: string }[] => {
  if (execution.status !== 'RUNNING') return [];
  const { locks = [] } = execution;
  return locks.flatMap((lock) => (lock.held ? [] : [{ key: lock.key, taskToken: taskTokenOf(execution, 'F', lock) }]));
};

/** Nobody goes on with their answers, which may still come. */
const givenUp = (execution: Execution, sent: readonly Command[]): Command[] =>
  execution.status !== 'RUNNING'
    ? []
    : execution.steps.flatMap(({ state, visit, attempt, answerBy, undo }) =>
        answerBy === undefined || undo
          ? []
          : sent.filter(
              (command) =>
                command.id.endsWith('/F') &&
                command.state === state &&
                command.visit === visit &&
                command.attempt === attempt,
            ),
      );
