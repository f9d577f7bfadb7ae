import { DEADLINE_PASSED } from '#contracts';
import { OutcomeUnknown, Refused } from '../handlers/refused.js';
import type { StoreTransaction } from '../inbox/participant.store.js';
import { answered, blockedBy, claimed, verdict, type Answer, type InboxRow } from '../inbox/verdict.js';
import type { Item } from './item.js';
import { pauseAfter, textOf, type RetryPolicy } from './retry-policy.js';
import { runHandler, type Surroundings } from './run-handler.js';
import type { Watch } from './watch.js';

export type Outcome =
  | {
      readonly type: 'answer';
      readonly item: Item;
      readonly answer: Answer;
      /** It goes to the dead letters. */ readonly gaveUp?: boolean;
    }
  | { readonly type: 'again'; readonly item: Item; readonly error: unknown; readonly pauseMs: number }
  /** Concerns a command of this batch that is not settled by it. */
  | { readonly type: 'wait'; readonly item: Item }
  | { readonly type: 'long'; readonly item: Item; /** As it was claimed. */ readonly row: InboxRow };

export interface BatchRun extends Surroundings {
  readonly retry: RetryPolicy;
  readonly watch: Watch;
  now(): number;
}

const SUCCESS_OF_NOTHING: Answer = { type: 'success', output: 'null' };

/**
 * Handles commands one after the other within one transaction, each under a savepoint of its own. The effects and the
 * inbox rows are committed together, so no command takes effect twice, whatever happens to its reply.
 */
export async function runBatch(tx: StoreTransaction, items: readonly Item[], run: BatchRun): Promise<Outcome[]> {
  const inbox = new BatchInbox(await tx.rows(idsOf(items)));
  const outcomes: Outcome[] = [];
  const unsettled = new Set<string>();
  for (const item of items) {
    const { id, compensates } = item.command;
    const waits =
      unsettled.size > 0 && (unsettled.has(id) || (compensates !== undefined && unsettled.has(compensates)));
    const outcome: Outcome = waits ? { type: 'wait', item } : await outcomeOf(tx, item, inbox, run);
    if (outcome.type !== 'answer') unsettled.add(id);
    outcomes.push(outcome);
  }
  await tx.write(inbox.changed());
  return outcomes;
}

function idsOf(items: readonly Item[]): string[] {
  const ids: string[] = [];
  for (const { command } of items) {
    ids.push(command.id);
    if (command.compensates !== undefined) ids.push(command.compensates);
  }
  return ids;
}

async function outcomeOf(tx: StoreTransaction, item: Item, inbox: BatchInbox, run: BatchRun): Promise<Outcome> {
  const { command, handler } = item;
  const row = inbox.get(command.id);
  const forward = command.compensates === undefined ? undefined : inbox.get(command.compensates);
  const says = verdict(command, row, forward);
  if (says.do === 'answer') return { type: 'answer', item, answer: says.answer };
  // Whatever becomes of the undo, from now on the forward command never runs.
  inbox.put(blockedBy(command, forward));
  if (says.do === 'undo-nothing') {
    inbox.put(answered(command, row, SUCCESS_OF_NOTHING));
    return { type: 'answer', item, answer: SUCCESS_OF_NOTHING };
  }
  if (handler.long && !item.failure && run.now() < item.deadline) {
    return { type: 'long', item, row: inbox.put(claimed(command, row)) };
  }
  const outcome = await ran(tx, item, run);
  if (outcome.type === 'answer') inbox.put(answered(command, row, outcome.answer));
  return outcome;
}

async function ran(tx: StoreTransaction, item: Item, run: BatchRun): Promise<Outcome> {
  if (item.failure) return { type: 'answer', item, answer: unknown(item.failure.error, item, run.now()), gaveUp: true };
  // An undo has to happen, however late: a refusal of it would be definite, and wait for a person.
  if (run.now() >= item.deadline && item.command.compensates === undefined) {
    return { type: 'answer', item, answer: tooLate(item) };
  }
  try {
    const output = await tx.attempt(() => run.watch.over(item, () => runHandler(item, tx.db, run)));
    return { type: 'answer', item, answer: { type: 'success', output } };
  } catch (error) {
    if (error instanceof Refused) return { type: 'answer', item, answer: refused(error) };
    if (error instanceof OutcomeUnknown) return { type: 'answer', item, answer: named(error) };
    const pauseMs = pauseAfter(item.tries + 1, item.deadline, run.now(), run.retry);
    if (pauseMs !== undefined) return { type: 'again', item, error, pauseMs };
    return { type: 'answer', item, answer: unknown(error, item, run.now()), gaveUp: true };
  }
}

export const refused = ({ error, reason }: Refused): Answer => ({
  type: 'failure',
  outcome: 'refused',
  error,
  cause: reason,
});

export const named = ({ error, reason }: OutcomeUnknown): Answer => ({
  type: 'failure',
  outcome: 'unknown',
  error,
  cause: reason,
});

/** Whatever a handler met with behind its deadline, for the engine the command timed out. */
export const unknown = (thrown: unknown, { deadline }: Item, now: number): Answer => ({
  type: 'failure',
  outcome: 'unknown',
  error: now < deadline ? 'Participant.Error' : 'States.Timeout',
  cause: textOf(thrown),
});

/** The engine has stopped waiting, so this attempt is better not begun: it would only have to be undone. */
const tooLate = ({ command }: Item): Answer => ({
  type: 'failure',
  outcome: 'refused',
  error: DEADLINE_PASSED,
  cause: `The deadline ${command.deadline} had passed when the command came; it has not run.`,
});

/** The rows of one batch: what is stored, with what the batch has changed so far. */
class BatchInbox {
  readonly #rows: Map<string, InboxRow>;
  readonly #changed = new Map<string, InboxRow>();

  constructor(stored: Map<string, InboxRow>) {
    this.#rows = stored;
  }

  get(id: string): InboxRow | undefined {
    return this.#changed.get(id) ?? this.#rows.get(id);
  }

  put<Row extends InboxRow | undefined>(row: Row): Row {
    if (row === undefined) return row;
    // However often a batch changes a row, it is written once: its version goes up by one.
    const before = this.#changed.get(row.id);
    this.#changed.set(row.id, before ? { ...row, version: before.version } : row);
    return row;
  }

  changed(): InboxRow[] {
    return [...this.#changed.values()];
  }
}
