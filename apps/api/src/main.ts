import 'reflect-metadata';
import { pino } from 'pino';
import { connectKafka, connectOptionsFrom } from '#kafka';
import { InvalidConfiguration, startTracing } from '#runtime';
import { isOpen } from './access/door-for.js';
import { settingsFrom } from './configuration.js';
import { serveApi } from './serve-api.js';

const log = pino({ name: 'api', level: process.env['LOG_LEVEL'] ?? 'info' });

try {
  const settings = settingsFrom(process.env);
  const kafka = connectKafka({ ...connectOptionsFrom(process.env), clientId: 'backstep-api', logger: log });
  const tracing = await startTracing('backstep-api', process.env);
  const app = await serveApi({ kafka, settings, log, tracing, logger: false });
  app.enableShutdownHooks();
  await app.listen(settings.port, settings.host);
  const { region, account } = settings.arns;
  log.info({ url: await app.getUrl(), region, account, open: isOpen(settings) }, 'The API is up');
} catch (error) {
  if (error instanceof InvalidConfiguration) log.fatal(error.message);
  else log.fatal(error, 'The API could not start');
  process.exitCode = 1;
  setTimeout(() => process.exit(1), 100);
}
