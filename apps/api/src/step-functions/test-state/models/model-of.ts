import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Model } from './model.js';

const models = new Map<string, Model | undefined>();

/** By the name that an SDK integration has for the service: `sfn`, `cloudwatchlogs`. */
export function modelOf(service: string): Model | undefined {
  if (!models.has(service)) models.set(service, read(service));
  return models.get(service);
}

function read(service: string): Model | undefined {
  if (!/^[a-z0-9]+$/u.test(service)) return undefined;
  const file = fileURLToPath(new URL(`./${service}.shapes`, import.meta.url));
  return existsSync(file) ? new Model(readFileSync(file, 'utf8')) : undefined;
}
