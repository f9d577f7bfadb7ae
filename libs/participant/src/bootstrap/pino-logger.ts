import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';

/** Nest's logging through pino, one line of JSON each. `LOG_LEVEL`, default `info`. */
export class PinoLogger implements LoggerService {
  readonly #logger: Logger;

  constructor(name: string, level: string = process.env['LOG_LEVEL'] ?? 'info') {
    this.#logger = pino({ name, level });
  }

  log(message: unknown, ...more: unknown[]): void {
    this.#write('info', message, more);
  }

  error(message: unknown, ...more: unknown[]): void {
    this.#write('error', message, more);
  }

  warn(message: unknown, ...more: unknown[]): void {
    this.#write('warn', message, more);
  }

  debug(message: unknown, ...more: unknown[]): void {
    this.#write('debug', message, more);
  }

  verbose(message: unknown, ...more: unknown[]): void {
    this.#write('trace', message, more);
  }

  fatal(message: unknown, ...more: unknown[]): void {
    this.#write('fatal', message, more);
  }

  /** Nest's last parameter is the context, usually a class's name. */
  #write(level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal', message: unknown, more: unknown[]): void {
    const context = more.length > 0 && typeof more.at(-1) === 'string' ? more.at(-1) : undefined;
    if (message instanceof Error) this.#logger[level]({ context, err: message }, message.message);
    else this.#logger[level]({ context }, String(message));
  }
}
