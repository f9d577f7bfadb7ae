import { mapItem, type JsonObject } from '#asl';
import type { MapRun, Variables, Visit } from '#contracts';
import type { InnerScope, InState, Position, Scopes, ScopeState } from './scope-state.js';
import type { Run } from '../failure/step.js';
import type { RunningExecution } from '../execution.js';
import { hopsTo, ROOT, scopeIn, scopeOf, type Hop } from './scope-path.js';

/** A state that has scopes within it now. */
export type InCompound = InState & { readonly doing: Scopes };

export const isCompound = (position: Position | undefined): position is InCompound =>
  position?.at === 'STATE' && position.doing.phase === 'SCOPES';

/** The state that a hop leads through, if it is that one which is visited now. */
const through = (scope: ScopeState | undefined, { state }: Hop): InCompound | undefined =>
  isCompound(scope?.position) && scope.position.state === state ? scope.position : undefined;

/** The branch or iteration that a hop leads to. */
const innerScope = (position: InCompound | undefined, { index }: Hop): InnerScope | undefined =>
  position?.doing.scopes.find((scope) => scope.index === index);

/** The scope at a path; undefined where there is none any more. */
export function scopeAt({ root }: RunningExecution, path: string): ScopeState | undefined {
  if (path === ROOT) return root;
  let scope: ScopeState | undefined = root;
  for (const hop of hopsTo(path)) scope = innerScope(through(scope, hop), hop);
  return scope;
}

/** The execution with one scope changed; all that is not on the way to it is shared. A scope that is gone changes nothing. */
export function withScope(
  execution: RunningExecution,
  path: string,
  change: (scope: ScopeState) => ScopeState,
): RunningExecution {
  const { root } = execution;
  const changed = path === ROOT ? change(root) : changeWithin(root, hopsTo(path), 0, change);
  return changed === root ? execution : { ...execution, root: changed };
}

function changeWithin(
  scope: ScopeState,
  hops: readonly Hop[],
  depth: number,
  change: (scope: ScopeState) => ScopeState,
): ScopeState {
  const hop = hops[depth];
  if (!hop) return change(scope);
  const position = through(scope, hop);
  const place = position?.doing.scopes.findIndex(({ index }) => index === hop.index) ?? -1;
  const before = position?.doing.scopes[place];
  if (!position || !before) return scope;
  const after = changeWithin(before, hops, depth + 1, change);
  if (after === before) return scope;
  const scopes = position.doing.scopes.with(place, { ...after, index: hop.index });
  return { ...scope, position: { ...position, doing: { ...position.doing, scopes } } };
}

/** The visit that is going on, if it is this one. */
export function visitAt(execution: RunningExecution, { state, visit }: Visit): InState | undefined {
  const position = scopeAt(execution, scopeOf(state))?.position;
  return position?.at === 'STATE' && position.visit === visit && position.state === state ? position : undefined;
}

/** A scope with its path. */
export interface Placed {
  readonly path: string;
  readonly scope: ScopeState;
}

/** All states that are visited now, the outer ones first. */
export function* visitsIn({ position }: ScopeState): Generator<InState> {
  if (position.at !== 'STATE') return;
  yield position;
  if (isCompound(position)) for (const scope of position.doing.scopes) yield* visitsIn(scope);
}

/**
 * What can be read in a scope: its own variables and those of the scopes around it, up to one whose inside is an
 * execution of its own. No scope may reuse the name of an outer one, so that order does not matter.
 * https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 */
export function variablesOf({ root }: RunningExecution, path: string): Variables {
  if (path === ROOT) return root.variables ?? NONE;
  let variables = root.variables ?? NONE;
  let scope: ScopeState | undefined = root;
  for (const hop of hopsTo(path)) {
    const position = through(scope, hop);
    scope = innerScope(position, hop);
    const own = scope?.variables;
    if (position?.doing.mode === 'DISTRIBUTED') variables = own ?? NONE;
    else if (own) variables = variables === NONE ? own : { ...variables, ...own };
  }
  return variables;
}

const NONE: Variables = {};

/** The nearest scope around a scope that is an execution of its own, which has a history of its own. */
export function historyAround({ root }: RunningExecution, path: string): string {
  if (path === ROOT) return ROOT;
  let around = ROOT;
  let scope: ScopeState | undefined = root;
  for (const hop of hopsTo(path)) {
    const position = through(scope, hop);
    if (position?.doing.mode === 'DISTRIBUTED') around = scopeIn(hop.state, hop.index);
    scope = innerScope(position, hop);
  }
  return around;
}

/** An iteration that is an execution of its own. */
export interface ChildExecution {
  readonly run: MapRun;
  readonly express?: true;
  readonly iteration: InnerScope;
}

/** The nearest one around a scope; undefined in the execution itself. */
export function childAround({ root }: RunningExecution, path: string): ChildExecution | undefined {
  if (path === ROOT) return undefined;
  let child: ChildExecution | undefined;
  let scope: ScopeState | undefined = root;
  for (const hop of hopsTo(path)) {
    const position = through(scope, hop);
    const iteration = innerScope(position, hop);
    const { run, express } = position?.doing ?? {};
    if (run && iteration) child = { run, ...(express && { express }), iteration };
    scope = iteration;
  }
  return child;
}

/** The tries of the states around a scope, from outside. */
export function runsTo({ root }: RunningExecution, path: string): Run[] {
  const runs: Run[] = [];
  let scope: ScopeState | undefined = root;
  for (const hop of hopsTo(path)) {
    const position = through(scope, hop);
    if (!position) return runs;
    const { visit, doing } = position;
    const { attempt, maxConcurrency: limit } = doing;
    runs.push({ ...hop, visit, attempt, ...(limit && { limit }) });
    scope = innerScope(position, hop);
  }
  return runs;
}

/** What the nearest Map around a scope is about there. */
export function itemOf({ root }: RunningExecution, path: string): JsonObject | undefined {
  let item: JsonObject | undefined;
  let scope: ScopeState | undefined = root;
  for (const hop of hopsTo(path)) {
    const position = through(scope, hop);
    if (position?.doing.items) {
      const { items, keys, sources, batch } = position.doing;
      // A batch is about several.
      item = batch ? undefined : mapItem({ items, keys, sources }, hop.index);
    }
    scope = innerScope(position, hop);
  }
  return item;
}
