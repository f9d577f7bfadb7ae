import type { StateDefinition, StateDefinitions } from '../definition.js';
import type { CompiledState, StateType } from '../machine.js';
import type { BlockDefinition } from '../definition.js';
import type { Block } from '../machine.js';
import { compileMap } from './map.js';
import { compileParallel } from './parallel.js';
import { compileChoice } from './choice.js';
import { compileFail } from './fail.js';
import { compilePass } from './pass.js';
import { compileSucceed } from './succeed.js';
import { compileTask } from './task.js';
import { compileWait } from './wait.js';

type Compile<T extends StateType> = (name: string, definition: StateDefinitions[T]) => CompiledState<T>;

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
};

export const compileState = (name: string, definition: StateDefinition): CompiledState =>
  (COMPILE[definition.Type] as (name: string, definition: StateDefinition) => CompiledState)(name, definition);

export const compileBlock = ({ StartAt, States }: BlockDefinition): Block => ({
  StartAt,
  states: new Map(Object.entries(States).map(([name, state]) => [name, compileState(name, state)])),
});
