import type { z } from 'zod';
import { executionArn, stateMachineArn } from './arn.js';
import type { Fixed } from './events/fields.js';
import type { resultPart, resultsTo } from './events/result-writer.js';
import { iterationId, iterationName, type MapRun } from './history/map-run-arn.js';
import type { Json } from './json.js';

/**
 * What becomes of the results of a Distributed Map.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 */
export type ResultsTo = z.infer<typeof resultsTo>;

/** Files of one kind are numbered from 0. FAILED: failed and aborted; PENDING: never begun. */
export type ResultFile = 'SUCCEEDED' | 'FAILED' | 'PENDING';

/** What one write is about. */
export type ResultPart = Fixed<z.infer<typeof resultPart>>;

/** An iteration that has ended; times in epoch milliseconds. */
export interface EndedIteration {
  readonly index: number;
  readonly status: 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  /** Absent where nothing of it is told. */
  readonly input?: Json;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  readonly startedAt: number;
  readonly stoppedAt: number;
  /** How often it was redriven. */
  readonly redrives?: number;
}

/** The run, and the state machine that it is of. */
export interface RunOf extends MapRun {
  readonly stateMachine: string;
}

/** Sizes in bytes of the files that are written, in their order. */
export type ResultSizes = { readonly [F in ResultFile]: readonly number[] };

/** `results/6dbf…/`: what the keys of a run's files begin with. */
const folderOf = ({ run }: MapRun, { prefix = '' }: Pick<ResultsTo, 'prefix'>): string =>
  `${prefix}${prefix === '' || prefix.endsWith('/') ? '' : '/'}${run}/`;

export const manifestKey = (run: MapRun, to: Pick<ResultsTo, 'prefix'>): string => `${folderOf(run, to)}manifest.json`;

export const resultKey = (
  run: MapRun,
  to: Pick<ResultsTo, 'prefix' | 'outputType'>,
  { file, number }: { readonly file: ResultFile; readonly number: number },
): string => `${folderOf(run, to)}${file}_${number}.${to.outputType === 'JSONL' ? 'jsonl' : 'json'}`;

/** As Step Functions gives it: whatever the transformation, one that failed is told as it is. */
export const transformed = (
  children: readonly EndedIteration[],
  transformation: ResultsTo['transformation'],
  run: RunOf,
): Json[] =>
  children.flatMap((child) => {
    if (transformation === 'NONE' || child.status !== 'SUCCEEDED') return [told(child, run)];
    const { output = null } = child;
    return transformation === 'FLATTEN' && Array.isArray(output) ? (output as Json[]) : [output];
  });

/** A child execution as Step Functions' result files have it: fields in order of their names, payloads as texts. */
function told(child: EndedIteration, run: RunOf): Json {
  const { index, status, input, output, error, cause, startedAt, stoppedAt, redrives = 0 } = child;
  const { stateMachine, label } = run;
  return {
    ...(cause !== undefined && { Cause: cause }),
    ...(error !== undefined && { Error: error }),
    ExecutionArn: executionArn(iterationId(stateMachine, run, index)),
    Input: JSON.stringify(input ?? null),
    InputDetails: INCLUDED,
    Name: iterationName(run, index),
    ...(output !== undefined && { Output: JSON.stringify(output) }),
    OutputDetails: INCLUDED,
    RedriveCount: redrives,
    ...(status === 'SUCCEEDED' ? NOT_REDRIVABLE : { RedriveStatus: 'REDRIVABLE_BY_MAP_RUN' }),
    StartDate: new Date(startedAt).toISOString(),
    StateMachineArn: stateMachineArn(`${stateMachine}/${label}`),
    Status: status,
    StopDate: new Date(stoppedAt).toISOString(),
  };
}

const INCLUDED = { Included: true };
const NOT_REDRIVABLE = {
  RedriveStatus: 'NOT_REDRIVABLE',
  RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
};

/** An iteration that never began. */
export const toldPending = (input: Json): Json => ({
  Input: JSON.stringify(input),
  InputDetails: INCLUDED,
  Status: 'PENDING',
});

/** A list, or a value a line. */
export const asText = (values: readonly Json[], outputType: ResultsTo['outputType']): string =>
  outputType === 'JSON' ? JSON.stringify(values) : values.map((value) => `${JSON.stringify(value)}\n`).join('');
