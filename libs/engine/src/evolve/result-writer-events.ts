import type { EndedIteration, EventOf, Problem, ResultFile, ResultsTo, Visit } from '#contracts';
import type { InnerScope, Scopes } from '../scopes/scope-state.js';
import type { RunningExecution } from '../execution.js';
import type { Unwritten, Writing } from '../results/writing.js';
import { isCompound } from '../scopes/scope-tree.js';
import { utf8Bytes } from '../size.js';
import { changed, problemOf } from './position.js';

const NOTHING: Unwritten = { children: [], sizes: [], size: 0 };

export const newWriting = (to: ResultsTo): Writing => ({
  to,
  ended: { SUCCEEDED: NOTHING, FAILED: NOTHING },
  files: { SUCCEEDED: [], FAILED: [], PENDING: [] },
  pending: 0,
});

/** An iteration as it ended. */
export function endedOf(
  { index, begun, redrives }: InnerScope,
  end: Pick<EndedIteration, 'status' | 'output' | 'stoppedAt'> & Problem,
  { transformation }: Pick<ResultsTo, 'transformation'>,
): EndedIteration {
  const { status, output, stoppedAt } = end;
  const { input, startedAt = stoppedAt } = begun ?? {};
  const isTold = transformation === 'NONE' || status !== 'SUCCEEDED';
  return {
    index,
    status,
    ...(isTold && input !== undefined && { input }),
    ...(output !== undefined && { output }),
    ...problemOf(end),
    startedAt,
    stoppedAt,
    ...(redrives !== undefined && { redrives }),
  };
}

/** One more that waits to be written. */
export function withEnded(writing: Writing, child: EndedIteration): Writing {
  const file = child.status === 'SUCCEEDED' ? 'SUCCEEDED' : 'FAILED';
  const { children, sizes, size } = writing.ended[file];
  const more = utf8Bytes(JSON.stringify(child));
  const unwritten = { children: [...children, child], sizes: [...sizes, more], size: size + more };
  return { ...writing, ended: { ...writing.ended, [file]: unwritten } };
}

const inWriting = (
  execution: RunningExecution,
  visit: Visit,
  change: (writing: Writing, doing: Scopes) => Partial<Scopes> & { readonly writing: Writing },
): RunningExecution =>
  changed(execution, visit, (position) => {
    if (!isCompound(position) || !position.doing.writing) return position;
    return { ...position, doing: { ...position.doing, ...change(position.doing.writing, position.doing) } };
  });

/** The run has its id. */
export const runStarted = (execution: RunningExecution, { state, visit, label, run }: EventOf<'MapRunStarted'>) =>
  changed(execution, { state, visit }, (position) =>
    isCompound(position) ? { ...position, doing: { ...position.doing, run: { label, run } } } : position,
  );

export function scheduled(execution: RunningExecution, event: EventOf<'ResultWriterScheduled'>) {
  const { write, part, dueAt } = event;
  const counted = changed(execution, event, (position) => ({ ...position, writes: write }));
  return inWriting(counted, event, (writing) => {
    const out = { write, part, dueAt, children: [] };
    if (part.file === 'MANIFEST') return { writing: { ...writing, out } };
    if (part.file === 'PENDING') return { writing: { ...writing, pending: writing.pending + part.items, out } };
    const { children, sizes, size } = writing.ended[part.file];
    const taken = sizes.slice(0, part.count).reduce((sum, each) => sum + each, 0);
    const rest = { children: children.slice(part.count), sizes: sizes.slice(part.count), size: size - taken };
    const ended = { ...writing.ended, [part.file]: rest };
    return { writing: { ...writing, ended, out: { ...out, children: children.slice(0, part.count) } } };
  });
}

export const succeeded = (execution: RunningExecution, event: EventOf<'ResultWriterSucceeded'>) =>
  inWriting(execution, event, ({ out, ...writing }) => {
    if (!out || out.write !== event.write) return { writing: { ...writing, ...(out && { out }) } };
    const { file } = out.part;
    return { writing: file === 'MANIFEST' ? { ...writing, over: 'DONE' } : withFile(writing, file, event.size) };
  });

const withFile = (writing: Writing, file: ResultFile, size: number): Writing => ({
  ...writing,
  files: { ...writing.files, [file]: [...writing.files[file], size] },
});

/** What was out is to be written again, if anything ever is: whether it was written nobody knows. */
function withoutOut({ out, ...writing }: Writing): Writing {
  if (out?.part.file !== 'SUCCEEDED') return writing;
  const { ended } = writing;
  const behind = { ...writing, ended: { ...ended, SUCCEEDED: NOTHING } };
  return [...out.children, ...ended.SUCCEEDED.children].reduce(withEnded, behind);
}

/** A redriven run writes on: what has succeeded stays in its files; all else is told anew, in files of the same names. */
export function writingAgain(before: Writing): Writing {
  const { over: _, ...writing } = withoutOut(before);
  const { ended, files } = writing;
  return {
    ...writing,
    ended: { ...ended, FAILED: NOTHING },
    files: { ...files, FAILED: [], PENDING: [] },
    pending: 0,
  };
}

/** The run fails, for this reason if there was none; nothing is written any more. */
export const failed = (execution: RunningExecution, event: EventOf<'ResultWriterFailed'>) =>
  inWriting(execution, event, (writing, { failure }) => ({
    writing: { ...withoutOut(writing), over: 'FAILED' },
    failure: failure ?? problemOf(event),
  }));
