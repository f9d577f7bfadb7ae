import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readEnvironment, wrongEnvironment, type Environment } from '#runtime';
import { connections, type Connections } from './http/connection.js';
import { addressGuard, type AddressGuard } from './exchange/address-guard.js';

const url = z
  .string()
  .refine((text) => /^https?:\/\//u.test(text) && URL.canParse(text), 'must be a URL, e.g. http://127.0.0.1:9001');

const environment = z.object({
  LAMBDA_ENDPOINT: url.or(z.literal('')).optional(),
  SFN_ENDPOINT: url.or(z.literal('')).optional(),
  BACKSTEP_HTTP_ALLOW: z.string().default(''),
  BACKSTEP_HTTP_TIMEOUT_SECONDS: z.coerce.number().positive().default(60),
  BACKSTEP_HTTP_RESPONSE_BYTES: z.coerce.number().int().positive().default(262_144),
  BACKSTEP_HTTP_CONNECTIONS: z.string().optional(),
});

export interface HttpSettings {
  readonly guard: AddressGuard;
  /** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html has 60 seconds. */
  readonly timeoutMs: number;
  readonly responseBytes: number;
  readonly connections: Connections;
}

/** Nothing: functions are participants, and nobody else is asked. */
export const lambdaEndpointFrom = (env: Environment): string | undefined => read(env).LAMBDA_ENDPOINT || undefined;

/** Nothing: nobody asks the API for a Task. */
export const sfnEndpointFrom = (env: Environment): string | undefined => read(env).SFN_ENDPOINT || undefined;

/** @throws InvalidConfiguration */
export function httpSettingsFrom(env: Environment): HttpSettings {
  const said = read(env);
  try {
    return {
      guard: addressGuard(said.BACKSTEP_HTTP_ALLOW),
      timeoutMs: said.BACKSTEP_HTTP_TIMEOUT_SECONDS * 1_000,
      responseBytes: said.BACKSTEP_HTTP_RESPONSE_BYTES,
      connections: said.BACKSTEP_HTTP_CONNECTIONS
        ? connections(readFileSync(said.BACKSTEP_HTTP_CONNECTIONS, 'utf8'))
        : new Map(),
    };
  } catch (error) {
    throw wrongEnvironment((error as Error).message);
  }
}

const read = (env: Environment) => readEnvironment(environment, env);
