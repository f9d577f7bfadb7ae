import {
  asText,
  manifestKey,
  mapRunArn,
  transformed,
  type EndedIteration,
  type Json,
  type MapRun,
  type ResultsTo,
} from '#contracts';
import type { RunningExecution } from '../execution.js';
import type { Scopes } from '../scopes/scope-state.js';

/** What the iterations left, in the order of the items; of a run whose results are in files, where those are. */
export function resultOf({ stateMachine }: RunningExecution, doing: Scopes): Json {
  const { writing, run, results = [] } = doing;
  if (!writing || !run) return withoutLost(stateMachine, doing);
  const { to } = writing;
  if (to.resource !== undefined) return whereItIs(stateMachine, run, to);
  const ended = results.flat().filter((child) => child !== null) as unknown as EndedIteration[];
  const values = transformed(ended, to.transformation, { stateMachine, ...run });
  return to.outputType === 'JSONL' ? asText(values, 'JSONL') : values;
}

const whereItIs = (stateMachine: string, run: MapRun, to: ResultsTo): Json => ({
  MapRunArn: mapRunArn(stateMachine, run),
  ResultWriterDetails: { Bucket: to.bucket ?? '', Key: manifestKey(run, to) },
});

/**
 * One that failed and was tolerated is told as an execution, if it is one; an iteration that is none has left nothing.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 */
function withoutLost(stateMachine: string, { results = [], lost, run, begun }: Scopes): Json {
  const left = results.flat();
  if (!lost) return left;
  const failed = new Map(lost.flat().map((child) => [child.index, child]));
  return Array.from({ length: begun }, (_, index) => index).flatMap((index) => {
    const child = failed.get(index);
    if (!child) return [left[index] ?? null];
    return run ? transformed([child], 'COMPACT', { stateMachine, ...run }) : [];
  });
}
