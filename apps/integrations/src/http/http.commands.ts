import { Inject, Injectable } from '@nestjs/common';
import type { Json } from '#contracts';
import { CommandContext, CommandInput, HandlesCommand, Refused } from '#participant';
import { requestOf } from '../command-request.js';
import type { HttpSettings } from '../configuration.js';
import { AddressRefused, exchange } from '../exchange/exchange.js';
import { lost } from '../exchange/lost.js';
import { httpAnswerOf } from './http-answer.js';
import { httpRequestOf } from './http-request.js';

export const HTTP_SETTINGS = Symbol('backstep:http-settings');

@Injectable()
export class HttpCommands {
  constructor(@Inject(HTTP_SETTINGS) private readonly settings: HttpSettings) {}

  @HandlesCommand('http.invoke', {
    long: true,
    description: 'Calls an HTTP API: arn:aws:states:::http:invoke.',
  })
  async invoke(@CommandInput() input: unknown, ctx: CommandContext): Promise<Json> {
    const { connections, guard, timeoutMs, responseBytes: mostBytes } = this.settings;
    const asked = httpRequestOf(requestOf(input), connections);
    const bounds = { signal: ctx.signal, guard, timeoutMs, mostBytes };
    const answered = await exchange(asked, bounds).catch((error: unknown) => {
      if (error instanceof AddressRefused) throw new Refused('States.Permissions', `${error.message}.`);
      throw lost(error, ctx, 'States.Http.Socket');
    });
    return httpAnswerOf(answered);
  }
}
