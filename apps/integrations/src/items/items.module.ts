import type { DynamicModule } from '@nestjs/common';
import { ItemsCommands, SOURCES } from './items.commands.js';
import type { Sources } from './settings.js';

export class ItemsModule {
  static with(sources: Sources): DynamicModule {
    return { module: ItemsModule, providers: [ItemsCommands, { provide: SOURCES, useValue: sources }] };
  }
}
