import type { CompiledState } from '#asl';
import type { Problem } from '#contracts';
import { hasDecidedEnough } from '../budget.js';
import type { Decision } from '../decision.js';
import type { InnerScope, ScopeState } from './scope-state.js';
import type { RunningExecution } from '../execution.js';
import { endsAll, evaluationFailed, failAttempt, settle } from '../failure/fail-state.js';
import { stateNameOf } from '../path.js';
import { entryOf } from '../states/entry-of.js';
import { startIteration } from '../states/iteration.js';
import { nextWaiting } from '../evolve/unsuccessful.js';
import { nextWrite, isWrittenDown, type NextWrite } from '../results/next-write.js';
import { pendingInputs } from '../results/pending-inputs.js';
import { resultOf } from '../results/result-of.js';
import { tooLarge, type Entry, type Failed, type StateResult } from '../states/state-result.js';
import { abortEvents } from './abort.js';
import { stateAt } from './definition-of.js';
import { beginsIteration, redrivesIteration } from './find-movable.js';
import { redriveIteration } from './redrive.js';
import type { InCompound } from './scope-tree.js';

/** One move of a state with scopes: one is begun or done, results are written, all is done, or what is left is given up. */
export async function moveWithin(
  decision: Decision,
  execution: RunningExecution,
  position: InCompound,
): Promise<boolean> {
  const { doing } = position;
  if (doing.failure && !isWrittenDown(doing) && doing.scopes.length > 0) {
    for (const event of abortEvents(position)) decision.record(event);
    return true;
  }
  const next = nextWrite(doing);
  if (next) return writeNext(decision, execution, position, next);
  if (doing.failure) {
    for (const event of abortEvents(position)) decision.record(event);
    await fail(decision, position, doing.failure);
    return true;
  }
  if (redrivesIteration(doing)) return redriveNext(decision, position);
  if (beginsIteration(doing)) return begin(decision, execution, position);
  const done = doing.items && doing.scopes.find((scope) => scope.position.at === 'END');
  if (done) finishIteration(decision, position, done);
  else await finish(decision, execution, position);
  return true;
}

async function fail(
  decision: Decision,
  position: InCompound,
  problem: Problem = {},
  { untold = false } = {},
): Promise<void> {
  const { attempt, mode } = position.doing;
  const { state: path, visit } = position;
  if (mode === 'DISTRIBUTED') decision.record({ type: 'MapRunFailed', state: path, visit, attempt, ...problem });
  const execution = decision.execution as RunningExecution;
  const state = stateAt(decision.machine, position.state);
  await failAttempt(decision, state, entryOf(decision, execution, position), { attempt, problem, untold });
}

/** A run that fails is undone behind its last write, and that must not wait for ever. */
const WRITE_TIMEOUT_MS = 600_000;

/** What ended is sent to be written; of what never began, as much as goes into one part. */
async function writeNext(
  decision: Decision,
  execution: RunningExecution,
  position: InCompound,
  next: NextWrite,
): Promise<boolean> {
  const { state: path, visit, doing, writes = 0 } = position;
  const state = stateAt(decision.machine, path) as CompiledState<'Map'>;
  const part =
    next.file === 'PENDING'
      ? { ...next, ...(await pendingInputs(state, entryOf(decision, execution, position), position)) }
      : next;
  const { attempt } = doing;
  const dueAt = decision.moment.at + WRITE_TIMEOUT_MS;
  decision.record({ type: 'ResultWriterScheduled', state: path, visit, attempt, write: writes + 1, part, dueAt });
  return true;
}

async function begin(decision: Decision, execution: RunningExecution, position: InCompound): Promise<boolean> {
  if (hasDecidedEnough(decision)) return false;
  const state = stateAt(decision.machine, position.state) as CompiledState<'Map'>;
  const entry = entryOf(decision, execution, position);
  const started = await startIteration(state, entry, position);
  countIteration(decision, started);
  if (started.ok || endsAll(started.problem)) await settle(decision, state, entry, started);
  else await giveUp(decision, entry, position, started);
  return true;
}

/** One cannot begin, so the state fails: what goes on within it is given up first. */
async function giveUp(decision: Decision, entry: Entry, position: InCompound, failed: Failed): Promise<void> {
  for (const event of evaluationFailed(entry, failed)) decision.record(event);
  for (const event of abortEvents(position)) decision.record(event);
  await fail(decision, position, failed.problem, { untold: !failed.evaluation });
}

function redriveNext(decision: Decision, position: InCompound): boolean {
  const next = nextWaiting(position.doing);
  if (!next || hasDecidedEnough(decision)) return false;
  decision.transitions += next.items ?? 1;
  redriveIteration(decision, position, next);
  return true;
}

/** A batch takes as long as its items. */
function countIteration(decision: Decision, { events = [] }: StateResult): void {
  decision.transitions += 1;
  for (const event of events) {
    if (event.type === 'MapIterationStarted' && event.items !== undefined) decision.transitions += event.items - 1;
  }
}

const outputOf = ({ position }: ScopeState) => (position.at === 'END' ? position.output : null);

function finishIteration(
  decision: Decision,
  { state, visit, doing: { attempt } }: InCompound,
  scope: InnerScope,
): void {
  const { index, items } = scope;
  const output = outputOf(scope);
  const iteration = { state, visit, attempt, index, ...(items !== undefined && { items }) };
  decision.record({ type: 'MapIterationSucceeded', ...iteration, output });
}

/** All that is within the state is done. If it is undone as a whole, its undo is given what it was given (R13). */
async function finish(decision: Decision, execution: RunningExecution, position: InCompound): Promise<void> {
  const { state: path, visit, doing } = position;
  const { attempt, mode } = doing;
  const state = stateAt(decision.machine, path) as CompiledState<'Parallel' | 'Map'>;
  const output = doing.items ? resultOf(execution, doing) : doing.scopes.map(outputOf);
  const problem = tooLarge(stateNameOf(path), output);
  if (problem) return fail(decision, position, problem);
  if (mode === 'DISTRIBUTED') decision.record({ type: 'MapRunSucceeded', state: path, visit, attempt });
  const input = state.Compensate && (await state.effectiveInput(entryOf(decision, execution, position).scope));
  decision.record({
    type: `${state.Type}StateSucceeded`,
    state: path,
    visit,
    attempt,
    output,
    ...(input?.ok && { input: input.value }),
  });
}
