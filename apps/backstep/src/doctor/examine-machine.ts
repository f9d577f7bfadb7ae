import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheDir, javaVersion, KAFKA_VERSION } from '#kafka';
import type { Environment } from '../command-line/io.js';
import type { Diagnosis } from './diagnosis.js';

const OLDEST_NODE = 24;
const OLDEST_JAVA = 17;
const run = promisify(execFile);

/** What this computer has: Node, and the parts that a local Kafka needs. */
export async function examineMachine(env: Environment, needsBroker: boolean): Promise<Diagnosis[]> {
  const [java, maven, docker] = await Promise.all([examineJava(env), examineMaven(), examineDocker()]);
  const ways = docker.state === 'ok' || (java.state === 'ok' && maven.state === 'ok');
  if (!needsBroker || ways) return [examineNode(process.versions.node), java, maven, docker];
  const advice =
    'Install Java 17 or newer and Maven, or start Docker, or set KAFKA_BROKERS to a Kafka that runs already.';
  return [
    examineNode(process.versions.node),
    java,
    maven,
    docker,
    { what: 'a way to a Kafka', state: 'wrong', found: 'none', advice },
  ];
}

export function examineNode(version: string): Diagnosis {
  const ok = Number(version.split('.')[0]) >= OLDEST_NODE;
  const advice = `Backstep needs Node ${OLDEST_NODE} or newer; \`npm ci\` brings one along for \`npm run\` and \`npx\`.`;
  return { what: 'Node', state: ok ? 'ok' : 'wrong', found: version, ...(!ok && { advice }) };
}

async function examineJava(env: Environment): Promise<Diagnosis> {
  const version = await javaVersion(env['JAVA_HOME'] ? join(env['JAVA_HOME'], 'bin', 'java') : 'java');
  if (version !== undefined && version >= OLDEST_JAVA) return { what: 'Java', state: 'ok', found: String(version) };
  const advice = `A local Kafka without Docker needs Java ${OLDEST_JAVA} or newer (JAVA_HOME, or java on the PATH).`;
  return { what: 'Java', state: 'missing', found: version === undefined ? 'none' : String(version), advice };
}

/** Maven fetches Kafka's jars once; who has them needs it no more. */
async function examineMaven(): Promise<Diagnosis> {
  const jars = join(cacheDir(), `kafka-${KAFKA_VERSION}`);
  if (existsSync(jars)) return { what: 'Kafka jars', state: 'ok', found: `${KAFKA_VERSION} in ${jars}` };
  const said = await output('mvn', ['-v']);
  const version = /Apache Maven (\S+)/.exec(said ?? '')?.[1];
  if (version !== undefined) return { what: 'Maven', state: 'ok', found: version };
  const advice = 'It fetches Apache Kafka once, for a local Kafka without Docker.';
  return { what: 'Maven', state: 'missing', found: 'none', advice };
}

async function examineDocker(): Promise<Diagnosis> {
  const version = (await output('docker', ['version', '--format', '{{.Server.Version}}']))?.trim();
  if (version) return { what: 'Docker', state: 'ok', found: version };
  const installed = (await output('docker', ['--version']))?.trim();
  const advice = installed
    ? 'Its daemon does not answer: start it, or use a local Kafka.'
    : 'Only needed for `docker compose up`.';
  return { what: 'Docker', state: 'missing', found: installed ?? 'none', advice };
}

async function output(command: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return (await run(command, [...args], { timeout: 10_000 })).stdout;
  } catch {
    return undefined;
  }
}
