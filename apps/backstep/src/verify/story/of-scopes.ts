import type { Attempt, Write } from '#contracts';
import { nextWaiting, takenOf, visitAt, type RunningExecution, type Scopes } from '#engine';
import { answersLatest, begins, isVisited, type Checks, type Doubt } from './check.js';

/** An event about one branch or iteration. */
const within = (execution: RunningExecution, event: Attempt & { readonly index: number }): Doubt => {
  const doing = visitAt(execution, event)?.doing;
  return doing?.phase === 'SCOPES' && doing.scopes.some(({ index }) => index === event.index)
    ? undefined
    : `nothing goes on in ${event.index}`;
};

/** The run of a Distributed Map, if this try is under way. */
function runOf(execution: RunningExecution, event: Attempt): Scopes | undefined {
  const doing = visitAt(execution, event)?.doing;
  return doing?.phase === 'SCOPES' && doing.mode && doing.attempt === event.attempt ? doing : undefined;
}

const goesOnWithin = (execution: RunningExecution, event: Attempt): Doubt => {
  const doing = visitAt(execution, event)?.doing;
  if (doing?.phase !== 'SCOPES' || doing.failure) return 'nothing goes on within it';
  const open = doing.scopes.some(({ position }) => position.at !== 'END');
  return open || doing.again || takenOf(doing) < doing.length ? 'not all within it is done' : undefined;
};

/** What its iterations left is all in files, where it says that it is to be. */
const runSucceeds = (execution: RunningExecution, event: Attempt): Doubt => {
  const doing = visitAt(execution, event)?.doing;
  const writing = doing?.phase === 'SCOPES' ? doing.writing : undefined;
  return writing?.to.resource !== undefined && writing.over !== 'DONE'
    ? 'its results are not all written'
    : goesOnWithin(execution, event);
};

const answersWrite = (execution: RunningExecution, event: Write): Doubt => {
  const doing = visitAt(execution, event)?.doing;
  const out = doing?.phase === 'SCOPES' ? doing.writing?.out : undefined;
  return out?.write === event.write ? undefined : 'this write is not out';
};

/** Of Parallel and Map: branches, iterations, runs, what is read and written for them. */
export const ofScopes = {
  ParallelStateStarted: begins,
  ParallelStateSucceeded: goesOnWithin,
  BranchFailed: within,
  ParallelStateFailed: isVisited,
  ParallelStateAborted: isVisited,
  ItemReaderScheduled: begins,
  ItemReaderSucceeded: answersLatest,
  ItemReaderFailed: answersLatest,
  MapStateStarted: begins,
  MapIterationStarted: (execution, event) => {
    const doing = visitAt(execution, event)?.doing;
    return doing?.phase === 'SCOPES' && doing.begun === event.index && takenOf(doing) < doing.length
      ? undefined
      : `iteration ${event.index} is not the next`;
  },
  MapIterationSucceeded: within,
  MapIterationFailed: within,
  MapIterationAborted: within,
  MapIterationRedriven: (execution, event) => {
    const next = nextWaiting(runOf(execution, event) ?? {})?.index;
    return next === event.index ? undefined : `iteration ${next ?? 'none'} is the next that goes on`;
  },
  MapStateSucceeded: runSucceeds,
  MapStateFailed: isVisited,
  MapStateAborted: isVisited,
  MapRunStarted: isVisited,
  MapRunSucceeded: isVisited,
  MapRunFailed: isVisited,
  MapRunAborted: isVisited,
  MapRunRedriven: (execution, { run, count, except = [], ...event }) => {
    const doing = runOf(execution, event);
    if (!doing || doing.run?.run !== run) return 'it is not the run of this state';
    const waits = new Set(doing.again?.scopes.map(({ index }) => index));
    const odd = except.find(({ index }) => !waits.has(index));
    if (odd) return `iteration ${odd.index} did not wait`;
    return count === (doing.redrives ?? 0) + 1 ? undefined : `redrive ${(doing.redrives ?? 0) + 1} is next`;
  },
  ResultWriterScheduled: (execution, event) => {
    const here = visitAt(execution, event);
    const writing = here?.doing.phase === 'SCOPES' ? here.doing.writing : undefined;
    if (writing?.to.resource === undefined) return 'it writes nothing';
    if (writing.out || writing.over) return 'another write is out, or the last one was';
    const expected = (here?.writes ?? 0) + 1;
    return event.write === expected ? undefined : `write ${expected} is next`;
  },
  ResultWriterSucceeded: answersWrite,
  ResultWriterFailed: answersWrite,
} satisfies Partial<Checks>;
