import type { Failure, Json } from '#contracts';

/** What a definition declares that `verify` needs to know; read off its JSON, without the compiler. */
export interface Declared {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, DeclaredState>;
  /** Whether an end of this kind undoes what was done. */
  readonly undoes: Readonly<Record<Failure, boolean>>;
  /** HALT: behind an undo that waits for a person nothing earlier is undone. */
  readonly halts: boolean;
  /** R4: what is out is waited for before an undo. */
  readonly drains: boolean;
  /** R2 */
  readonly order: 'LIFO' | 'STRUCTURED' | 'PARALLEL';
}

export interface DeclaredState {
  readonly type: string;
  readonly resource?: string;
  /** The resource of what undoes it. */
  readonly undo?: string;
  readonly undoOnFailure: boolean;
  readonly pivot: boolean;
  /** The one state that a Compensate state undoes. */
  readonly undoes?: string;
  /** Where it may go; undefined is the end. */
  readonly successors: ReadonlySet<string | undefined>;
}

type Fields = { readonly [field: string]: Json | undefined };

const fields = (value: Json | undefined): Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : {};
const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);

const ORDERS = ['LIFO', 'STRUCTURED', 'PARALLEL'] as const;

/** R14: what it starts and waits for may have to be undone. */
const NESTED = /:states:startExecution\.sync(?::2)?$/;

export function declaredIn(definition: { readonly [field: string]: Json }): Declared {
  const saga = fields(definition['Saga']);
  const states = new Map<string, DeclaredState>();
  for (const [name, state] of statesIn(fields(definition))) states.set(name, declaredState(state));
  const compensates = [...states.values()].some(
    ({ undo, resource = '' }) => undo !== undefined || NESTED.test(resource),
  );
  const undoes = (policy: string) => compensates && saga[policy] !== 'NONE';
  return {
    startAt: text(definition['StartAt']) ?? '',
    states,
    undoes: { FAILED: undoes('OnFailure'), ABORTED: undoes('OnAbort'), TIMED_OUT: undoes('OnTimeout') },
    drains: saga['CancelTimeoutSeconds'] !== 0,
    halts: saga['OnUndoFailure'] !== 'CONTINUE',
    order: ORDERS.find((order) => order === saga['Order']) ?? 'LIFO',
  };
}

/** The states of a machine and of all that it holds: a name stands once in a definition. */
function* statesIn(block: Fields): Generator<[string, Json]> {
  for (const [name, state] of Object.entries(fields(block['States']))) {
    if (state === undefined) continue;
    yield [name, state];
    const { Branches, ItemProcessor, Iterator } = fields(state);
    for (const inner of [...list(Branches), ItemProcessor, Iterator]) yield* statesIn(fields(inner));
  }
}

function declaredState(value: Json | undefined): DeclaredState {
  const state = fields(value);
  const resource = text(state['Resource']);
  const undo = text(fields(state['Compensate'])['Resource']);
  const nexts = [state, ...list(state['Catch']), ...list(state['Choices'])].map((place) =>
    text(fields(place as Json)['Next']),
  );
  const successors = new Set<string | undefined>(nexts.filter((next) => next !== undefined));
  const otherwise = text(state['Default']);
  if (otherwise !== undefined) successors.add(otherwise);
  if (state['End'] === true || state['Type'] === 'Succeed') successors.add(undefined);
  return {
    type: text(state['Type']) ?? '',
    ...(resource === undefined ? {} : { resource }),
    ...(undo === undefined ? {} : { undo }),
    undoOnFailure: state['CompensateOnFailure'] === true,
    pivot: state['SagaRole'] === 'PIVOT',
    ...(state['Type'] === 'Compensate' && typeof state['State'] === 'string' && { undoes: state['State'] }),
    successors,
  };
}

/** The state's name in its path through the scopes: the last segment, unescaped. */
export function nameIn(path: string): string {
  const last = path.slice(path.lastIndexOf('.') + 1);
  return last.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
