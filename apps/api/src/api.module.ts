import {
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { Kafka } from '#kafka';
import type { Tracing } from '#runtime';
import { Api, type Log } from './api.js';
import type { Settings } from './configuration.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { OperatorController } from './operator/operator.controller.js';
import { ErrorsFilter } from './wire/errors.filter.js';
import { StepFunctionsController } from './wire/step-functions.controller.js';

export interface ApiOptions {
  readonly kafka: Kafka;
  readonly settings: Settings;
  readonly log: Log;
  /** Sends the last spans when everything else has ended. */
  readonly tracing?: Tracing | undefined;
}

/** Ties the API's life to the application's. */
class ApiLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly api: Api,
    private readonly tracing: Tracing | undefined,
  ) {}

  onApplicationBootstrap(): Promise<void> {
    return this.api.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.api.close();
    await this.tracing?.close();
  }
}

@Module({})
export class ApiModule {
  static register({ kafka, settings, log, tracing }: ApiOptions): DynamicModule {
    return {
      module: ApiModule,
      controllers: [StepFunctionsController, HealthController, OperatorController, MetricsController],
      providers: [
        { provide: Api, useFactory: () => new Api(kafka, settings, log) },
        { provide: ApiLifecycle, inject: [Api], useFactory: (api: Api) => new ApiLifecycle(api, tracing) },
        { provide: APP_FILTER, useClass: ErrorsFilter },
      ],
      exports: [Api],
    };
  }
}
