import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { DiscoveryModule, MetadataScanner } from '@nestjs/core';
import type { ParticipantStore } from '../inbox/participant.store.js';
import { BackstepParticipant } from '../transport/backstep-participant.js';
import { refuseName, storeOf } from './configuration.js';
import { HealthController } from './health.controller.js';
import { Database } from './database.js';
import { PARTICIPANT_OPTIONS, PARTICIPANT_STORE, type ParticipantOptions } from './participant-options.js';

/**
 * The participant for an application that is put together by hand:
 * `app.connectMicroservice({ strategy: app.get(BackstepParticipant) })`.
 */
@Module({})
export class ParticipantModule implements OnApplicationShutdown {
  constructor(@Inject(PARTICIPANT_STORE) private readonly store: ParticipantStore) {}

  static forRoot(options: ParticipantOptions): DynamicModule {
    refuseName(options);
    const open = async (): Promise<ParticipantStore> => {
      const store = await storeOf(options, process.env);
      await store.open(options.migrate ?? (() => undefined));
      return store;
    };
    return {
      module: ParticipantModule,
      global: true,
      imports: [DiscoveryModule],
      controllers: [HealthController],
      providers: [
        { provide: PARTICIPANT_OPTIONS, useValue: options },
        { provide: PARTICIPANT_STORE, useFactory: open },
        {
          provide: Database,
          inject: [PARTICIPANT_STORE],
          useFactory: (store: ParticipantStore) => new Database(store),
        },
        MetadataScanner,
        BackstepParticipant,
      ],
      exports: [BackstepParticipant, Database],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }
}
