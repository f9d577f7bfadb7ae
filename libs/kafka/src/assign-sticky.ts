import type { TopicPartition } from './port.js';

/** What a member had before this assignment. */
export interface MemberClaim {
  readonly memberId: string;
  readonly owned: readonly TopicPartition[];
  /** When it got them, epoch milliseconds: of two that claim the same partition the later one has it. */
  readonly since: number;
}

/**
 * Even (no two members differ by more than one partition), complete, and with as few moves as that allows. The same
 * claims always give the same assignment.
 */
export function assignSticky(
  members: readonly MemberClaim[],
  partitions: readonly TopicPartition[],
): Map<string, TopicPartition[]> {
  const assignment = new Map<string, TopicPartition[]>();
  if (members.length === 0) return assignment;
  const latestFirst = [...members].sort((a, b) => b.since - a.since || (a.memberId < b.memberId ? -1 : 1));
  for (const { memberId } of latestFirst) assignment.set(memberId, []);

  const free = new Map(partitions.map((at) => [`${at.topic}/${at.partition}`, at]));
  const share = Math.floor(partitions.length / members.length);
  let mayHaveOneMore = partitions.length % members.length;
  for (const { memberId, owned } of latestFirst) {
    const kept = assignment.get(memberId)!;
    for (const { topic, partition } of owned) {
      const key = `${topic}/${partition}`;
      const at = free.get(key);
      if (at === undefined || kept.length > share || (kept.length === share && mayHaveOneMore === 0)) continue;
      if (kept.length === share) mayHaveOneMore--;
      kept.push(at);
      free.delete(key);
    }
  }
  const takers = Array.from(assignment.values());
  for (const at of free.values()) {
    takers.sort((a, b) => a.length - b.length);
    takers[0]!.push(at);
  }
  return assignment;
}
