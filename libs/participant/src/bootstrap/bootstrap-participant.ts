import type { DynamicModule, INestApplicationContext, LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { BackstepParticipant } from '../transport/backstep-participant.js';
import { ParticipantModule } from './participant.module.js';
import type { ParticipantOptions } from './participant-options.js';
import { PinoLogger } from './pino-logger.js';

export interface BootstrapOptions extends ParticipantOptions {
  /** Of HTTP; 0 takes a free one, `false` serves none. `PORT`; without it none. */
  readonly port?: number | false;
  /** `HOST`, default 127.0.0.1. */
  readonly host?: string;
  readonly logger?: LoggerService | false;
}

export interface RunningParticipant {
  readonly app: INestApplicationContext;
  /** Where HTTP is served, if it is. */
  readonly url: string | undefined;
  /** Finishes what is under way, answers, commits, leaves. */
  close(): Promise<void>;
}

/**
 * Starts a participant: its commands, and its controllers over HTTP.
 * @throws CannotStart, HandlersRefused, StoreAway: each says what to do.
 */
export async function bootstrapParticipant(
  module: Type | DynamicModule,
  options: BootstrapOptions,
): Promise<RunningParticipant> {
  class ParticipantApplication {}
  const root = { module: ParticipantApplication, imports: [ParticipantModule.forRoot(options), module] };
  const logger = options.logger ?? new PinoLogger(options.participant);
  const app = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter(), {
    logger,
    abortOnError: false,
  });
  try {
    app.connectMicroservice<MicroserviceOptions>(
      { strategy: app.get(BackstepParticipant) },
      { inheritAppConfig: true },
    );
    await app.startAllMicroservices();
    const url = await serve(app, portOf(options), options.host);
    return { app, url, close: () => app.close() };
  } catch (error) {
    await app.close();
    throw error;
  }
}

async function serve(
  app: NestFastifyApplication,
  port: number | false,
  host = process.env['HOST'] ?? '127.0.0.1',
): Promise<string | undefined> {
  if (port === false) {
    await app.init();
    return undefined;
  }
  await app.listen(port, host);
  return app.getUrl();
}

function portOf({ port }: BootstrapOptions): number | false {
  if (port !== undefined) return port;
  const said = process.env['PORT'];
  if (said === undefined || said === '') return false;
  const number = Number(said);
  if (Number.isInteger(number) && number >= 0 && number < 65_536) return number;
  throw new TypeError(`PORT is ${JSON.stringify(said)}; it must be a whole number from 0 to 65535.`);
}
