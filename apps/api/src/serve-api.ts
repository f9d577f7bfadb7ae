import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiModule, type ApiOptions } from './api.module.js';
import { tellClientError, tellFrameworkError } from './wire/before-us.js';
import { securityHeaders } from './wire/security-headers.js';

/** A definition of 1 MiB, escaped as JSON text, with everything around it. */
const MOST_BODY_BYTES = 2 * 1_048_576;

export interface ServeOptions extends ApiOptions {
  readonly logger: LoggerService | false;
}

/** The API as a server that has not begun to listen. */
export async function serveApi({ logger, ...options }: ServeOptions): Promise<NestFastifyApplication> {
  const { requestMs } = options.settings;
  const adapter = new FastifyAdapter({
    bodyLimit: MOST_BODY_BYTES,
    requestTimeout: requestMs,
    http: { headersTimeout: requestMs, connectionsCheckingInterval: requestMs / 6 },
    // What Fastify and Node refuse before anybody of ours is asked is refused in our words, too.
    frameworkErrors: tellFrameworkError,
    clientErrorHandler: tellClientError,
    // Whoever polls has been answered by then; connections without a request are nobody's loss.
    forceCloseConnections: 'idle',
  });
  // As text: what was signed is the text. Of JSON a parser is there that only one of the same name replaces.
  for (const type of [/^application\/x-amz-json-1\.[01]/, 'application/json'])
    adapter.useBodyParser(type, false, { bodyLimit: MOST_BODY_BYTES }, (_, body, done) =>
      done(null, body.toString('utf8')),
    );
  adapter.getInstance().addHook('onRequest', (_, reply, done) => {
    reply.headers(securityHeaders);
    done();
  });
  return NestFactory.create<NestFastifyApplication>(ApiModule.register(options), adapter, {
    logger,
    abortOnError: false,
  });
}
