import type {
  AssignDefinition,
  CatcherDefinition,
  CompensateDefinition,
  InputOutputDefinition,
  PassDefinition,
  QueryLanguage,
  ResultDefinition,
} from '../definition.js';
import type { Evaluated, Json, JsonObject, Later, Left, Scope } from '../machine.js';
import { jsonPathFlow } from './json-path-flow.js';
import { jsonataFlow } from './jsonata-flow.js';

export type Given = (scope: Scope) => Later<Evaluated<Json>>;
export type Leave = (scope: Scope) => Later<Evaluated<Left>>;
export type LeaveWith<R extends Json = Json> = (scope: Scope, result: R) => Later<Evaluated<Left>>;

type Filters = InputOutputDefinition & AssignDefinition;

/** How data goes through a state, in one query language. */
export interface Flow {
  /** What a Task sends, or branches are given. */
  readonly given: (definition: ResultDefinition & InputOutputDefinition) => Given;
  /** Values to be filled in, wherever the definition has some. `location` is where. */
  readonly template: (template: Json, location: string) => Given;
  /** What a Map's items are read from. */
  readonly filtered: (definition: InputOutputDefinition) => Given;
  readonly pass: (definition: PassDefinition) => Leave;
  /** A state without a result. */
  readonly through: (definition: Filters) => Leave;
  /** A state with one. */
  readonly result: (definition: ResultDefinition & Filters) => LeaveWith;
  readonly caught: (definition: CatcherDefinition) => LeaveWith<JsonObject>;
  /** What undoes a step is given; the result is `{input, output?, error}` (R6). */
  readonly undo: (definition: CompensateDefinition) => (scope: Scope, undo: JsonObject) => Later<Evaluated<Json>>;
  /** The value of a field that may be given, computed, or read by a path; undefined where the definition has none. */
  readonly field: <T>(field: FieldOf<T>) => (scope: Scope) => Later<Evaluated<T | undefined>>;
}

/** A field such as `TimeoutSeconds`, whose value may also stand at `TimeoutSecondsPath`. */
export interface FieldOf<T> {
  readonly name: string;
  /** Where it stands within the state; the name itself, if it stands there. */
  readonly location?: string;
  readonly value: Json | undefined;
  /** A path, or an intrinsic function. */
  readonly path?: string | undefined;
  /** "number", as JSONata's sentence says it. */
  readonly expected: string;
  readonly read: (value: Json) => T | undefined;
  /** What Step Functions says of a value that is one, and too small or too large. */
  readonly beyond?: (value: T) => string | undefined;
  /** A value that the path leads to and that is not one. */
  readonly refuse: (value: Json, path: string) => Evaluated<never>;
}

const FLOWS: { readonly [L in QueryLanguage]: Flow } = { JSONPath: jsonPathFlow, JSONata: jsonataFlow };

/** A state's own query language, or the machine's. */
export const flowOf = ({ QueryLanguage }: { readonly QueryLanguage?: QueryLanguage }, machine: QueryLanguage): Flow =>
  FLOWS[QueryLanguage ?? machine];
