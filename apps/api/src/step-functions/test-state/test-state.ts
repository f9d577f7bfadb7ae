import type { InspectionData, TestStateInput, TestStateOutput } from '@aws-sdk/client-sfn';
import type { Left } from '#asl';
import { LIMITS, type JsonObject } from '#contracts';
import { handle, type Handled } from './handlers.js';
import { JsonTexts } from './json-texts.js';
import type { Refusal } from './refusal.js';
import { STATE_NAME } from './state-under-test.js';
import { run } from './states/run.js';
import type { Surroundings } from './surroundings.js';
import { trialOf } from './trial-of.js';
import { Trial, type Outcome } from './trial.js';

export type Tested = { readonly ok: true; readonly output: TestStateOutput } | Refusal;

/**
 * Runs a single state as Step Functions' TestState does, and tells what becomes of its data.
 * https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html
 */
export async function testState(request: TestStateInput, surroundings: Surroundings): Promise<Tested> {
  const trial = trialOf(request, surroundings, new JsonTexts());
  if (!(trial instanceof Trial)) return trial;
  const outcome = withinLimits(await run(trial), trial);
  if (outcome.kind === 'refused') return outcome.refusal;
  const end = outcome.kind === 'left' ? outcome : await handle(outcome, trial);
  const told = 'left' in end ? passed(end, trial) : fell(end, trial);
  const details = { input: request.input ?? '{}', ...trial.details, ...told.details };
  const level = request.inspectionLevel ?? 'INFO';
  return { ok: true, output: { ...told.output, ...(level !== 'INFO' && { inspectionData: details }) } };
}

interface Told {
  readonly output: TestStateOutput;
  readonly details: InspectionData;
}

function passed({ left, next }: Extract<Outcome, { kind: 'left' }>, trial: Trial): Told {
  const output = { output: trial.written(left.output), ...(next !== undefined && { nextState: next }) };
  return { output: { ...output, status: 'SUCCEEDED' }, details: variablesAfter(left, trial) };
}

function fell({ status, error, cause, caught, details }: Handled, trial: Trial): Told {
  const failure = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
  const goesOn = caught && { output: trial.written(caught.left.output), nextState: caught.next };
  return {
    output: { ...goesOn, ...failure, status },
    details: { ...variablesAfter(caught?.left, trial), ...(details && { errorDetails: details }) },
  };
}

/** "The set will include variables assigned in the state and variables set up as test state input." */
function variablesAfter(left: Left | undefined, { variables }: Trial): InspectionData {
  const after: JsonObject = { ...variables, ...left?.assigned };
  return Object.keys(after).length === 0 ? {} : { variables: JSON.stringify(after) };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const withinLimits = (outcome: Outcome, trial: Trial): Outcome =>
  outcome.kind === 'left' && Buffer.byteLength(trial.written(outcome.left.output)) > LIMITS.payloadBytes
    ? {
        kind: 'failed',
        error: 'States.DataLimitExceeded',
        cause: `The state/task '${STATE_NAME}' returned a result with a size exceeding the maximum number of bytes service limit.`,
      }
    : outcome;
