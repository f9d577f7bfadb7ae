import {
  Controller,
  Get,
  Inject,
  Module,
  Res,
  ServiceUnavailableException,
  type DynamicModule,
  type OnApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Kafka } from '#kafka';
import type { Tracing } from '#runtime';
import type { Settings } from './configuration.js';
import { Orchestrator, type Log } from './orchestrator.js';

export interface OrchestratorOptions {
  readonly kafka: Kafka;
  readonly settings: Settings;
  readonly log: Log;
  /** Sends the last spans when everything else has ended. */
  readonly tracing?: Tracing | undefined;
}

@Controller('health')
class HealthController {
  constructor(@Inject(Orchestrator) private readonly orchestrator: Orchestrator) {}

  /** The partitions that this process owns; 503 while one of them cannot be owned. */
  @Get()
  health() {
    const partitions = this.orchestrator.owners.map(({ partition, status, liveExecutions }) => ({
      partition,
      status,
      liveExecutions,
    }));
    const status = partitions.some((p) => p.status === 'stuck') ? 'stuck' : 'ok';
    if (status !== 'ok') throw new ServiceUnavailableException({ status, partitions });
    return { status, partitions };
  }
}

/** For Prometheus; with the health it is what this process tells over HTTP, to whoever reaches it. */
@Controller('metrics')
class MetricsController {
  constructor(@Inject(Orchestrator) private readonly orchestrator: Orchestrator) {}

  @Get()
  async metrics(@Res() reply: MetricsReply): Promise<void> {
    const { contentType, text } = await this.orchestrator.metrics();
    reply.header('content-type', contentType).send(text);
  }
}

/** What Fastify's reply has of it. */
interface MetricsReply {
  header(name: string, value: string): MetricsReply;
  send(text: string): void;
}

/** Ties the orchestrator's life to the application's. */
class OrchestratorLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly orchestrator: Orchestrator,
    private readonly tracing: Tracing | undefined,
  ) {}

  onApplicationBootstrap(): Promise<void> {
    return this.orchestrator.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.orchestrator.close();
    await this.tracing?.close();
  }
}

@Module({})
export class OrchestratorModule {
  static register({ kafka, settings, log, tracing }: OrchestratorOptions): DynamicModule {
    return {
      module: OrchestratorModule,
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: Orchestrator, useFactory: () => new Orchestrator(kafka, settings, log) },
        {
          provide: OrchestratorLifecycle,
          inject: [Orchestrator],
          useFactory: (o: Orchestrator) => new OrchestratorLifecycle(o, tracing),
        },
      ],
      exports: [Orchestrator],
    };
  }
}
