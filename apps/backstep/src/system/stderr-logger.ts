import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';
import type { Environment } from '../command-line/io.js';

/** pino on stderr: stdout belongs to results. Quiet but for warnings, unless `LOG_LEVEL` says otherwise. */
export const stderrLog = (name: string, env: Environment, level = 'warn'): Logger =>
  pino({ name, level: env['LOG_LEVEL'] ?? level }, pino.destination({ fd: 2, sync: true }));

/** Nest's logging through pino. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Logger) {}

  // Nest tells of every route and module at `log`; that is of no interest to who started it.
  log(message: unknown): void {
    this.logger.debug(String(message));
  }

  error(message: unknown): void {
    this.logger.error(message instanceof Error ? { err: message } : {}, String(message));
  }

  warn(message: unknown): void {
    this.logger.warn(String(message));
  }

  debug(message: unknown): void {
    this.logger.debug(String(message));
  }

  verbose(message: unknown): void {
    this.logger.trace(String(message));
  }
}
