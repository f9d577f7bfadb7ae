import { AssignedPartitions } from '../assigned-partitions.js';
import { SILENT } from '../logger.js';
import type { GroupConsumer, GroupHandlers, GroupOptions, TopicPartition } from '../port.js';
import type { MemoryClient } from './memory-client.js';
import type { Member, MemoryGroup } from './memory-group.js';
import { MemoryReading } from './memory-reading.js';

let members = 0;

export class MemoryGroupConsumer implements GroupConsumer {
  private readonly group: MemoryGroup;
  private readonly reading: MemoryReading;
  private readonly partitions: AssignedPartitions;
  private readonly member: Member;
  private over = false;

  constructor(
    private readonly client: MemoryClient,
    options: GroupOptions,
    private readonly handlers: GroupHandlers,
  ) {
    const { broker } = client;
    const group = broker.group(options.groupId);
    this.group = group;
    this.reading = new MemoryReading(broker);
    this.partitions = new AssignedPartitions(
      options,
      handlers,
      {
        read: (at, from, its) => this.reading.read(at, from, its),
        forget: (cursor) => this.reading.forget(cursor),
        offsets: async (at) => broker.partition(at).offsets,
        committed: async (wanted) => {
          await broker.nextTurn();
          return wanted.map((at) => ({ ...at, offset: group.committed(at) }));
        },
      },
      SILENT,
      (error) => this.crashed(error),
    );
    const { partitions } = this;
    this.member = {
      memberId: `${client.clientId}-${++members}`,
      topics: options.topics,
      get owned() {
        return partitions.all;
      },
      assigned: (assignment) => {
        if (!this.over) partitions.replace(assignment);
      },
    };
  }

  start(at: TopicPartition, offset: number): void {
    this.partitions.start(at, offset);
  }

  pause(at: TopicPartition): void {
    this.partitions.pause(at);
  }

  resume(at: TopicPartition): void {
    this.partitions.resume(at);
  }

  async commit(offsets: readonly (TopicPartition & { readonly offset: number })[]): Promise<void> {
    await this.client.broker.nextTurn();
    if (this.over) return;
    for (const { topic, partition, offset } of offsets) this.group.commit(this.member, { topic, partition }, offset);
  }

  async close(): Promise<void> {
    if (this.over) return;
    this.over = true;
    this.group.leave(this.member);
    await this.partitions.close();
    await this.reading.close();
  }

  expire(): void {
    this.group.leave(this.member);
  }

  rejoin(): void {
    if (!this.over) this.group.join(this.member);
  }

  kill(): void {
    this.over = true;
    this.reading.freeze();
    this.group.leave(this.member);
  }

  private crashed(error: Error): void {
    if (this.over) return;
    void this.close();
    this.handlers.onCrash?.(error);
  }
}
