import { describe, it } from '@jest/globals';
import { kafkaContract, type Setting } from '../testing/kafka-contract.js';
import { memoryBroker } from './memory-broker.js';

const setting = (): Setting => {
  const broker = memoryBroker();
  let names = 0;
  return { name: (of) => `${of}-${++names}`, connect: () => broker.connect() };
};

describe('the in-memory broker', () => {
  for (const rule of kafkaContract) it(rule.name, () => rule.run(setting()));
});
