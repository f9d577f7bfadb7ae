export * from './port.js';
export { partitionFor } from './partition-for.js';
export { deadLetter, type WhyDead } from './dead-letters.js';
export { connectKafka } from './client/connect-kafka.js';
export { connectOptionsFrom, type ConnectOptions, type Sasl } from './client/options.js';
export { SILENT, type KafkaLogger } from './logger.js';
export * from './partition-log/index.js';
export * from './local-broker/index.js';
