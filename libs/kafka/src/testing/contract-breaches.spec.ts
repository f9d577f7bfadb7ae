import { expect, it } from '@jest/globals';
import { engineTopics, participantTopics } from '#contracts';
import { contractBreaches } from './contract-breaches.js';
import { memoryBroker, memoryKafka } from '../memory/memory-broker.js';

it('tells which records are not as the published schemas say, and where they stand', async () => {
  const kafka = memoryKafka(memoryBroker());
  await kafka.ensureTopics([...engineTopics('', 1), ...participantTopics('shop', 1)]);
  const producer = await kafka.producer();
  const good = { type: 'StartExecution', stateMachine: 'signup', name: 'one' };
  const event = { type: 'TaskScheduled', state: 'S', visit: 1, attempt: 1, input: {} };
  const decision = { epoch: 1, owner: 'o', seq: 1, nextInbox: 0, at: '2026-11-26T10:00:00.000Z', entity: 'signup:one' };
  await producer.send([
    { topic: 'inbox', key: 'signup:one', value: JSON.stringify(good) },
    { topic: 'inbox', key: 'signup:one', value: JSON.stringify({ ...good, name: 'a/b' }) },
    { topic: 'log', key: 'signup:one', value: JSON.stringify({ ...decision, events: [event] }) },
    { topic: 'shop.commands', key: 'signup:one', value: JSON.stringify({ id: 'signup:one/S/1/F' }) },
    { topic: 'shop.dead-letters', key: null, value: 'not read', headers: { 'x-error': 'InvalidJson' } },
    { topic: 'catalogue', key: 'shop/shop.pay', value: null },
  ]);
  const { breaches, records, types } = await contractBreaches(kafka, { prefix: '', participants: ['shop'] });
  expect(breaches.map((one) => one.slice(0, one.indexOf(':')))).toEqual([
    'inbox/0@1',
    'log/0@0',
    'shop.commands/0@0',
    'shop.dead-letters/0@0',
  ]);
  expect(breaches[1]).toContain("must have required property 'resource'");
  expect(records).toMatchObject({ inbox: 2, log: 1, catalogue: 1, outcomes: 0 });
  expect(types).toEqual(new Set(['StartExecution', 'TaskScheduled']));
  await producer.close();
  await kafka.close();
});
