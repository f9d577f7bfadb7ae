import type { InRecord, PartitionReader, TopicPartition } from '#kafka';
import { partKey, readKey, type SetId } from './checkpoint-keys.js';
import type { Position } from './checkpoint-records.js';
import { partedIn } from './parts.js';

/** One take-over's set as read: the records' texts, parsed only if the set is chosen. */
export interface CheckpointSet {
  readonly id: SetId;
  readonly entities: Map<string, string>;
  /** Of entities that are in parts, by key. */
  readonly parts: Map<string, string>;
  /** By key, with the hour they belong to. */
  readonly ends: Map<string, { readonly hour: number; readonly text: string }>;
  position: Position | undefined;
  /** Every key of the set that has not been deleted. */
  readonly keys: Set<string>;
}

/** What is needed of a set to delete it. */
export type SetKeys = Pick<CheckpointSet, 'id' | 'position' | 'keys'>;

/** All sets of one partition; reads until it stands at the end as it is then (C3). */
export async function readSets(reader: PartitionReader, at: TopicPartition): Promise<CheckpointSet[]> {
  const sets = new Map<string, CheckpointSet>();
  await reader.readToEnd(at, 0, (records) => {
    for (const record of records) take(sets, record);
  });
  return [...sets.values()].filter((set) => set.keys.size > 0);
}

/** C3: of all positions the one with the largest P. */
export const chooseSet = (sets: readonly CheckpointSet[]): CheckpointSet | undefined =>
  sets.reduce<CheckpointSet | undefined>(
    (best, set) => (set.position && set.position.P > (best?.position?.P ?? -1) ? set : best),
    undefined,
  );

/**
 * Every entity of a set, as its text.
 * @throws PartLost
 */
export function* entitiesOf({ id, entities, parts }: CheckpointSet): Iterable<readonly [entity: string, text: string]> {
  for (const [entity, text] of entities) {
    const parted = partedIn(text);
    if (!parted) {
      yield [entity, text];
      continue;
    }
    const found = Array.from({ length: parted.parts }, (_, n) => parts.get(partKey(id, entity, parted.x, n)));
    if (found.includes(undefined)) throw new PartLost(entity);
    yield [entity, found.join('')];
  }
}

/** A set says of an entity that it is in parts, and lacks one. */
export class PartLost extends Error {
  override readonly name = 'PartLost';
  constructor(entity: string) {
    super(
      `The checkpoint of ${entity} is not complete. Empty its partition of the checkpoints topic, so that the log is read ` +
        'from its beginning.',
    );
  }
}

/** C4: sets that may go once a position `P` of `epoch` is acknowledged. */
export const obsoleteSets = (sets: readonly SetKeys[], P: number, epoch: number): SetKeys[] =>
  sets.filter((set) => (set.position ? set.position.P < P : set.id.epoch < epoch));

function take(sets: Map<string, CheckpointSet>, record: InRecord): void {
  const text = record.key?.toString('utf8') ?? '';
  const key = readKey(text);
  if (!key) return;
  const id = `${key.set.epoch}/${key.set.owner}`;
  let set = sets.get(id);
  if (!set)
    sets.set(
      id,
      (set = {
        id: key.set,
        entities: new Map(),
        parts: new Map(),
        ends: new Map(),
        position: undefined,
        keys: new Set(),
      }),
    );
  const value = record.value?.toString('utf8');
  if (value === undefined) set.keys.delete(text);
  else set.keys.add(text);
  switch (key.kind) {
    case 'entity':
      if (value === undefined) set.entities.delete(key.entity);
      else set.entities.set(key.entity, value);
      return;
    case 'part':
      if (value === undefined) set.parts.delete(text);
      else set.parts.set(text, value);
      return;
    case 'ends':
      if (value === undefined) set.ends.delete(text);
      else set.ends.set(text, { hour: key.hour, text: value });
      return;
    case 'position':
      set.position = value === undefined ? undefined : (JSON.parse(value) as Position);
  }
}
