import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { continueTrace, traceIn, type SpanFacts } from '#runtime';
import { allow, type Caller } from '../access/caller.js';
import { admit } from '../access/door.js';
import { neededFor } from '../access/needed.js';
import { Api } from '../api.js';
import type { OperationName } from '../step-functions/operation-types.js';
import { answerCall, operationOf } from './answer-call.js';
import { headerOf, type HttpReply, type HttpRequest } from './http.js';
import { bytesOf, JSON_1_0, newRequestId, REQUEST_ID } from './headers.js';

/** All operations of Step Functions, behind one address. https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html */
@Controller()
export class StepFunctionsController {
  constructor(@Inject(Api) private readonly api: Api) {}

  @Post()
  @HttpCode(200)
  async call(@Req() request: HttpRequest, @Res() reply: HttpReply): Promise<void> {
    const operation = operationOf(headerOf(request, 'x-amz-target'));
    const needed = neededFor(operation);
    const caller = await admit(this.api.door, request, needed);
    const body = typeof request.body === 'string' ? request.body : '';
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, this.api.closing]);
    const answer = await continueTrace(traceIn(request.headers), calls(operation), () =>
      answerCall(operation, body, this.api.service, { signal, allow: (role) => allow(caller, { ...needed, role }) }),
    );
    if (gone.signal.aborted) return;
    reply
      .headers({ 'content-type': JSON_1_0, [REQUEST_ID]: newRequestId() })
      .send(bytesOf(this.#shown(answer, caller, body)));
  }

  /** Who may only read is a person, or shows what he reads to people; others work with what they are answered. */
  #shown(answer: object, caller: Caller | undefined, body: string): object {
    return caller?.role === 'reader' ? this.api.settings.redaction.shown(answer, executionIn(body)) : answer;
  }
}

/** https://opentelemetry.io/docs/specs/semconv/rpc/rpc-spans/ */
const calls = (operation: OperationName) => (): SpanFacts => ({
  name: `StepFunctions/${operation}`,
  kind: 'SERVER',
  attributes: { 'rpc.system': 'aws-api', 'rpc.service': 'SFN', 'rpc.method': operation },
});

/** What a request is about, if that is an execution: `signup:order-4711`. */
const executionIn = (body: string): string | undefined =>
  /"executionArn"\s*:\s*"arn:[^":]*:states:[^":]*:[^":]*:[a-z]+:([^"]+)"/.exec(body)?.[1];
