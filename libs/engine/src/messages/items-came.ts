import type { CompiledState, Items, ItemSource } from '#asl';
import type { Json, JsonObject, Problem } from '#contracts';
import type { Decision } from '../decision.js';
import type { RunningExecution } from '../execution.js';
import { settle } from '../failure/fail-state.js';
import { stateAt } from '../scopes/definition-of.js';
import { visitAt } from '../scopes/scope-tree.js';
import { entryOf } from '../states/entry-of.js';
import { startWith } from '../states/map.js';
import type { Replied } from './replied.js';

type ToVisit = Extract<Replied, { to: 'VISIT' }>;

/** Whether a reply is about the items of a Map, and not about a Task or an undo. */
export const isOfMap = ({ machine }: Decision, { token }: Extract<Replied, { token: unknown }>): boolean =>
  token.leg === 'F' && stateAt(machine, token.state).Type === 'Map';

/** They answer the try that is out; the Map begins with them. */
export async function itemsCame(decision: Decision, { latest, token }: ToVisit, answer: Json): Promise<void> {
  if (!latest) return;
  const { state: path, visit, attempt } = token;
  const items = itemsIn(answer);
  if (!items) return decision.record({ ...failed(token), cause: `${path} was answered without items` });
  decision.record({ type: 'ItemReaderSucceeded', state: path, visit, attempt, count: items.items.length });
  const execution = decision.execution as RunningExecution;
  const position = visitAt(execution, token);
  if (!position) throw new Error(`${path} is not visited`);
  const state = stateAt(decision.machine, path) as CompiledState<'Map'>;
  const entry = entryOf(decision, execution, position);
  await settle(decision, state, entry, await startWith(state, entry, { attempt, items }));
}

/** Whatever its participant calls it, it is the one error that Step Functions has for it. */
export function itemsFailed(
  decision: Decision,
  replied: Extract<Replied, { token: unknown }>,
  { error, cause }: Problem,
): undefined {
  if (replied.to !== 'VISIT' || !replied.latest) return;
  const said = [error === ERROR ? undefined : error, cause].filter((text) => text !== undefined);
  decision.record({ ...failed(replied.token), ...(said.length > 0 && { cause: said.join(': ') }) });
}

const ERROR = 'States.ItemReaderFailed';

const failed = ({ state, visit, attempt }: ToVisit['token']) =>
  ({ type: 'ItemReaderFailed', state, visit, attempt, error: ERROR }) as const;

/** `{items}`; `keys` where they are the fields of an object, and `sources` where they are not all from what was asked for. */
function itemsIn(answer: Json): Items | undefined {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return undefined;
  const { items, keys, sources } = answer as JsonObject;
  if (!Array.isArray(items)) return undefined;
  if (keys !== undefined && !isKeysOf(keys, items)) return undefined;
  if (sources !== undefined && !isSourcesOf(sources, items)) return undefined;
  return { items, ...(keys && { keys }), ...(sources && { sources }) };
}

function isSourcesOf(sources: Json, items: readonly Json[]): sources is readonly ItemSource[] & Json {
  if (!Array.isArray(sources)) return false;
  let read = 0;
  for (const source of sources as readonly (Partial<ItemSource> | null)[]) {
    const { uri, count = NaN } = source ?? {};
    if (typeof uri !== 'string' || !Number.isInteger(count) || count < 0) return false;
    read += count;
  }
  return read === items.length;
}

const isKeysOf = (keys: Json, items: readonly Json[]): keys is readonly string[] =>
  Array.isArray(keys) && keys.length === items.length && keys.every((key) => typeof key === 'string');
