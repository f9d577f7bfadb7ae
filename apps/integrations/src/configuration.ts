import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { DEFAULT_ARN_SCOPE } from '#contracts';
import { readEnvironment, wrongEnvironment, type Environment } from '#runtime';
import { connections, type Connections } from './http/connection.js';
import { addressGuard, type AddressGuard } from './exchange/address-guard.js';
import type { Identity } from './sfn/identity.js';

const url = z
  .string()
  .refine((text) => /^https?:\/\//u.test(text) && URL.canParse(text), 'must be a URL, e.g. http://127.0.0.1:9001');

const environment = z.object({
  LAMBDA_ENDPOINT: url.or(z.literal('')).optional(),
  SFN_ENDPOINT: url.or(z.literal('')).optional(),
  AWS_REGION: z.string().optional(),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  AWS_SESSION_TOKEN: z.string().optional(),
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

export interface SfnSettings {
  readonly endpoint: string;
  /** Absent: nothing is signed. */
  readonly identity?: Identity;
}

/**
 * Nothing: nobody asks the API for a Task.
 * @throws InvalidConfiguration
 */
export function sfnSettingsFrom(env: Environment): SfnSettings | undefined {
  const said = read(env);
  const identity = identityFrom(said);
  return said.SFN_ENDPOINT ? { endpoint: said.SFN_ENDPOINT, ...(identity && { identity }) } : undefined;
}

function identityFrom(said: z.output<typeof environment>): Identity | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = said;
  if (!accessKeyId && !secretAccessKey) return undefined;
  if (!accessKeyId || !secretAccessKey)
    throw wrongEnvironment('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY belong together, and only one of them is set');
  const sessionToken = said.AWS_SESSION_TOKEN;
  return {
    region: said.AWS_REGION || DEFAULT_ARN_SCOPE.region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
  };
}

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
