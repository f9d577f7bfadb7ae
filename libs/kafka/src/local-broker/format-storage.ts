import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';

/** A random id in the form that Kafka makes them: 16 bytes as base64url. */
const newClusterId = (): string => randomBytes(16).toString('base64url');

/** Java's arguments. In a hurry and short-lived: the quickest start there is. */
export const formatArguments = (jars: string, dataDir: string, clusterId: string): string[] => [
  '-Xmx128m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Dlog4j2.level=OFF',
  '-cp',
  join(jars, '*'),
  'kafka.tools.StorageTool',
  'format',
  // Joined to its option: one id in sixty-four begins with a hyphen, and would be taken for an option itself.
  `--cluster-id=${clusterId}`,
  '-c',
  join(dataDir, 'server.properties'),
  '--ignore-formatted',
];

/** Makes the data folder Kafka's, once. @throws Error with what the tool said. */
export async function formatStorage(java: string, jars: string, dataDir: string, clusterId = newClusterId()) {
  const done = await access(join(dataDir, 'data', 'meta.properties')).then(
    () => true,
    () => false,
  );
  if (done) return;
  const child = spawn(java, formatArguments(jars, dataDir, clusterId), { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise((closed) => child.once('close', closed));
  if (code !== 0) throw new Error(`Kafka could not prepare ${dataDir}: ${said.slice(-500)}`);
}
