import { outcomesFrom, outstandingCommands } from '#engine';
import type { OutRecord } from '#kafka';
import { definitionsFrom, stateMachineRecord } from '#resources';
import type { OutgoingRecords } from '../dispatch/outgoing-records.js';
import type { Registry } from '../registry/registry.js';
import type { PartitionState } from './partition-state.js';
import type { Recovered } from './recover.js';

/**
 * What whoever had the partition before may not have sent any more (O3): every command without an answer, and every
 * outcome, definition and message of the tail. Its dead letters have to be read from the inbox (`deadLettersOf`).
 */
export function unsentOf({ state, tail }: Recovered, out: OutgoingRecords, registry: Registry): OutRecord[] {
  return [
    ...tail.executions.flatMap(({ after, events, at }) =>
      outcomesFrom(after, events, at).map((outcome) => out.outcome(after.id, outcome)),
    ),
    ...tail.resources.flatMap(({ after, events, at }) =>
      definitionsFrom(after, events, new Date(at).toISOString()).map((record) => out.definition(record)),
    ),
    ...staleLeads(state, out, registry),
    ...[...state.executions.values()].flatMap(({ execution }) =>
      outstandingCommands(execution, out.replyTo).map((command) => out.command(command)),
    ),
    ...tail.messages.map((message) => out.message(message)),
  ];
}

/** Whoever had the partition may have died late: what it still sent must not be the last word of a compacted topic. */
const staleLeads = (state: PartitionState, out: OutgoingRecords, registry: Registry): OutRecord[] =>
  [...state.resources.values()].flatMap(({ resource }) => {
    const record = stateMachineRecord(resource);
    return record && registry.changesOf(record.name) !== record.changes ? [out.definition(record)] : [];
  });
