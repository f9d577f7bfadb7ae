import type { DynamicModule } from '@nestjs/common';
import { SFN_ENDPOINT, SfnCommands } from './sfn.commands.js';

export class SfnModule {
  static at(endpoint: string): DynamicModule {
    return { module: SfnModule, providers: [SfnCommands, { provide: SFN_ENDPOINT, useValue: endpoint }] };
  }
}
