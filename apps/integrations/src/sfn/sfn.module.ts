import type { DynamicModule } from '@nestjs/common';
import type { SfnSettings } from '../configuration.js';
import { ApiCalls } from './api-calls.js';
import { SfnCommands } from './sfn.commands.js';

export class SfnModule {
  static with(settings: SfnSettings): DynamicModule {
    return { module: SfnModule, providers: [SfnCommands, { provide: ApiCalls, useValue: new ApiCalls(settings) }] };
  }
}
