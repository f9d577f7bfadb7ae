import type { BlockDefinition, QueryLanguage, StateDefinition, StateDefinitions } from '../definition.js';
import type { Block, CompiledState, StateType } from '../machine.js';
import { compileChoice } from './choice.js';
import type { Compiling } from './common.js';
import { compileCompensateState } from './compensate-state.js';
import { compileFail } from './fail.js';
import { compileMap } from './map.js';
import { compileParallel } from './parallel.js';
import { compilePass } from './pass.js';
import { compileSucceed } from './succeed.js';
import { compileTask } from './task.js';
import { compileWait } from './wait.js';

type Compile<T extends StateType> = (
  name: string,
  definition: StateDefinitions[T],
  compiling: Compiling,
) => CompiledState<T>;

/** One file a state type; a type without a row does not compile. */
const COMPILE: { readonly [T in StateType]: Compile<T> } = {
  Task: compileTask,
  Pass: compilePass,
  Choice: compileChoice,
  Wait: compileWait,
  Succeed: compileSucceed,
  Fail: compileFail,
  Parallel: compileParallel,
  Map: compileMap,
  Compensate: compileCompensateState,
};

type Any = (name: string, definition: StateDefinition, compiling: Compiling) => CompiledState;

const compilingIn = (language: QueryLanguage): Compiling => ({
  language,
  block: (inner) => compileBlock(inner, language),
});

/** A state of a machine in this query language. */
export const compileState = (
  name: string,
  definition: StateDefinition,
  compiling: Compiling = compilingIn('JSONPath'),
): CompiledState => (COMPILE[definition.Type] as Any)(name, definition, compiling);

/** The states of a machine, a branch or an item processor, in the query language that they do not name themselves. */
export function compileBlock({ StartAt, States, QueryLanguage }: BlockDefinition, language: QueryLanguage): Block {
  const compiling = compilingIn(QueryLanguage ?? language);
  const states = Object.entries(States).map(([name, state]) => [name, compileState(name, state, compiling)] as const);
  return { StartAt, states: new Map(states) };
}
