export { findBroker, type FindBrokerOptions, type FoundBroker } from './find-broker.js';
export { findJava, javaVersion } from './java.js';
export {
  cacheDir,
  kafkaJars,
  KAFKA_VERSION,
  LocalBrokerMissing,
  WAYS_TO_A_BROKER,
  type OnProgress,
} from './kafka-jars.js';
export {
  localBrokerStatus,
  startLocalBroker,
  stopLocalBroker,
  type BrokerState,
  type LocalBroker,
  type LocalBrokerOptions,
} from './local-broker.js';
