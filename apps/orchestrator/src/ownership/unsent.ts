import { outcomesFrom, outstandingCommands } from '#engine';
import type { OutRecord } from '#kafka';
import { definitionsFrom, stateMachineRecord } from '#resources';
import type { OutgoingRecords } from '../dispatch/outgoing-records.js';
import type { Registry } from '../registry/registry.js';
import type { Traces } from '../tracing/traces.js';
import type { PartitionState } from './partition-state.js';
import type { Recovered } from './recover.js';

interface Redispatch {
  readonly out: OutgoingRecords;
  readonly registry: Registry;
  readonly traces: Traces;
}

/**
 * What whoever had the partition before may not have sent any more (O3): every command without an answer, and every
 * outcome, definition and message of the tail. Its dead letters have to be read from the inbox (`deadLettersOf`).
 */
export function unsentOf({ state, tail }: Recovered, { out, registry, traces }: Redispatch): OutRecord[] {
  const headers = new Map(tail.executions.map((happened) => [happened, traces.happened(happened)]));
  return [
    ...tail.executions.flatMap((happened) => {
      const { after, events, at } = happened;
      return outcomesFrom(after, events, at).map((outcome) => out.outcome(after.id, outcome, headers.get(happened)!));
    }),
    ...tail.resources.flatMap(({ after, events, at }) =>
      definitionsFrom(after, events, new Date(at).toISOString()).map((record) => out.definition(record)),
    ),
    ...staleLeads(state, out, registry),
    ...[...state.executions.values()].flatMap(({ execution }) => {
      const headersOf = traces.resumed(execution);
      return outstandingCommands(execution, out.replyTo).map((command) => out.command(command, headersOf));
    }),
    ...tail.messages.map(({ message, from }) => out.message(message, from && headers.get(from))),
  ];
}

/** Whoever had the partition may have died late: what it still sent must not be the last word of a compacted topic. */
const staleLeads = (state: PartitionState, out: OutgoingRecords, registry: Registry): OutRecord[] =>
  [...state.resources.values()].flatMap(({ resource }) => {
    const record = stateMachineRecord(resource);
    return record && registry.changesOf(record.name) !== record.changes ? [out.definition(record)] : [];
  });
