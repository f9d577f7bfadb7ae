import kafkajs from 'kafkajs';
import type { PartitionAssigner } from 'kafkajs';
import { assignSticky, type MemberClaim } from '../assign-sticky.js';

const NAME = 'backstep-sticky';
const VERSION = 0;

export interface Owned {
  /** Partitions by topic, as of the last assignment. */
  readonly partitions: Readonly<Record<string, readonly number[]>>;
  /** When that was, epoch milliseconds. */
  readonly since: number;
}

/**
 * Moves as few partitions as it can when a member comes or goes: each move costs its owner a take-over. Every member
 * says with its join what it has.
 */
export function groupAssigner(owned: () => Owned): PartitionAssigner {
  return ({ cluster }) => ({
    name: NAME,
    version: VERSION,
    protocol: ({ topics }) => ({
      name: NAME,
      metadata: kafkajs.AssignerProtocol.MemberMetadata.encode({
        version: VERSION,
        topics: [...topics],
        userData: Buffer.from(JSON.stringify(owned())),
      }),
    }),
    assign: async ({ members, topics }) => {
      const partitions = topics.flatMap((topic) =>
        cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => ({ topic, partition: partitionId })),
      );
      const assignment = assignSticky(members.map(claimOf), partitions);
      return Array.from(assignment, ([memberId, assigned]) => ({
        memberId,
        memberAssignment: kafkajs.AssignerProtocol.MemberAssignment.encode({
          version: VERSION,
          assignment: byTopic(assigned),
          userData: Buffer.alloc(0),
        }),
      }));
    },
  });
}

function claimOf({ memberId, memberMetadata }: { memberId: string; memberMetadata: Buffer }): MemberClaim {
  const decoded = kafkajs.AssignerProtocol.MemberMetadata.decode(memberMetadata);
  const { partitions, since } = JSON.parse(String(decoded?.userData ?? '{"partitions":{},"since":0}')) as Owned;
  const owned = Object.entries(partitions).flatMap(([topic, numbers]) =>
    numbers.map((partition) => ({ topic, partition })),
  );
  return { memberId, owned, since };
}

function byTopic(assigned: readonly { topic: string; partition: number }[]): Record<string, number[]> {
  const topics: Record<string, number[]> = {};
  for (const { topic, partition } of assigned) (topics[topic] ??= []).push(partition);
  return topics;
}
