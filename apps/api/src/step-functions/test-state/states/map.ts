import type { CompiledState } from '#asl';
import { invalid } from '../refusal.js';
import { noteInput, noteResult } from '../stages.js';
import { failedToEvaluate, left, type Outcome, type Trial, type Unevaluated } from '../trial.js';
import { iterationsOf } from './iterations.js';
import type { TestOf } from './test-of.js';

export const testMap: TestOf<'Map'> = async (state, trial) => {
  await noteInput(trial, 'afterInputPath');
  const iterations = await iterationsOf(state, trial);
  if (!iterations.ok) return failedToEvaluate(iterations);
  const unset = await noteSettings(state, trial);
  if (unset) return failedToEvaluate(unset);
  const { mock } = trial;
  const failures = trial.configuration.mapIterationFailureCount ?? 0;
  const count = iterations.value?.length;
  if (count !== undefined && failures > count) return TOO_MANY;
  if (mock === undefined || 'errorOutput' in mock) return { kind: 'failed', ...mock?.errorOutput };
  if (areTooMany(failures, count, trial)) return EXCEEDED;
  await noteResult(trial, mock.result);
  return left(await state.output(trial.scope(), mock.result), state.Next);
};

const TOO_MANY: Outcome = {
  kind: 'refused',
  refusal: invalid('Map iteration failure count must be less than or equal to the number of Map iterations'),
};

const EXCEEDED: Outcome = {
  kind: 'failed',
  error: 'States.ExceedToleratedFailureThreshold',
  cause: 'The specified tolerated failure threshold was exceeded',
};

/** A concurrency without limit is 0; what is tolerated is told where the definition says so. */
async function noteSettings(state: CompiledState<'Map'>, trial: Trial): Promise<Unevaluated | undefined> {
  for (const name of ['maxConcurrency', 'toleratedFailureCount', 'toleratedFailurePercentage'] as const) {
    const setting = await state[name](trial.scope());
    if (!setting.ok) return setting;
    if (setting.value !== undefined || name === 'maxConcurrency') trial.details[name] = setting.value ?? 0;
  }
  return undefined;
}

/** As recorded: a Map that does not say what it tolerates is taken to tolerate what the mock says has failed. */
const areTooMany = (failures: number, count: number | undefined, { details }: Trial): boolean =>
  failures > (details.toleratedFailureCount ?? Infinity) ||
  (count !== undefined && 100 * failures > count * (details.toleratedFailurePercentage ?? Infinity));
