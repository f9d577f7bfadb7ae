import { describe, expect, it } from '@jest/globals';
import type { GroupConsumer, GroupHandlers } from '#kafka';
import { until } from '#kafka/testing';
import { Membership } from './membership.js';

/** A client that gives up when the test says so. */
class Client {
  readonly joins: GroupHandlers[] = [];
  fails = 0;

  join(_options: object, handlers: GroupHandlers): Promise<GroupConsumer> {
    if (this.fails-- > 0) return Promise.reject(new Error('away'));
    this.joins.push(handlers);
    handlers.onAssigned?.([{ topic: 'shop.commands', partition: this.joins.length }]);
    return Promise.resolve({ start: nothing, pause: nothing, resume: nothing, commit: later, close: later });
  }
}
const nothing = () => undefined;
const later = async () => undefined;

const joined = async (client: Client) => {
  const told: string[] = [];
  const membership = new Membership(
    client,
    { groupId: 'shop', topics: ['shop.commands'], from: 'committed' },
    {
      onAssigned: (partitions) => told.push(`has ${partitions.map(({ partition }) => partition).join()}`),
      onRecords: nothing,
      onLost: ({ message }) => told.push(`lost: ${message}`),
    },
  );
  await membership.join();
  return { membership, told };
};

describe('a place in the group', () => {
  it('is taken again when the client gives it up, as often as it takes, with nothing kept of the old one', async () => {
    const client = new Client();
    const { membership, told } = await joined(client);
    client.fails = 1;
    client.joins[0]?.onCrash?.(new Error('no coordinator'));
    await until('it is in again', () => client.joins.length === 2);
    expect(told).toEqual(['has 1', 'has ', 'lost: no coordinator', 'has ', 'lost: away', 'has 2']);
    expect(membership.assigned).toEqual([{ topic: 'shop.commands', partition: 2 }]);
    await membership.close();
  });

  it('is left for good by closing', async () => {
    const client = new Client();
    const { membership, told } = await joined(client);
    await membership.close();
    client.joins[0]?.onCrash?.(new Error('late'));
    expect(told).toEqual(['has 1']);
  });
});
