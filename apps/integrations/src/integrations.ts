import type { DynamicModule } from '@nestjs/common';
import type { ParticipantOptions } from '#participant';
import { httpSettingsFrom, lambdaEndpointFrom, type Environment } from './configuration.js';
import { HttpModule } from './http/http.module.js';
import { LambdaModule } from './lambda/lambda.module.js';

/** A participant that comes with Backstep, for `bootstrapParticipant`. */
export interface Integration {
  readonly module: DynamicModule;
  readonly options: ParticipantOptions;
}

/** Calls in flight; each waits for somebody else. */
const AT_ONCE = 1_000;

/**
 * `http`, and `lambda` where `LAMBDA_ENDPOINT` says whom it asks.
 * @throws InvalidConfiguration
 */
export function integrationsFrom(env: Environment): readonly Integration[] {
  const endpoint = lambdaEndpointFrom(env);
  const http = { module: HttpModule.with(httpSettingsFrom(env)), options: optionsOf('http') };
  if (endpoint === undefined) return [http];
  return [http, { module: LambdaModule.at(endpoint), options: optionsOf('lambda') }];
}

const optionsOf = (participant: string): ParticipantOptions => ({ participant, maxLong: AT_ONCE });
