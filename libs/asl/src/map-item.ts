import type { Items, ItemSource, Json, JsonObject } from './machine.js';

interface About {
  readonly items: readonly Json[];
  readonly keys?: Items['keys'] | undefined;
  readonly sources?: Items['sources'] | undefined;
}

/**
 * What an iteration about the item of this index finds in the Context object.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html#contextobject-map
 */
export function mapItem({ items, keys, sources }: About, index: number): JsonObject {
  const key = keys?.[index];
  return {
    Index: index,
    Value: items[index] ?? null,
    ...(key !== undefined && { Key: key }),
    Source: sources ? sourceAt(sources, index) : 'STATE_DATA',
  };
}

function sourceAt(sources: readonly ItemSource[], index: number): string {
  let before = 0;
  for (const { uri, count } of sources) {
    before += count;
    if (index < before) return uri;
  }
  return sources.at(-1)?.uri ?? '';
}
