export { contractBreaches, type Checked } from './contract-breaches.js';
export { memoryBroker, memoryKafka, type MemoryBroker, type MemoryBrokerOptions } from '../memory/memory-broker.js';
export type { MemoryClient } from '../memory/memory-client.js';
export type { Append, AppendFate } from '../memory/append-fate.js';
export { until } from './until.js';
export { kafkaContract, type Rule, type Setting } from './kafka-contract.js';
export { ownBroker, useBroker, type UsedBroker } from './use-broker.js';
