import type { DynamicModule } from '@nestjs/common';
import { LAMBDA_ENDPOINT, LambdaCommands } from './lambda.commands.js';

export class LambdaModule {
  static at(endpoint: string): DynamicModule {
    return { module: LambdaModule, providers: [LambdaCommands, { provide: LAMBDA_ENDPOINT, useValue: endpoint }] };
  }
}
