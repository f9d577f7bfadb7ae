import { Inject, Injectable } from '@nestjs/common';
import { CommandContext, CommandInput, HandlesCommand } from '#participant';
import type { Items } from './items.js';
import { MOST_ITEMS_BYTES, readItems } from './read-items.js';
import { readRequestOf } from './read-request.js';
import type { Sources } from './settings.js';
import { writeRequestOf } from './write-request.js';
import { writeResults } from './write-results.js';

export const SOURCES = Symbol('backstep:item-sources');

@Injectable()
export class ItemsCommands {
  constructor(@Inject(SOURCES) private readonly sources: Sources) {}

  /** Reading has no effect: it is done again whenever nobody knows whether it was done. */
  @HandlesCommand('s3.read-items', {
    long: true,
    outputBytes: MOST_ITEMS_BYTES,
    description: "Reads the items of a Map's ItemReader: from S3, a folder or an HTTP server.",
  })
  read(@CommandInput() input: unknown, ctx: CommandContext): Promise<Items> {
    return readItems(readRequestOf(input), this.sources, ctx.signal);
  }

  /** A file that is written again is the same file: nothing of it has to be remembered. */
  @HandlesCommand('s3.write-results', {
    long: true,
    description: "Writes results of a Map's ResultWriter into a file: to S3, or in a folder.",
  })
  write(@CommandInput() input: unknown, ctx: CommandContext): Promise<{ readonly size: number }> {
    return writeResults(writeRequestOf(input), this.sources, ctx.signal);
  }
}
