import { AppendFailed, type OutRecord, type Producer } from '#kafka';
import { Problem } from './problem.js';

/** @throws Problem while Kafka is away. */
export const sends =
  (producer: Producer): Producer['send'] =>
  async (records: readonly OutRecord[]) => {
    try {
      return await producer.send(records);
    } catch (error) {
      if (!(error instanceof AppendFailed)) throw error;
      throw new Problem('away', 'Kafka does not answer; it may have come through after all.');
    }
  };
