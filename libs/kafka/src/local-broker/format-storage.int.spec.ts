import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { formatStorage } from './format-storage.js';
import { findJava } from './java.js';
import { kafkaJars } from './kafka-jars.js';
import { serverProperties } from './server-properties.js';

it('prepares a folder for a cluster whose id begins with a hyphen, as one in sixty-four does', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'backstep-format-'));
  try {
    const [java, jars] = await Promise.all([findJava(), kafkaJars(() => undefined)]);
    await writeFile(
      join(folder, 'server.properties'),
      serverProperties({ broker: 19_092, controller: 19_093 }, join(folder, 'data')),
    );
    await formatStorage(java, jars, folder, '-wkbTs3zSbKPt2XCFYUgkA');
    const properties = await readFile(join(folder, 'data', 'meta.properties'), 'utf8');
    expect(properties).toContain('cluster.id=-wkbTs3zSbKPt2XCFYUgkA');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 180_000);
