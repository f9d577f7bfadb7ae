import 'reflect-metadata';
import type { PipeTransform, Type } from '@nestjs/common';

/** Nest's own: where it looks for classes of pipes, to make them with what they inject. */
export const PARAMETERS = '__routeArguments__';

/** Nest's number for a request's body: pipes that look at bodies look at inputs. */
export const INPUT = 3;
export const CONTEXT = 0;

export type Parameters = Record<
  string,
  { readonly index: number; readonly data?: string; readonly pipes: readonly (PipeTransform | Type<PipeTransform>)[] }
>;

/**
 * The command's input, checked against the parameter's class if that is one of class-validator; what is wrong is
 * refused with `Participant.InvalidInput` before the handler is entered.
 */
export function CommandInput(...pipes: (PipeTransform | Type<PipeTransform>)[]): ParameterDecorator {
  return (prototype, method, index) => {
    if (method === undefined) throw new TypeError('@CommandInput() belongs on a parameter of a command handler.');
    const parameters = (Reflect.getMetadata(PARAMETERS, prototype.constructor, method) ?? {}) as Parameters;
    const taken = Object.keys(parameters).find((key) => key.startsWith(`${INPUT}:`));
    if (taken) {
      throw new TypeError(
        `${prototype.constructor.name}.${String(method)} has two parameters with @CommandInput(); a command has one input.`,
      );
    }
    Reflect.defineMetadata(
      PARAMETERS,
      { ...parameters, [`${INPUT}:${index}`]: { index, pipes } },
      prototype.constructor,
      method,
    );
  };
}

/** Where a handler takes its input, if it does. */
export const inputIndex = (parameters: Parameters): number | undefined =>
  Object.entries(parameters).find(([key]) => key.startsWith(`${INPUT}:`))?.[1].index;
