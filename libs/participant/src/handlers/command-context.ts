import { hash } from 'node:crypto';
import type { Command } from '#contracts';
import type { Db, Eventually } from '../inbox/participant.store.js';

/** What the transport does for one run of a handler. */
export interface Run {
  /** Of the transaction that the inbox row is written in; absent for a long-running handler. */
  readonly db: Db | undefined;
  /** Made when first asked for: most handlers never look at their signal. */
  signal(): AbortSignal;
  heartbeat(): Promise<void>;
}

/** What a handler may know of its command. A parameter of this type needs no decorator. */
export class CommandContext {
  /** Whether the handler itself was entered, or only what comes before it: guards, pipes. For the transport. */
  entered = false;
  readonly #command: Command;
  readonly #run: Run;
  #effects: ((db: Db) => Eventually<void>)[] | undefined;

  constructor(command: Command, run: Run) {
    this.#command = command;
    this.#run = run;
  }

  /** The same for every attempt: the key under which an effect is made at most once. */
  get id(): string {
    return this.#command.id;
  }

  get command(): string {
    return this.#command.command;
  }

  get execution(): string {
    return this.#command.execution;
  }

  get state(): string {
    return this.#command.state;
  }

  get visit(): number {
    return this.#command.visit;
  }

  get attempt(): number {
    return this.#command.attempt;
  }

  /** Of an undo: the id of the command that it undoes. What that one did is found by it, even if its output is unknown. */
  get compensates(): string | undefined {
    return this.#command.compensates;
  }

  get deadline(): Date | undefined {
    return this.#command.deadline === undefined ? undefined : new Date(this.#command.deadline);
  }

  /**
   * The participant's own transaction: what is written here is committed together with the answer, or not at all.
   * @throws Error in a long-running handler, which has none while it runs; see `atEnd`.
   */
  get db(): Db {
    if (!this.#run.db) {
      throw new Error(
        `${this.command} is a long-running handler and has no transaction while it runs. ` +
          'Write in `ctx.atEnd((db) => …)`: that is done in one transaction with the answer.',
      );
    }
    return this.#run.db;
  }

  /** Aborted at the deadline, when the process is about to end, and when an undo of this command has come. */
  get signal(): AbortSignal {
    return this.#run.signal();
  }

  /** Tells the engine that the work goes on; due more often than the state's `HeartbeatSeconds`. */
  heartbeat(): Promise<void> {
    return this.#run.heartbeat();
  }

  /** What a handler writes when it has succeeded, in one transaction with its answer. */
  atEnd(effect: (db: Db) => Eventually<void>): void {
    (this.#effects ??= []).push(effect);
  }

  /** The effects that were asked for with `atEnd`. For the transport. */
  get effects(): readonly ((db: Db) => Eventually<void>)[] {
    return this.#effects ?? [];
  }

  /**
   * An id that follows from the command's: the same for every attempt, so that a repeat makes the same thing again.
   * @param prefix of the id, e.g. `o` for `o-5be3a0c47d2f9e81`.
   */
  newId(prefix: string): string {
    return `${prefix}-${hash('sha256', this.id, 'hex').slice(0, 20)}`;
  }
}
