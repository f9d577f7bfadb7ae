import { connectKafka } from '#kafka';
import { useBroker } from '#kafka/testing';
import { Processes, type OrchestratorProcess } from './processes.js';
import { Stage } from './stage.js';

export interface ProcessesOptions {
  readonly name: string;
  readonly partitions: number;
  /** Whose participant is on the stage. */
  readonly shop?: string;
  readonly checkpointSeconds?: number;
}

/** How long an owner that was killed is missed. */
export const SESSION_TIMEOUT_MS = 6_000;

/** A stage on a real broker, with orchestrators that are processes of their own and can be killed. */
export class StageOfProcesses {
  private constructor(
    readonly stage: Stage,
    private readonly processes: Processes,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  static async open({ name, partitions, shop, checkpointSeconds = 1 }: ProcessesOptions): Promise<StageOfProcesses> {
    const { brokers, ...used } = await useBroker();
    const prefix = `${used.name(name)}.`;
    const [stage, processes] = await Promise.all([
      Stage.open(() => connectKafka({ brokers }), { prefix, partitions }, shop),
      Processes.compile(),
    ]);
    return new StageOfProcesses(stage, processes, {
      KAFKA_BROKERS: brokers.join(','),
      BACKSTEP_TOPIC_PREFIX: prefix,
      BACKSTEP_PARTITIONS: String(partitions),
      BACKSTEP_SESSION_TIMEOUT_MS: String(SESSION_TIMEOUT_MS),
      BACKSTEP_CHECKPOINT_SECONDS: String(checkpointSeconds),
    });
  }

  start(): OrchestratorProcess {
    return this.processes.start(this.env);
  }

  async close(): Promise<void> {
    await this.processes.discard();
    await this.stage.close();
  }
}
