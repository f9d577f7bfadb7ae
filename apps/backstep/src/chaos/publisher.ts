import { setTimeout as pause } from 'node:timers/promises';
import { executionId, type Topics } from '#contracts';
import type { OutRecord, Producer } from '#kafka';
import type { Dice } from './dice.js';
import type { Saga } from './sagas.js';

interface PublisherOptions {
  readonly producer: Producer;
  readonly topics: Topics;
  readonly partitions: number;
  readonly dice: Dice;
}

/** Publishes as clients of all sorts do: with the right key, another one or none, to any partition, and more than once. */
export class Publisher {
  /** Records that were published, the first of each start and all that came after it. */
  readonly stats = { starts: 0, repeats: 0, stops: 0 };
  readonly #later = new Set<Promise<void>>();

  constructor(private readonly options: PublisherOptions) {}

  /** So many a second; resolves when the last one is acknowledged. */
  async publish(sagas: readonly Saga[], rate: number): Promise<void> {
    const began = Date.now();
    for (let next = 0; next < sagas.length;) {
      const due = Math.min(sagas.length, Math.ceil(((Date.now() - began) / 1_000) * rate) + 1);
      const records = sagas.slice(next, due).flatMap((saga) => this.#recordsOf(saga));
      next = Math.max(next, due);
      await this.options.producer.send(records);
      await pause(50);
    }
  }

  /** Resolves when everything that was to come later has been published. */
  async flushed(): Promise<void> {
    while (this.#later.size > 0) await Promise.all(this.#later);
  }

  #recordsOf(saga: Saga): OutRecord[] {
    const { dice } = this.options;
    this.stats.starts++;
    const [again, later, delay] = [dice.chance(0.15), dice.chance(0.12), dice.between(200, 12_000)];
    const records = [this.#start(saga)];
    const repeats = [this.#start(saga), this.#start(saga)];
    if (saga.name === undefined) return records;
    if (again) records.push(repeats[0]!);
    if (later) this.#sendLater(repeats[1]!, delay);
    this.stats.repeats += Number(again) + Number(later);
    if (saga.stopAfter !== undefined) {
      this.stats.stops++;
      this.#sendLater(this.#stop(saga), saga.stopAfter * 1_000);
    }
    return records;
  }

  #start({ machine, name, input, tag }: Saga): OutRecord {
    const value = { type: 'StartExecution', stateMachine: machine, ...(name === undefined ? {} : { name }), input };
    return this.#addressed(executionId(machine, name ?? tag), value);
  }

  #stop({ machine, tag }: Saga): OutRecord {
    const execution = executionId(machine, tag);
    return this.#addressed(execution, { type: 'StopExecution', execution, error: 'Stopped', cause: 'as drawn' });
  }

  #addressed(key: string, value: object): OutRecord {
    const { dice, topics, partitions } = this.options;
    const record = { topic: topics.inbox, value: JSON.stringify(value) };
    const partition = dice.below(partitions);
    return dice.pick<OutRecord>([
      [75, { ...record, key }],
      [9, { ...record, key: null }],
      [8, { ...record, key, partition }],
      [8, { ...record, key: `somebody-else-${partition}` }],
    ]);
  }

  #sendLater(record: OutRecord, ms: number): void {
    const sent: Promise<void> = pause(ms)
      .then(() => this.options.producer.send([record]))
      .then(() => void this.#later.delete(sent));
    this.#later.add(sent);
  }
}
