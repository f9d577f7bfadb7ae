import type { DynamicModule, Type } from '@nestjs/common';
import { startTracing, type Tracing } from '#runtime';
import { bootstrapParticipant, type BootstrapOptions, type RunningParticipant } from './bootstrap-participant.js';

/** As `bootstrapParticipant` takes them. */
export interface Started {
  readonly module: Type | DynamicModule;
  readonly options: BootstrapOptions;
}

/**
 * A participant as a process of its own: starts it, ends it properly on SIGTERM and SIGINT, and says in one line why it
 * cannot start.
 */
export const runParticipant = (module: Type, options: BootstrapOptions): Promise<void> =>
  runParticipants(() => [{ module, options }]);

/** Several in one process; the first of them serves HTTP. */
export async function runParticipants(participants: () => readonly Started[]): Promise<void> {
  const running: RunningParticipant[] = [];
  let tracing: Tracing | undefined;
  const close = async () => {
    await Promise.all(running.map((one) => one.close()));
    await tracing?.close();
  };
  try {
    const started = participants();
    tracing = await startTracing(started[0]!.options.participant, process.env);
    for (const { module, options } of started)
      running.push(await bootstrapParticipant(module, running.length === 0 ? options : { ...options, port: false }));
    const end = () => {
      close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    };
    process.once('SIGTERM', end);
    process.once('SIGINT', end);
  } catch (error) {
    process.stderr.write(`${(error as Error).name}: ${(error as Error).message}\n`);
    process.exit(1);
  }
}
