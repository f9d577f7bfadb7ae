import { OutcomeUnknown, OutputRefused, Refused } from '../handlers/refused.js';
import { CommandContext } from '../handlers/command-context.js';
import { InboxConflict, type Db, type Eventually, type ParticipantStore } from '../inbox/participant.store.js';
import { answered, type Answer, type InboxRow } from '../inbox/verdict.js';
import type { Abortable } from './abortable.js';
import { inItsTrace } from './in-its-trace.js';
import type { Item } from './item.js';
import { outputOf } from './output.js';
import { pauseAfter, type RetryPolicy } from './retry-policy.js';
import { named, refused, unknown } from './run-batch.js';
import type { Surroundings } from './run-handler.js';

export interface LongRun extends Surroundings {
  readonly store: ParticipantStore;
  readonly retry: RetryPolicy;
  now(): number;
  /** Behind its signal. */
  readonly abandonAfterMs: number;
  /** The process is about to end: what is not finished stays RUNNING and is run again when it comes again. */
  closing(): boolean;
  /** Ends early when the abortable is aborted. */
  pause(ms: number, abortable: Abortable): Promise<void>;
}

/** `gone`: no answer from here, another process has it or the next one will. */
export type LongOutcome =
  { readonly type: 'answer'; readonly answer: Answer; readonly gaveUp: boolean } | { readonly type: 'gone' };

/**
 * Runs a claimed command without a transaction; then its effects and its answer are one transaction, which counts only
 * if the claim still stands.
 */
export async function runLong(item: Item, row: InboxRow, abortable: Abortable, run: LongRun): Promise<LongOutcome> {
  for (;;) {
    if (abortable.aborted) return finish(item, row, unknown(abortable.signal.reason, item, run.now()), [], run, true);
    const outcome = await once(item, row, abortable, run);
    if (outcome.type !== 'threw') return outcome;
    if (run.closing()) return { type: 'gone' };
    item.tries += 1;
    const pauseMs = abortable.aborted ? undefined : pauseAfter(item.tries, item.deadline, run.now(), run.retry);
    if (pauseMs === undefined) return finish(item, row, unknown(outcome.error, item, run.now()), [], run, true);
    await run.pause(pauseMs, abortable);
  }
}

type Once = LongOutcome | { readonly type: 'threw'; readonly error: unknown };

async function once(item: Item, row: InboxRow, abortable: Abortable, run: LongRun): Promise<Once> {
  const context = new CommandContext(item.command, {
    db: undefined,
    signal: () => abortable.signal,
    heartbeat: () => run.heartbeat(item),
  });
  try {
    const returned = await Promise.race([
      inItsTrace(item, () => item.handler.invoke(item.command.input, context)),
      abandoned(item, abortable, run),
    ]);
    const output = await outputOf(item.handler, returned);
    return await finish(item, row, { type: 'success', output }, context.effects, run, false);
  } catch (error) {
    // Its work is done and cannot be taken back, only its output is not: that is no refusal.
    if (error instanceof OutputRefused) {
      const answer: Answer = { type: 'failure', outcome: 'unknown', error: error.error, cause: error.reason };
      return finish(item, row, answer, [], run, true);
    }
    if (error instanceof Refused) return finish(item, row, refused(error), [], run, false);
    if (error instanceof OutcomeUnknown) return finish(item, row, named(error), [], run, false);
    return { type: 'threw', error };
  }
}

/** A handler that does not look at its signal must not keep its undo waiting; what it does later is not committed. */
function abandoned(item: Item, { signal }: Abortable, { abandonAfterMs }: LongRun): Promise<never> {
  return new Promise((_, reject) => {
    const told = () => {
      const error = new Error(
        `${item.handler.where} did not end within ${abandonAfterMs} ms of its signal (${(signal.reason as Error).message})`,
      );
      setTimeout(() => reject(error), abandonAfterMs).unref();
    };
    signal.addEventListener('abort', told, { once: true });
  });
}

type Effect = (db: Db) => Eventually<void>;

async function finish(
  item: Item,
  row: InboxRow,
  answer: Answer,
  effects: readonly Effect[],
  run: LongRun,
  gaveUp: boolean,
): Promise<LongOutcome> {
  for (;;) {
    try {
      await run.store.transaction(async (tx) => {
        for (const effect of effects) await effect(tx.db);
        await tx.write([answered(item.command, row, answer)]);
      });
      return { type: 'answer', answer, gaveUp };
    } catch (error) {
      if (error instanceof InboxConflict) return { type: 'gone' };
      if (!run.store.isAway(error)) throw error;
      if (run.closing()) return { type: 'gone' };
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
