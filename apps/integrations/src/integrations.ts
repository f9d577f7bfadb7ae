import type { DynamicModule } from '@nestjs/common';
import type { ParticipantOptions } from '#participant';
import type { Environment } from '#runtime';
import { httpSettingsFrom, lambdaEndpointFrom, sfnSettingsFrom } from './configuration.js';
import { HttpModule } from './http/http.module.js';
import { ItemsModule } from './items/items.module.js';
import { sourcesFrom } from './items/settings.js';
import { LambdaModule } from './lambda/lambda.module.js';
import { SfnModule } from './sfn/sfn.module.js';

/** A participant that comes with Backstep, for `bootstrapParticipant`. */
export interface Integration {
  readonly module: DynamicModule;
  readonly options: ParticipantOptions;
}

/** Calls in flight; each waits for somebody else. */
const AT_ONCE = 1_000;
/** What is read is held in memory. */
const READ_AT_ONCE = 8;

/**
 * `http`, `s3`, which reads the items of Maps, `lambda` where `LAMBDA_ENDPOINT` says whom it asks, and `sfn` where
 * `SFN_ENDPOINT` does.
 * @throws InvalidConfiguration
 */
export function integrationsFrom(env: Environment): readonly Integration[] {
  const lambda = lambdaEndpointFrom(env);
  const sfn = sfnSettingsFrom(env);
  const http = { module: HttpModule.with(httpSettingsFrom(env)), options: optionsOf('http') };
  const items = { module: ItemsModule.with(sourcesFrom(env)), options: optionsOf('s3', READ_AT_ONCE) };
  return [
    http,
    items,
    ...(lambda === undefined ? [] : [{ module: LambdaModule.at(lambda), options: optionsOf('lambda') }]),
    ...(sfn === undefined ? [] : [{ module: SfnModule.with(sfn), options: optionsOf('sfn') }]),
  ];
}

const optionsOf = (participant: string, maxLong = AT_ONCE): ParticipantOptions => ({ participant, maxLong });
