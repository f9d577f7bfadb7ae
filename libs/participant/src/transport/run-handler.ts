import type { Db, Eventually, SqlRow, SqlValue } from '../inbox/participant.store.js';
import { CommandContext, type Run } from '../handlers/command-context.js';
import { Abortable } from './abortable.js';
import { inItsTrace } from './in-its-trace.js';
import type { Item } from './item.js';
import { outputOf } from './output.js';

/** What runs of handlers share. */
export interface Surroundings {
  readonly abortables: Set<Abortable>;
  heartbeat(item: Item): Promise<void>;
}

/**
 * Runs a handler inside of a transaction.
 * @returns its output as JSON.
 * @throws what the handler throws; the caller rolls back.
 */
export async function runHandler(item: Item, db: Db, surroundings: Surroundings): Promise<string> {
  const run = new RunInBatch(item, db, surroundings);
  try {
    const context = new CommandContext(item.command, run);
    const output = await outputOf(
      item.handler,
      await inItsTrace(item, () => item.handler.invoke(item.command.input, context)),
    );
    for (const effect of context.effects) await effect(run.db);
    return output;
  } finally {
    run.end();
  }
}

/** A handle that is worth nothing behind its run: a handler that forgot an `await`, or was given up, writes nowhere else. */
class RunInBatch implements Run, Db {
  #ended = false;
  #abortable: Abortable | undefined;

  constructor(
    readonly item: Item,
    readonly inner: Db,
    readonly surroundings: Surroundings,
  ) {}

  get db(): Db {
    return this;
  }

  get dialect() {
    return this.inner.dialect;
  }

  signal(): AbortSignal {
    return (this.#abortable ??= new Abortable(this.item, this.surroundings.abortables)).signal;
  }

  heartbeat(): Promise<void> {
    return this.surroundings.heartbeat(this.item);
  }

  end(): void {
    this.#ended = true;
    this.#abortable?.release();
  }

  all<Row extends object = SqlRow>(sql: string, ...values: SqlValue[]): Eventually<Row[]> {
    return this.#open.all<Row>(sql, ...values);
  }

  get<Row extends object = SqlRow>(sql: string, ...values: SqlValue[]): Eventually<Row | undefined> {
    return this.#open.get<Row>(sql, ...values);
  }

  run(sql: string, ...values: SqlValue[]): Eventually<number> {
    return this.#open.run(sql, ...values);
  }

  get #open(): Db {
    if (!this.#ended) return this.inner;
    throw new Error(
      `The transaction of ${this.item.command.id} has ended. Does ${this.item.handler.where} await all that it does?`,
    );
  }
}
