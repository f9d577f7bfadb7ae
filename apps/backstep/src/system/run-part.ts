import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DEFAULT_PORT as API_PORT, serveApi, settingsFrom as apiSettingsFrom } from '#api';
import type { Integration } from '#integrations';
import type { Kafka } from '#kafka';
import { OrchestratorModule, settingsFrom } from '#orchestrator';
import { bootstrapParticipant } from '#participant';
import type { Environment } from '../command-line/io.js';
import { freePort } from './free-port.js';
import type { ServiceName } from './part-names.js';
import { ORCHESTRATOR_PORT, SERVICES } from './services.js';
import { NestLog, stderrLog } from './stderr-logger.js';

/** A part of the system that runs in this process. */
export interface Part {
  readonly name: string;
  /** Where it serves HTTP. */
  readonly url: string | undefined;
  close(): Promise<void>;
}

export interface PartOptions {
  readonly kafka: Kafka;
  readonly prefix: string;
  readonly dataDir: string;
  readonly env: Environment;
  /** Of HTTP. 0: a free one; undefined: the usual one, or a free one if that is taken. */
  readonly port?: number | undefined;
}

const HOST = '127.0.0.1';

export async function runOrchestrator({ kafka, prefix, env, port }: PartOptions): Promise<Part> {
  const log = stderrLog('orchestrator', env);
  const settings = settingsFrom({ ...env, BACKSTEP_TOPIC_PREFIX: prefix });
  const app = await NestFactory.create<NestFastifyApplication>(
    OrchestratorModule.register({ kafka, settings, log }),
    new FastifyAdapter(),
    { logger: new NestLog(log), abortOnError: false },
  );
  await app.listen(port ?? (await freePort(ORCHESTRATOR_PORT, HOST)), HOST);
  return { name: 'orchestrator', url: await app.getUrl(), close: () => app.close() };
}

export async function runApi({ kafka, prefix, dataDir, env, port }: PartOptions): Promise<Part> {
  const log = stderrLog('api', env);
  const said = { ...env, BACKSTEP_TOPIC_PREFIX: prefix, BACKSTEP_DATA_DIR: dataDir };
  const settings = apiSettingsFrom({ ...said, PORT: String(port ?? env['PORT'] ?? API_PORT) });
  const app = await serveApi({ kafka, settings, log, logger: new NestLog(log) });
  await app.listen(port ?? (await freePort(settings.port, settings.host)), settings.host);
  return { name: 'api', url: await app.getUrl(), close: () => app.close() };
}

/** A participant that comes with Backstep: nobody asks it over HTTP. */
export async function runIntegration(
  { module, options }: Integration,
  { kafka, prefix, dataDir, env }: PartOptions,
): Promise<Part> {
  const name = options.participant;
  const running = await bootstrapParticipant(module, {
    ...options,
    kafka,
    topicPrefix: prefix,
    dataDir,
    port: false,
    logger: new NestLog(stderrLog(name, env)),
  });
  return { name, url: undefined, close: () => running.close() };
}

export async function runService(name: ServiceName, { kafka, prefix, dataDir, env, port }: PartOptions): Promise<Part> {
  const { module, options, port: usual } = SERVICES[name];
  const running = await bootstrapParticipant(module, {
    ...options,
    kafka,
    topicPrefix: prefix,
    dataDir,
    host: HOST,
    port: port ?? (await freePort(usual, HOST)),
    logger: new NestLog(stderrLog(name, env)),
  });
  return { name, url: running.url, close: () => running.close() };
}
