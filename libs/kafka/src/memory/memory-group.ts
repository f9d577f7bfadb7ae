import { assignSticky } from '../assign-sticky.js';
import type { TopicPartition } from '../port.js';
import type { MemoryBroker } from './memory-broker.js';

export interface Member {
  readonly memberId: string;
  readonly topics: readonly string[];
  readonly owned: readonly TopicPartition[];
  assigned(partitions: readonly TopicPartition[]): void;
}

/** Each join, leave or death gives everybody a new assignment, in a later turn. */
export class MemoryGroup {
  private readonly members = new Map<Member, { since: number; assigned: readonly TopicPartition[] }>();
  private readonly offsets = new Map<string, number>();
  private rebalancing = false;
  private generation = 0;

  constructor(private readonly broker: MemoryBroker) {}

  join(member: Member): void {
    this.members.set(member, { since: 0, assigned: [] });
    this.rebalance();
  }

  leave(member: Member): void {
    if (this.members.delete(member)) this.rebalance();
  }

  /** @returns false if the partition is somebody else's. */
  commit(member: Member, at: TopicPartition, offset: number): boolean {
    const mine = this.members.get(member)?.assigned.some((its) => keyOf(its) === keyOf(at)) === true;
    if (mine) this.offsets.set(keyOf(at), offset);
    return mine;
  }

  committed(at: TopicPartition): number | undefined {
    return this.offsets.get(keyOf(at));
  }

  private rebalance(): void {
    if (this.rebalancing) return;
    this.rebalancing = true;
    this.broker.later(() => {
      this.rebalancing = false;
      this.assign();
    });
  }

  private assign(): void {
    const since = ++this.generation;
    const topics = [...new Set(Array.from(this.members.keys(), (member) => member.topics).flat())];
    const claims = Array.from(this.members, ([member, held]) => ({
      memberId: member.memberId,
      owned: member.owned,
      since: held.since,
    }));
    const assignment = assignSticky(
      claims,
      topics.flatMap((topic) => this.broker.partitionsOf(topic).map(({ at }) => at)),
    );
    for (const member of Array.from(this.members.keys())) {
      const assigned = assignment.get(member.memberId) ?? [];
      this.members.set(member, { since, assigned });
      member.assigned(assigned);
    }
  }
}

const keyOf = ({ topic, partition }: TopicPartition) => `${topic}/${partition}`;
