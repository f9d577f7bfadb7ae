import { asText, manifestKey, mapRunArn, transformed, type EndedIteration, type Json } from '#contracts';
import type { RunningExecution, Scopes } from '../execution.js';

/** What the iterations left, in the order of the items; of a run whose results are in files, where those are. */
export function resultOf({ stateMachine }: RunningExecution, { results = [], writing }: Scopes): Json {
  const run = writing?.run;
  if (!writing || !run) return results.flat();
  const { to } = writing;
  if (to.resource === undefined) {
    const ended = results.flat().filter((child) => child !== null) as unknown as EndedIteration[];
    const values = transformed(ended, to.transformation, { stateMachine, ...run });
    return to.outputType === 'JSONL' ? asText(values, 'JSONL') : values;
  }
  const { bucket = '' } = to;
  return {
    MapRunArn: mapRunArn(stateMachine, run),
    ResultWriterDetails: { Bucket: bucket, Key: manifestKey(run, to) },
  };
}
