import { EXIT, Stop } from '../command-line/exit-code.js';
import type { Session } from '../command-line/session.js';
import { evolve, isOver, newExecution, type Execution, type RunningExecution } from '#engine';
import { happenedIn, type Happened } from './folded.js';
import type { Bookmark, Counted, LogReader } from './log-reader.js';

/** One execution, folded as its events come. */
export class Story {
  execution: Execution;
  readonly happened: Happened[] = [];
  startedAt = 0;
  /** As it was last, or before it ended: what it did is told then. */
  running: RunningExecution | undefined;
  /** Where its `ExecutionStarted` stands. */
  began: number | undefined;

  constructor(readonly id: string) {
    this.execution = newExecution(id);
  }

  /** @returns what of it is this execution's. */
  take(counted: Counted): Happened[] {
    if (counted.decision.entity !== this.id) return [];
    const fresh = happenedIn(counted);
    for (const { event, at } of fresh) {
      // A name is free again once its owner has forgotten the execution that had it.
      const before = event.type === 'ExecutionStarted' ? newExecution(this.id) : this.execution;
      this.execution = evolve(before, event, at);
      if (this.execution.status === 'RUNNING') this.running = this.execution;
      if (event.type === 'ExecutionStarted') [this.startedAt, this.began] = [at, counted.offset];
    }
    this.happened.push(...fresh);
    return fresh;
  }

  get isOver(): boolean {
    return isOver(this.execution);
  }
}

/**
 * What the log has of an execution until now.
 * @throws Stop if it has nothing.
 */
export async function readStory(session: Session, id: string): Promise<{ story: Story; bookmark: Bookmark }> {
  const log = await session.log();
  const story = new Story(id);
  const bookmark = await log.read(log.partitionOf(id), (counted) => story.take(counted));
  if (story.execution.status === 'NEW') throw noSuchExecution(id);
  return { story, bookmark };
}

const noSuchExecution = (id: string): Stop =>
  new Stop(
    EXIT.REFUSED,
    `There is no execution ${id} on the log.`,
    id.includes(':')
      ? '`npx backstep list` shows those there are.'
      : "An execution's id is <state machine>:<name>; `npx backstep list` shows those there are.",
  );

/** Follows an execution until it is over, `until` says so, or the signal. */
export async function followStory(
  log: LogReader,
  from: Bookmark,
  { story, onHappened, signal }: { story: Story; onHappened: (happened: Happened) => void; signal: AbortSignal },
): Promise<void> {
  const { promise: finished, resolve } = Promise.withResolvers<void>();
  const finish = () => resolve();
  signal.addEventListener('abort', finish, { once: true });
  const stop = await log.follow(from, (counted) => {
    if (story.isOver) return;
    for (const happened of story.take(counted)) onHappened(happened);
    if (story.isOver) finish();
  });
  if (story.isOver || signal.aborted) finish();
  await finished;
  signal.removeEventListener('abort', finish);
  await stop();
}
