import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LocalBrokerMissing, WAYS_TO_A_BROKER } from './kafka-jars.js';

const OLDEST = 17;
const run = promisify(execFile);

/**
 * `$JAVA_HOME/bin/java`, else `java`.
 * @throws LocalBrokerMissing if it is not there or older than 17.
 */
export async function findJava(env: Readonly<Record<string, string | undefined>> = process.env): Promise<string> {
  const java = env['JAVA_HOME'] ? join(env['JAVA_HOME'], 'bin', 'java') : 'java';
  const version = await javaVersion(java);
  if (version !== undefined && version >= OLDEST) return java;
  const found = version === undefined ? 'no Java' : `only Java ${version}`;
  throw new LocalBrokerMissing(`There is no Kafka to talk to, and ${found} to start one with. ${WAYS_TO_A_BROKER}`);
}

/** The major version: 17, 21 … Undefined if it does not run. */
export async function javaVersion(java: string): Promise<number | undefined> {
  try {
    const { stdout, stderr } = await run(java, ['-version']);
    const [, major, minor] = /version "(\d+)(?:\.(\d+))?/.exec(stdout + stderr) ?? [];
    return major === '1' ? Number(minor) : Number(major);
  } catch {
    return undefined;
  }
}
