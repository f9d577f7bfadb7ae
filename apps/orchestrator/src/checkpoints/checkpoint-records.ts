import type { Execution } from '#engine';
import type { Resource, StateMachineEntity } from '#resources';
import type { IdHash } from '../ownership/remembered-ends.js';

/** C1: one entity after its decision at log offset `x`. */
export type EntityCheckpoint =
  | { readonly x: number; readonly execution: Execution; readonly began?: number }
  | { readonly x: number; readonly resource: Resource }
  /** As it was written when a state machine was its latest revision and no more. */
  | { readonly x: number; readonly stateMachine: EarlyStateMachine };

type EarlyStateMachine = Pick<StateMachineEntity, 'name' | 'version' | 'definition'>;

/** What was not kept then, nobody had said. */
export const resourceOf = (checkpoint: Exclude<EntityCheckpoint, { execution: Execution }>): Resource =>
  'resource' in checkpoint
    ? checkpoint.resource
    : {
        kind: 'STATE_MACHINE',
        ...checkpoint.stateMachine,
        machineType: 'STANDARD',
        createdAt: 0,
        tags: [],
        published: [],
        lastNumber: 0,
        aliases: [],
        changes: 0,
      };

/** C2 */
export interface Position {
  readonly P: number;
  readonly seq: number;
  readonly nextInbox: number;
  /** Epoch milliseconds of the last decision before `P`: time does not go backwards in a partition. */
  readonly at: number;
}

export const writeEnds = (ids: readonly IdHash[]): string => {
  const flat = new Uint32Array(ids.length * 2);
  ids.forEach(([high, low], i) => flat.set([high, low], i * 2));
  return JSON.stringify({ ids: Buffer.from(flat.buffer).toString('base64') });
};

export function readEnds(text: string): IdHash[] {
  const bytes = Buffer.from((JSON.parse(text) as { ids: string }).ids, 'base64');
  const ids: IdHash[] = [];
  for (let at = 0; at + 8 <= bytes.length; at += 8) ids.push([bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)]);
  return ids;
}
