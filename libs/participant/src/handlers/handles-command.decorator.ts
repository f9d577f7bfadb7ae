import { CommandContext } from './command-context.js';
import { CONTEXT, PARAMETERS, type Parameters } from './command-input.decorator.js';

export const HANDLES_COMMAND = 'backstep:handles-command';

export interface HandlesCommandOptions {
  /** The command of this participant that undoes it, e.g. `order.cancel`. */
  readonly compensatedBy?: string;
  /** A class of class-validator: announced as the output's JSON Schema, and checked. */
  readonly output?: new () => object;
  readonly description?: string;
  /** UTF-8 bytes of the output as JSON, where that is not a state's result: 262,144 are the most of one. */
  readonly outputBytes?: number;
  /** What the author of a state machine should choose; announced, not enforced. */
  readonly timeoutSeconds?: number;
  readonly heartbeatSeconds?: number;
  /** For work that takes seconds: runs beside the others, without a transaction (`ctx.atEnd`), with `ctx.heartbeat()`. */
  readonly long?: boolean;
}

export interface CommandMetadata extends HandlesCommandOptions {
  readonly name: string;
}

/** Step Functions' names of what a service can do have capitals within. */
const COMMAND = /^[a-z][a-z0-9-]*\.[a-z][A-Za-z0-9-]*$/;

/**
 * This method handles a command: it returns the output, or throws `Refused`.
 * @param name as a state machine's `Resource` writes it behind `kafka:`, e.g. `order.place`; of a participant that stands
 * in for a service of AWS, its service and API: `dynamodb.putItem` is `arn:aws:states:::dynamodb:putItem`.
 */
export function HandlesCommand(name: string, options: HandlesCommandOptions = {}): MethodDecorator {
  refuseName('', name);
  const undo = options.compensatedBy;
  if (undo !== undefined) refuseName('compensatedBy: ', undo);
  if (undo === name) {
    throw new TypeError(`@HandlesCommand('${name}') names itself in compensatedBy: a command cannot be its own undo.`);
  }
  for (const seconds of ['timeoutSeconds', 'heartbeatSeconds'] as const) {
    const value = options[seconds];
    if (value !== undefined && !(Number.isFinite(value) && value > 0)) {
      throw new TypeError(
        `@HandlesCommand('${name}', { ${seconds} }) needs a number of seconds above 0, not ${value}.`,
      );
    }
  }
  return (prototype, method, descriptor) => {
    if (typeof descriptor.value !== 'function') {
      throw new TypeError(`@HandlesCommand('${name}') belongs on a method, and ${String(method)} is none.`);
    }
    Reflect.defineMetadata(HANDLES_COMMAND, { name, ...options } satisfies CommandMetadata, descriptor.value);
    fillContext(name, prototype, method, descriptor.value as (...args: unknown[]) => unknown);
  };
}

function refuseName(where: string, name: string): void {
  if (typeof name === 'string' && COMMAND.test(name)) return;
  throw new TypeError(
    `@HandlesCommand(${where}${JSON.stringify(name)}) needs the name of a command as the state machine's \`Resource\` ` +
      'writes it: participant, dot, verb, in lower case with dashes, e.g. "order.place"; or the service and API of an ' +
      'integration of Step Functions, e.g. "dynamodb.putItem".',
  );
}

/** Parameters of the type `CommandContext` are given one; a parameter that would be given nothing is refused. */
function fillContext(
  name: string,
  prototype: object,
  method: string | symbol,
  handler: (...args: unknown[]) => unknown,
) {
  const types = (Reflect.getMetadata('design:paramtypes', prototype, method) ?? []) as unknown[];
  const declared = (Reflect.getMetadata(PARAMETERS, prototype.constructor, method) ?? {}) as Parameters;
  const parameters: Parameters = { ...declared };
  const taken = new Set(Object.values(declared).map(({ index }) => index));
  types.forEach((type, index) => {
    if (taken.has(index)) return;
    if (type !== CommandContext) {
      throw new TypeError(
        `@HandlesCommand('${name}'): parameter ${index + 1} of ${prototype.constructor.name}.${String(method)} would be given nothing. ` +
          'Decorate it with @CommandInput(), or give it the type CommandContext (imported as a value: `import { CommandContext }`, not `import type`).',
      );
    }
    parameters[`${CONTEXT}:${index}`] = { index, pipes: [] };
  });
  // One more than the handler asks for, and always there: it tells the transport that the handler was entered.
  const last = Math.max(types.length, handler.length);
  parameters[`${CONTEXT}:${last}`] = { index: last, pipes: [] };
  Reflect.defineMetadata(PARAMETERS, parameters, prototype.constructor, method);
}
