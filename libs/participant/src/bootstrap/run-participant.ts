import type { Type } from '@nestjs/common';
import { bootstrapParticipant, type BootstrapOptions } from './bootstrap-participant.js';

/**
 * A participant as a process of its own: starts it, ends it properly on SIGTERM and SIGINT, and says in one line why it
 * cannot start.
 */
export async function runParticipant(module: Type, options: BootstrapOptions): Promise<void> {
  try {
    const running = await bootstrapParticipant(module, options);
    const end = () => {
      running.close().then(
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
