import type { DynamicModule } from '@nestjs/common';
import type { HttpSettings } from '../configuration.js';
import { HTTP_SETTINGS, HttpCommands } from './http.commands.js';

export class HttpModule {
  static with(settings: HttpSettings): DynamicModule {
    return { module: HttpModule, providers: [HttpCommands, { provide: HTTP_SETTINGS, useValue: settings }] };
  }
}
