import { Inject, Injectable } from '@nestjs/common';
import type { Json } from '#contracts';
import { CommandContext, CommandInput, HandlesCommand, Refused } from '#participant';
import { requestOf } from '../command-request.js';
import { exchange } from '../exchange/exchange.js';
import { lost } from '../exchange/lost.js';
import { invocationOf } from './invocation.js';
import { invoked } from './invoked.js';

export const LAMBDA_ENDPOINT = Symbol('backstep:lambda-endpoint');

/** More than this no function may answer. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST_BYTES = 6 * 1_024 * 1_024;

@Injectable()
export class LambdaCommands {
  constructor(@Inject(LAMBDA_ENDPOINT) private readonly endpoint: string) {}

  @HandlesCommand('lambda.invoke', {
    long: true,
    description: 'Invokes a Lambda function that no participant is named after, at LAMBDA_ENDPOINT.',
  })
  async invoke(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    const request = requestOf(input);
    const functionName = String(request['FunctionName']);
    const asked = invocationOf(this.endpoint, request);
    if (!asked) throw new Refused('Lambda.AWSLambdaException', `${functionName} is not the name of a function.`);
    const bounds = { signal: ctx.signal, mostBytes: MOST_BYTES };
    const answered = await exchange(asked, bounds).catch((error: unknown) => {
      throw lost(error, ctx, 'Lambda.SdkClientException');
    });
    return invoked(functionName, answered);
  }
}
