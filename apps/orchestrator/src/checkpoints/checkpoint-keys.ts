/**
 * Keys of the compacted topic `checkpoints`. Each take-over writes a set of its own: all its keys begin with
 * `{epoch}/{owner}/`.
 */
export interface SetId {
  readonly epoch: number;
  readonly owner: string;
}

export type CheckpointKey = { readonly set: SetId } & (
  | { readonly kind: 'entity'; readonly entity: string }
  /** The n-th part of an entity as it was after its decision at log offset `x`. */
  | { readonly kind: 'part'; readonly entity: string; readonly x: number; readonly n: number }
  /** Remembered ends of one hour, the n-th record of them. */
  | { readonly kind: 'ends'; readonly hour: number; readonly n: number }
  | { readonly kind: 'position' }
);

const prefix = ({ epoch, owner }: SetId) => `${epoch}/${owner}`;

export const entityKey = (set: SetId, entity: string): string => `${prefix(set)}/entity/${entity}`;
export const partKey = (set: SetId, entity: string, x: number, n: number): string =>
  `${prefix(set)}/part/${x}/${n}/${entity}`;
export const endsKey = (set: SetId, hour: number, n: number): string => `${prefix(set)}/ends/${hour}/${n}`;
export const positionKey = (set: SetId): string => `${prefix(set)}/position`;

const KEY = /^(\d+)\/([^/]+)\/(?:entity\/([^]+)|part\/(\d+)\/(\d+)\/([^]+)|ends\/(\d+)\/(\d+)|(position))$/;

export function readKey(key: string): CheckpointKey | undefined {
  const match = KEY.exec(key);
  if (!match) return undefined;
  const [, epoch, owner, entity, x, part, parted, hour, n] = match;
  const set = { epoch: Number(epoch), owner: owner! };
  if (entity !== undefined) return { set, kind: 'entity', entity };
  if (parted !== undefined) return { set, kind: 'part', entity: parted, x: Number(x), n: Number(part) };
  if (hour !== undefined) return { set, kind: 'ends', hour: Number(hour), n: Number(n) };
  return { set, kind: 'position' };
}
