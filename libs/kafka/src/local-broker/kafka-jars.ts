import { spawn } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

export const KAFKA_VERSION = '4.4.0';
const LOG4J_VERSION = '2.25.5';

/** What is being done, for people: at most one sentence, or a file that was fetched. */
export type OnProgress = (message: string) => void;

/** `BACKSTEP_CACHE_DIR`, else `~/.cache/backstep`. */
export const cacheDir = (env: Readonly<Record<string, string | undefined>> = process.env): string =>
  env['BACKSTEP_CACHE_DIR'] ?? join(homedir(), '.cache', 'backstep');

/**
 * The folder with Apache Kafka's jars, fetched from Maven Central on first use.
 * It is complete or not there: fetched elsewhere, then renamed. Who comes second when two do this throws theirs away.
 * @throws LocalBrokerMissing without Maven or network.
 */
export async function kafkaJars(onProgress: OnProgress = () => {}): Promise<string> {
  const jars = join(cacheDir(), `kafka-${KAFKA_VERSION}`);
  if (await isThere(jars)) return jars;
  await mkdir(dirname(jars), { recursive: true });
  const work = await mkdtemp(join(dirname(jars), 'fetching-'));
  try {
    onProgress(`Fetching Apache Kafka ${KAFKA_VERSION} from Maven Central (43 MB, once)`);
    await writeFile(join(work, 'pom.xml'), POM);
    await maven(work, onProgress);
    await rename(join(work, 'jars'), jars).catch(async (error: unknown) => {
      if (!(await isThere(jars))) throw error;
    });
    return jars;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Says what to do. */
export class LocalBrokerMissing extends Error {
  override readonly name = 'LocalBrokerMissing';
}

export const WAYS_TO_A_BROKER =
  'Install Java 17 or newer and Maven, or start Docker, or set KAFKA_BROKERS to a Kafka that runs already.';

const dependency = (groupId: string, artifactId: string, version: string) =>
  `<dependency><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId><version>${version}</version></dependency>`;

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>backstep</groupId>
  <artifactId>local-broker</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    ${dependency('org.apache.kafka', 'kafka_2.13', KAFKA_VERSION)}
    ${dependency('org.apache.logging.log4j', 'log4j-slf4j-impl', LOG4J_VERSION)}
  </dependencies>
</project>
`;

async function maven(work: string, onProgress: OnProgress): Promise<void> {
  const goals = ['dependency:copy-dependencies', '-DoutputDirectory=jars', '-DincludeScope=runtime'];
  const child = spawn('mvn', ['-B', ...goals], { cwd: work, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const listen = (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4_000);
    for (const [, file] of chunk.toString().matchAll(/Downloaded from \S+: \S*\/([^/\s]+\.jar)/g)) onProgress(file!);
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', () =>
      reject(new LocalBrokerMissing(`There is no Kafka to talk to, and no Maven. ${WAYS_TO_A_BROKER}`)),
    );
    child.once('close', resolve);
  });
  if (code === 0 && (await readdir(join(work, 'jars'))).length > 0) return;
  const errors = said.split('\n').filter((line) => line.includes('[ERROR]'));
  throw new LocalBrokerMissing(
    `Maven could not fetch Apache Kafka: ${errors[0] ?? said.slice(-300)} ${WAYS_TO_A_BROKER}`,
  );
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
