import { isIP } from 'node:net';
import { z } from 'zod';
import {
  DEFAULT_ARN_SCOPE,
  DEFAULT_PARTITIONS,
  DEFAULT_PREFIX,
  topicsOf,
  type ArnScope,
  type Topics,
} from '#contracts';
import { InvalidConfiguration, readEnvironment, type Environment } from '#runtime';
import { readAccessKeys, type AccessKeys } from './access/access-keys.js';
import { isSafe } from './access/bearer/issuer-keys.js';
import type { Oidc } from './access/bearer/oidc.js';
import { Redaction } from './redaction/redaction.js';

export const DEFAULT_PORT = 8083;
const LOOPBACK = '127.0.0.1';
/** Of one caller in a second; AWS refills 300 starts a second, and takes bursts of 1,300. */
const RATE_LIMIT = 1_000;

/** What the API can be told through its environment; each has a default that serves. */
const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(DEFAULT_PORT),
  HOST: z.string().min(1).default(LOOPBACK),
  BACKSTEP_TOPIC_PREFIX: z
    .string()
    .regex(/^[a-zA-Z0-9._-]*$/, 'may have letters, digits, dot, underscore and hyphen')
    .default(DEFAULT_PREFIX),
  BACKSTEP_PARTITIONS: z.coerce.number().int().min(1).max(1_000).default(DEFAULT_PARTITIONS),
  AWS_REGION: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'must be the name of a region, such as us-east-1')
    .default(DEFAULT_ARN_SCOPE.region),
  BACKSTEP_ACCOUNT: z
    .string()
    .regex(/^\d{12}$/, 'must have 12 digits')
    .default(DEFAULT_ARN_SCOPE.account),
  BACKSTEP_DATA_DIR: z.string().min(1).default('.backstep'),
  DATABASE_URL: z.string().optional(),
  BACKSTEP_KEEP_DAYS: z.coerce.number().positive().optional(),
  BACKSTEP_ACCESS_KEYS: z.string().optional(),
  BACKSTEP_REDACT: z.string().optional(),
  BACKSTEP_RATE_LIMIT: z.coerce.number().int().nonnegative().optional(),
  BACKSTEP_OIDC_ISSUER: z
    .string()
    .refine(
      (text) => text === '' || (URL.canParse(text) && isSafe(new URL(text))),
      'must be a URL that begins with https',
    )
    .optional(),
  BACKSTEP_OIDC_AUDIENCE: z.string().optional(),
  BACKSTEP_OIDC_ROLES_CLAIM: z.string().min(1).default('roles'),
});

export interface Settings {
  readonly port: number;
  readonly host: string;
  readonly prefix: string;
  readonly topics: Topics;
  readonly partitions: number;
  readonly arns: ArnScope;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  /** The views forget executions that ended so long ago; undefined: none. */
  readonly keepDays: number | undefined;
  /** Who may call; without these and `oidc`, anybody who reaches this process. */
  readonly accessKeys: AccessKeys | undefined;
  /** Whose tokens are taken beside, or instead of, keys. */
  readonly oidc: Oidc | undefined;
  /** What of payloads people are not shown. */
  readonly redaction: Redaction;
  /** Requests of one caller in a second; undefined: as many as he likes. */
  readonly rateLimit: number | undefined;
  /** How long a request's headers and body may take: a slow client is not waited for. */
  readonly requestMs: number;
  /** How long a change may take in all before the caller is told to come again. */
  readonly answerMs: number;
  /** Of streams of events. */
  readonly live: { readonly heartbeatMs: number; readonly patienceMs: number; readonly mostStreams: number };
}

/** @throws InvalidConfiguration naming every variable that is wrong, or saying what an open door needs. */
export function settingsFrom(env: Environment): Settings {
  const data = readEnvironment(environment, env);
  const accessKeys = accessKeysOf(data.BACKSTEP_ACCESS_KEYS);
  const oidc = oidcOf(data);
  if (!accessKeys && !oidc && !isLoopback(data.HOST)) throw openDoor(data.HOST);
  return {
    port: data.PORT,
    host: data.HOST,
    prefix: data.BACKSTEP_TOPIC_PREFIX,
    topics: topicsOf(data.BACKSTEP_TOPIC_PREFIX),
    partitions: data.BACKSTEP_PARTITIONS,
    arns: { region: data.AWS_REGION, account: data.BACKSTEP_ACCOUNT },
    dataDir: data.BACKSTEP_DATA_DIR,
    databaseUrl: data.DATABASE_URL,
    keepDays: data.BACKSTEP_KEEP_DAYS,
    accessKeys,
    oidc,
    redaction: redactionOf(data.BACKSTEP_REDACT),
    // Where this machine alone can come in, nobody has to be kept from too much.
    rateLimit: (data.BACKSTEP_RATE_LIMIT ?? (accessKeys || oidc ? RATE_LIMIT : 0)) || undefined,
    requestMs: 30_000,
    answerMs: 10_000,
    live: { heartbeatMs: 15_000, patienceMs: 10_000, mostStreams: 1_000 },
  };
}

function accessKeysOf(text: string | undefined): AccessKeys | undefined {
  if (text === undefined || text === '') return undefined;
  const keys = readAccessKeys(text);
  if (!keys.ok) throw new InvalidConfiguration(`BACKSTEP_ACCESS_KEYS ${keys.cause}.`);
  return keys.value;
}

function redactionOf(text: string | undefined): Redaction {
  if (text === undefined || text.trim() === '') return Redaction.NONE;
  const read = Redaction.read(text);
  if (!read.ok) throw new InvalidConfiguration(`BACKSTEP_REDACT ${read.cause}.`);
  return read.value;
}

function oidcOf(data: z.output<typeof environment>): Oidc | undefined {
  const { BACKSTEP_OIDC_ISSUER: issuerName, BACKSTEP_OIDC_AUDIENCE: audience } = data;
  if (!issuerName && !audience) return undefined;
  if (!issuerName || !audience)
    throw new InvalidConfiguration(
      'BACKSTEP_OIDC_ISSUER and BACKSTEP_OIDC_AUDIENCE belong together: whose tokens are taken, and for whom they have to be.',
    );
  return { issuerName, audience, rolesClaim: data.BACKSTEP_OIDC_ROLES_CLAIM, cooldownMs: 30_000 };
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

const openDoor = (host: string) =>
  new InvalidConfiguration(
    `HOST is ${host}, which others can reach, and nobody would be asked who they are. ` +
      'Set BACKSTEP_ACCESS_KEYS to keys that callers sign with, as in "AKIDEXAMPLE:secret:operator", or BACKSTEP_OIDC_ISSUER and ' +
      'BACKSTEP_OIDC_AUDIENCE to take bearer tokens, or leave HOST at 127.0.0.1.',
  );
