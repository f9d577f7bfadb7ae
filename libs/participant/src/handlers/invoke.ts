import { HttpException, type Type } from '@nestjs/common';
import type { ExternalContextCreator } from '@nestjs/core';
import { isObservable, lastValueFrom } from 'rxjs';
import type { Json } from '#contracts';
import type { CommandContext } from './command-context.js';
import { INPUT, PARAMETERS } from './command-input.decorator.js';
import { checked, isChecked, type Check } from './checked.js';
import { Refused } from './refused.js';

type Method = (...args: unknown[]) => unknown;

/**
 * A handler with guards, interceptors, pipes and filters as Nest puts them around every handler, of the context type
 * `rpc`: `getData()` is the input, `getContext()` the `CommandContext`.
 */
export function invocation(creator: ExternalContextCreator, instance: object, method: string, inputType: unknown) {
  const check = isChecked(inputType) ? checked(inputType) : undefined;
  const run = creator.create(
    instance as Type,
    noting((instance as Record<string, Method>)[method] as Method),
    method,
    PARAMETERS,
    {
      exchangeKeyForValue: (type, _data, args) =>
        valueOf(type as unknown as number, args as unknown as [Json, CommandContext], check),
    },
    undefined,
    undefined,
    undefined,
    'rpc',
  );
  return async (input: Json, context: CommandContext): Promise<unknown> => {
    try {
      const result: unknown = await run(input, context);
      return isObservable(result) ? await lastValueFrom(result, { defaultValue: null }) : result;
    } catch (error) {
      throw context.entered ? error : refusalOf(error);
    }
  };
}

const valueOf = (type: number, [input, context]: [Json, CommandContext], check: Check | undefined): unknown =>
  type === INPUT ? (check ? instanceOf(check, input) : input) : context;

async function instanceOf(check: Check, input: Json): Promise<object> {
  const result = await check(input);
  if (result.ok) return result.value;
  throw new Refused('Participant.InvalidInput', result.problems.join('; '));
}

/**
 * The handler, noting in its context that it was entered: up to there nothing happened, whatever throws. What other
 * decorators have written on the handler is copied, so that guards and interceptors find it.
 */
function noting(handler: Method): Method {
  const noted = function (this: unknown, ...args: unknown[]) {
    (args.pop() as CommandContext).entered = true;
    return handler.apply(this, args);
  };
  for (const key of Reflect.getMetadataKeys(handler) as unknown[]) {
    Reflect.defineMetadata(key, Reflect.getMetadata(key, handler), noted);
  }
  Object.defineProperty(noted, 'name', { value: handler.name });
  return noted;
}

/** What a guard or a pipe says by an HTTP exception is a refusal, since the handler was not entered. */
function refusalOf(error: unknown): unknown {
  if (!(error instanceof HttpException) || error.getStatus() >= 500) return error;
  const said = error.getResponse();
  const text = typeof said === 'string' ? said : ((said as { message?: unknown }).message ?? error.message);
  const name =
    error.getStatus() === 401 || error.getStatus() === 403 ? 'Participant.Forbidden' : 'Participant.InvalidInput';
  return new Refused(name, Array.isArray(text) ? text.join('; ') : String(text));
}
