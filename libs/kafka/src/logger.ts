/** What we ask of a logger: pino's shape, details first. */
export interface KafkaLogger {
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

const nothing = () => {};

export const SILENT: KafkaLogger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
