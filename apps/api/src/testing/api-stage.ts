import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Kafka } from '#kafka';
import { Api, type Log } from '../api.js';
import { settingsFrom, type Settings } from '../configuration.js';
import { serveApi } from '../serve-api.js';
import type { Declared, OperationName, Output } from '../step-functions/operation-types.js';

/** Who decides what the API asks for. */
export interface Owner {
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface StageOptions {
  /** A client of its own for each who asks. */
  readonly connect: () => Kafka;
  /** Absent: nobody decides. */
  readonly owner?: (kafka: Kafka) => Owner;
  readonly environment?: Readonly<Record<string, string>>;
  readonly settings?: Partial<Settings>;
}

/** An answer of the API, as it came over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  /** Of an error, with its namespace. */
  readonly errorType: string | undefined;
}

/** The API with an owner of all partitions, on any broker, and views in a folder that is gone afterwards. */
export class ApiStage {
  readonly #kafkas: Kafka[] = [];
  /** What it told its operator. */
  readonly told: { readonly message: string; readonly facts: object }[] = [];
  #folder = '';
  #app: NestFastifyApplication | undefined;
  #owner: Owner | undefined;
  #url = '';

  private constructor(private readonly options: StageOptions) {}

  static async open(options: StageOptions): Promise<ApiStage> {
    const stage = new ApiStage(options);
    stage.#folder = await mkdtemp(join(tmpdir(), 'backstep-api-'));
    if (options.owner) stage.#owner = options.owner(stage.#connect());
    await stage.#owner?.start();
    await stage.serve();
    return stage;
  }

  /** Also again, after `stop`. */
  async serve(): Promise<void> {
    const { environment = {}, settings } = this.options;
    const tell = (facts: object, message: string) => void this.told.push({ message, facts });
    const log: Log = { debug: () => undefined, info: tell, warn: tell, error: tell };
    const defaults = settingsFrom({ PORT: '0', BACKSTEP_DATA_DIR: this.#folder, ...environment });
    this.#app = await serveApi({
      kafka: this.#connect(),
      settings: { ...defaults, ...settings },
      log,
      logger: false,
    });
    await this.#app.listen(0, '127.0.0.1');
    this.#url = (await this.#app.getUrl()).replace('[::1]', '127.0.0.1');
  }

  async stop(): Promise<void> {
    await this.#app?.close();
    this.#app = undefined;
  }

  get url(): string {
    return this.#url;
  }

  get api(): Api {
    if (!this.#app) throw new Error('It does not serve.');
    return this.#app.get(Api);
  }

  /** Calls an operation, as a client without any library would. */
  call(operation: string, input: object | string = {}): Promise<WireAnswer> {
    const body = typeof input === 'string' ? input : JSON.stringify(input);
    return this.post(body, {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AWSStepFunctions.${operation}`,
    });
  }

  async post(body: string, headers: Readonly<Record<string, string>>): Promise<WireAnswer> {
    const response = await fetch(this.url, { method: 'POST', headers, body });
    const text = await response.text();
    const answer = (text === '' ? {} : JSON.parse(text)) as { readonly ['__type']?: string };
    return { status: response.status, headers: response.headers, body: answer, errorType: answer['__type'] };
  }

  /** What a call answers that has to succeed. */
  async done<O extends OperationName>(operation: O, input: Declared<O>): Promise<Output<O>> {
    const { status, body } = await this.call(operation, input);
    if (status !== 200) throw new Error(`${operation} answers ${status}: ${JSON.stringify(body)}`);
    return body as Output<O>;
  }

  /** `Error: message` of a call that has to be refused. */
  async refusal<O extends OperationName>(operation: O, input: Declared<O>): Promise<string> {
    const { status, body, errorType = '' } = await this.call(operation, input);
    if (status === 200) throw new Error(`${operation} answers ${JSON.stringify(body)}`);
    return `${errorType.split('#').at(-1)}: ${(body as { readonly message?: string }).message ?? ''}`;
  }

  async close(): Promise<void> {
    await this.stop();
    await this.#owner?.close();
    await Promise.all(this.#kafkas.map((kafka) => kafka.close()));
    await rm(this.#folder, { recursive: true, force: true });
  }

  #connect(): Kafka {
    const kafka = this.options.connect();
    this.#kafkas.push(kafka);
    return kafka;
  }
}
