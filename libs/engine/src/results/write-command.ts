import { writeId, type Command, type Json, type Visit } from '#contracts';
import type { RunningExecution } from '../execution.js';
import type { Scopes } from '../scopes/scope-state.js';
import type { WriteOut, Writing } from './writing.js';
import { instantOf } from '../instant.js';
import { isCompound, type InCompound, visitsIn } from '../scopes/scope-tree.js';
import { taskTokenOf } from '../task-token.js';
import { WRITE_RESULTS_COMMAND } from '../tasks/items-participant.js';
import type { ReplyTo } from '../commands-from.js';

/** The writes that are out, each with the Map that it is of. */
export function* writesOut({ root }: RunningExecution): Generator<{ position: InCompound; out: WriteOut }> {
  for (const position of visitsIn(root))
    if (isCompound(position) && position.doing.writing?.out) yield { position, out: position.doing.writing.out };
}

/** For those who only ask whether there are any. */
export const outstandingWrites = (execution: RunningExecution): (Visit & { readonly write: number })[] =>
  [...writesOut(execution)].map(({ position: { state, visit }, out: { write } }) => ({ state, visit, write }));

/** Its content is what the execution keeps of the iterations, so that nothing of that is on the log twice. */
export function writeCommand(
  execution: RunningExecution,
  { state, visit, doing }: InCompound,
  out: WriteOut,
  replyTo: ReplyTo,
): Command {
  const { write, dueAt } = out;
  return {
    id: writeId(execution.id, { state, visit, write }),
    command: WRITE_RESULTS_COMMAND,
    attempt: write,
    execution: execution.id,
    state,
    visit,
    taskToken: taskTokenOf(execution, 'W', { state, visit, attempt: write }),
    input: inputOf(execution, doing, out),
    deadline: instantOf(dueAt),
    replyTo,
  };
}

function inputOf({ stateMachine }: RunningExecution, { writing, run }: Scopes, { part, children }: WriteOut): Json {
  const { to, files } = writing as Writing;
  const about = { to, run: { stateMachine, ...run } };
  switch (part.file) {
    case 'MANIFEST':
      return { ...about, manifest: files } as unknown as Json;
    case 'PENDING':
      return { ...about, file: part.file, number: part.number, inputs: part.inputs } as unknown as Json;
    default:
      return { ...about, file: part.file, number: part.number, executions: children } as unknown as Json;
  }
}
