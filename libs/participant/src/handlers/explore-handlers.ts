import type { DiscoveryService, ExternalContextCreator, MetadataScanner } from '@nestjs/core';
import { participantOf } from '#contracts';
import type { CommandHandler, CommandHandlers } from './command-handler.js';
import { checked, isChecked } from './checked.js';
import { inputIndex, PARAMETERS, type Parameters } from './command-input.decorator.js';
import { HANDLES_COMMAND, type CommandMetadata } from './handles-command.decorator.js';
import { invocation } from './invoke.js';

/** The handlers of a participant are not as they have to be. Every problem at once, each with what to do. */
export class HandlersRefused extends Error {
  override readonly name = 'HandlersRefused';
  constructor(readonly problems: readonly string[]) {
    super(problems.length === 1 ? problems[0] : `\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  }
}

export interface Explorer {
  readonly discovery: DiscoveryService;
  readonly scanner: MetadataScanner;
  readonly creator: ExternalContextCreator;
}

/**
 * Finds the methods with `@HandlesCommand` in all providers and controllers.
 * @throws HandlersRefused
 */
export function exploreHandlers({ discovery, scanner, creator }: Explorer, participant: string): CommandHandlers {
  const handlers = new Map<string, CommandHandler>();
  const problems: string[] = [];
  for (const wrapper of new Set([...discovery.getProviders(), ...discovery.getControllers()])) {
    const prototype = wrapper.metatype?.prototype as object | undefined;
    if (!prototype || wrapper.isAlias) continue;
    for (const method of scanner.getAllMethodNames(prototype)) {
      const metadata = metadataOf(prototype, method);
      if (!metadata) continue;
      const where = `${prototype.constructor.name}.${method}`;
      if (!wrapper.isDependencyTreeStatic() || wrapper.isTransient || !wrapper.instance) {
        problems.push(
          `${where} handles ${metadata.name}, but ${prototype.constructor.name} is request-scoped or transient: a command has no request. ` +
            'Give it (and what it injects) the default scope; what belongs to one command is in its CommandContext.',
        );
        continue;
      }
      const instance = wrapper.instance as object;
      const before = handlers.get(metadata.name);
      if (before) {
        problems.push(
          `${metadata.name} is handled by ${before.where} and by ${where}: a command has one handler. Remove one of them.`,
        );
        continue;
      }
      handlers.set(metadata.name, handlerOf(creator, instance, method, metadata, where));
    }
  }
  problems.push(...problemsOf(handlers, participant));
  if (problems.length > 0) throw new HandlersRefused(problems);
  return handlers;
}

function metadataOf(prototype: object, method: string): CommandMetadata | undefined {
  const handler = (prototype as Record<string, unknown>)[method];
  return typeof handler === 'function' ? (Reflect.getMetadata(HANDLES_COMMAND, handler) as CommandMetadata) : undefined;
}

function handlerOf(
  creator: ExternalContextCreator,
  instance: object,
  method: string,
  metadata: CommandMetadata,
  where: string,
): CommandHandler {
  const parameters = (Reflect.getMetadata(PARAMETERS, instance.constructor, method) ?? {}) as Parameters;
  const types = (Reflect.getMetadata('design:paramtypes', instance, method) ?? []) as unknown[];
  const index = inputIndex(parameters);
  const type = index === undefined ? undefined : types[index];
  return {
    ...metadata,
    where,
    input: isChecked(type) ? type : undefined,
    checkOutput: metadata.output ? checked(metadata.output) : undefined,
    invoke: invocation(creator, instance, method, type),
  };
}

function problemsOf(handlers: CommandHandlers, participant: string): string[] {
  const problems: string[] = [];
  if (handlers.size === 0) {
    problems.push(
      `Participant ${participant} handles no command. Put @HandlesCommand('${participant}.…') on a method of a provider or controller, and its class into a module that the application imports.`,
    );
  }
  for (const { name, where, compensatedBy } of handlers.values()) {
    if (participantOf(name) !== participant) {
      problems.push(
        `${where} handles ${name}, which is a command of participant ${participantOf(name)}, but this one is ${participant} and reads ${participant}.commands only. Rename the command, or the participant.`,
      );
    }
    if (compensatedBy === undefined) continue;
    const undo = handlers.get(compensatedBy);
    if (!undo) {
      problems.push(
        `${where} says that ${name} is compensated by ${compensatedBy}, which nobody here handles. Known: ${[...handlers.keys()].sort().join(', ')}.`,
      );
    } else if (undo.compensatedBy !== undefined) {
      problems.push(
        `${name} is compensated by ${compensatedBy}, which has an undo of its own: an undo has no undo. Remove its compensatedBy.`,
      );
    }
  }
  return problems;
}
