import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { connectKafka, connectOptionsFrom } from '#kafka';
import { InvalidConfiguration, startTracing } from '#runtime';
import { settingsFrom } from './configuration.js';
import { OrchestratorModule } from './orchestrator.module.js';

const log = pino({ name: 'orchestrator', level: process.env['LOG_LEVEL'] ?? 'info' });

try {
  const settings = settingsFrom(process.env);
  const kafka = connectKafka({ ...connectOptionsFrom(process.env), clientId: 'backstep-orchestrator', logger: log });
  const tracing = await startTracing('backstep-orchestrator', process.env);
  const app = await NestFactory.create(
    OrchestratorModule.register({ kafka, settings, log, tracing }),
    new FastifyAdapter(),
    {
      logger: false,
      abortOnError: false,
    },
  );
  app.enableShutdownHooks();
  await app.listen(Number(process.env['PORT'] ?? 8080), process.env['HOST'] ?? '127.0.0.1');
  log.info(
    { url: await app.getUrl(), partitions: settings.partitions, group: settings.groupId },
    'The orchestrator is up',
  );
} catch (error) {
  if (error instanceof InvalidConfiguration) log.fatal(error.message);
  else log.fatal(error, 'The orchestrator could not start');
  process.exitCode = 1;
  setTimeout(() => process.exit(1), 100);
}
