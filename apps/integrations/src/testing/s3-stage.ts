import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestParticipant } from '#participant/testing';
import { ItemsModule } from '../items/items.module.js';
import { sourcesFrom } from '../items/settings.js';
import { OtherSide } from './other-side.js';

/** What the AWS SDK looks for before it asks a store. */
const KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const;

/** The participant `s3`, with a folder that it may use, and a server that is S3 to it. */
export class S3Stage {
  /** Its folder, and what lies around that. */
  readonly allowed: string;

  private constructor(
    readonly top: string,
    readonly other: OtherSide,
    readonly s3: TestParticipant,
    private readonly before: readonly (string | undefined)[],
  ) {
    this.allowed = allowedIn(top);
  }

  static async open(name: string, env: Readonly<Record<string, string>> = {}): Promise<S3Stage> {
    const before = KEYS.map((key) => process.env[key]);
    for (const key of KEYS) process.env[key] = 'test';
    const top = mkdtempSync(join(tmpdir(), `${name}-`));
    mkdirSync(allowedIn(top));
    const other = await new OtherSide().open();
    const sources = sourcesFrom({ BACKSTEP_FILES_DIR: allowedIn(top), S3_ENDPOINT: other.url, ...env });
    const s3 = await TestParticipant.start(ItemsModule.with(sources), { participant: 's3' });
    return new S3Stage(top, other, s3, before);
  }

  async close(): Promise<void> {
    await this.s3.close();
    await this.other.close();
    rmSync(this.top, { recursive: true, force: true });
    for (const [i, key] of KEYS.entries()) {
      const value = this.before[i];
      if (value === undefined) delete process.env[key];
      else process.env[key] = value;
    }
  }
}

const allowedIn = (top: string): string => join(top, 'allowed');
