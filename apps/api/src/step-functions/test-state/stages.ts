import { compileAlone, type Evaluated, type Json, type Later, type Left, type Scope } from '#asl';
import type { Stage, Trial } from './trial.js';

/**
 * What is seen of a state's data on its way: each stage is what a state would have that ended there. Only JSONPath has
 * them.
 */
const FIELDS = {
  afterInputPath: ['InputPath'],
  afterParameters: ['InputPath', 'Parameters'],
  afterResultSelector: ['ResultSelector'],
  afterResultPath: ['ResultSelector', 'ResultPath'],
} as const satisfies { readonly [S in Stage]?: readonly string[] };

export type InputStage = 'afterInputPath' | 'afterParameters';

/** The last of them, if all could be computed. */
export async function noteInput(trial: Trial, ...stages: readonly InputStage[]): Promise<Json | undefined> {
  if (trial.tested.language === 'JSONata') return undefined;
  let last: Json | undefined;
  for (const stage of stages) {
    const seen = await partOf(trial, stage).effectiveInput(trial.scope());
    if (!seen.ok) return undefined;
    trial.note(stage, seen.value);
    last = seen.value;
  }
  return last;
}

export async function noteResult(trial: Trial, result: Json): Promise<void> {
  if (trial.tested.language === 'JSONata') return;
  for (const stage of ['afterResultSelector', 'afterResultPath'] as const) {
    const seen: Evaluated<Left> = await partOf(trial, stage).output(trial.scope(), result);
    if (!seen.ok) return;
    trial.note(stage, seen.value.output);
  }
}

/** A Task with those fields of the state that the stage is about. */
function partOf({ tested: { definition } }: Trial, stage: keyof typeof FIELDS) {
  const fields = FIELDS[stage].flatMap((field) => (field in definition ? [[field, definition[field]]] : []));
  return taskOf(Object.fromEntries(fields));
}

const taskOf = (fields: object) => {
  const compiled = compileAlone({ Type: 'Task', Resource: 'kafka:test.state', End: true, ...fields });
  // Its fields are those of a state that has been found valid.
  if (!compiled.ok || compiled.state.Type !== 'Task') throw new Error('a part of a valid state is not valid');
  return compiled.state;
};

/** What `InputPath` would leave. */
export const compileFilter = (path: Json): ((scope: Scope) => Later<Evaluated<Json>>) =>
  taskOf({ InputPath: path }).effectiveInput;

/** A payload template, or JSONata, that no state has by itself. */
export const evaluate = async (trial: Trial, template: Json, scope = trial.scope()): Promise<Evaluated<Json>> =>
  trial.tested.language === 'JSONata'
    ? taskOf({ QueryLanguage: 'JSONata', Arguments: template }).effectiveInput(scope)
    : taskOf({ Parameters: template }).effectiveInput(scope);
