import {
  type ArgumentsHost,
  BadRequestException,
  type CallHandler,
  type CanActivate,
  Catch,
  type ExceptionFilter,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  ParseIntPipe,
  Scope,
  SetMetadata,
  UseFilters,
  UseGuards,
  UseInterceptors,
  type Provider,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { IsString } from 'class-validator';
import { map } from 'rxjs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { participantOfHandlers, type TestParticipant } from '../testing/test-participant.js';
import { CommandContext } from './command-context.js';
import { CommandInput } from './command-input.decorator.js';
import { HandlesCommand } from './handles-command.decorator.js';
import { Refused } from './refused.js';

class Named {
  @IsString()
  name!: string;
}

@Injectable()
class OnlyAda implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const allowed = new Reflector().get<string>('allowed', context.getHandler());
    return context.switchToRpc().getData<Named>().name === allowed;
  }
}

@Injectable()
class Wraps implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler) {
    const { id } = context.switchToRpc().getContext<CommandContext>();
    return next.handle().pipe(map((value: unknown) => ({ wrapped: value, id })));
  }
}

class NoMoney extends Error {}

@Catch(NoMoney)
class NoMoneyIsARefusal implements ExceptionFilter {
  catch(_error: NoMoney, host: ArgumentsHost) {
    throw new Refused('NoMoney', `said by ${host.switchToRpc().getContext<CommandContext>().command}`);
  }
}

@Injectable()
class Handlers {
  @UseGuards(OnlyAda)
  @SetMetadata('allowed', 'ada')
  @HandlesCommand('nest.guarded')
  guarded(@CommandInput() { name }: Named) {
    return { hello: name };
  }

  @HandlesCommand('nest.intercepted')
  @UseInterceptors(Wraps)
  intercepted() {
    return 'inner';
  }

  @HandlesCommand('nest.filtered')
  @UseFilters(NoMoneyIsARefusal)
  filtered() {
    throw new NoMoney('broke');
  }

  @HandlesCommand('nest.piped')
  piped(@CommandInput(ParseIntPipe) n: number) {
    return n + 1;
  }

  @HandlesCommand('nest.forbids')
  forbids() {
    throw new BadRequestException('thrown within');
  }

  @HandlesCommand('nest.context')
  context(ctx: CommandContext, @CommandInput() input: Named) {
    const { id, command, execution, state, visit, attempt, compensates } = ctx;
    return {
      id,
      command,
      execution,
      state,
      visit,
      attempt,
      compensates: compensates ?? null,
      checked: input instanceof Named,
      newId: ctx.newId('x'),
    };
  }
}

describe('Nest around a command handler', () => {
  let nest: TestParticipant;
  const start = async () =>
    (nest = await participantOfHandlers([Handlers], { participant: 'nest', retry: { maxRuns: 1 } }));
  const ask = async (command: string, input: object | string) => nest.ask(nest.command(command, input as never));
  afterEach(async () => nest.close());

  it('a guard lets through or refuses, by what it reads of the handler and the input', async () => {
    await start();
    expect(await ask('nest.guarded', { name: 'ada' })).toMatchObject({ output: { hello: 'ada' } });
    expect(await ask('nest.guarded', { name: 'bob' })).toMatchObject({
      error: 'Participant.Forbidden',
      outcome: 'refused',
    });
  });

  it('an interceptor sees the context and changes the output', async () => {
    await start();
    const command = nest.command('nest.intercepted', {});
    expect(await nest.ask(command)).toMatchObject({ output: { wrapped: 'inner', id: command.id } });
  });

  it('a filter makes a refusal out of an error', async () => {
    await start();
    expect(await ask('nest.filtered', {})).toMatchObject({
      error: 'NoMoney',
      cause: 'said by nest.filtered',
      outcome: 'refused',
    });
  });

  it('a pipe changes the input, or refuses it before the handler is entered', async () => {
    await start();
    expect(await ask('nest.piped', '41')).toMatchObject({ output: 42 });
    expect(await ask('nest.piped', 'many')).toMatchObject({ error: 'Participant.InvalidInput', outcome: 'refused' });
  });

  it('an HTTP exception out of the handler itself is no refusal: it may have done something before', async () => {
    await start();
    expect(await ask('nest.forbids', {})).toMatchObject({ error: 'Participant.Error', outcome: 'unknown' });
  });

  it('the context is given by its type, wherever it stands, and the input is an instance of its class', async () => {
    await start();
    const command = nest.command('nest.context', { name: 'ada' });
    const { output } = await nest.ask(command);
    expect(output).toEqual({
      id: command.id,
      command: 'nest.context',
      execution: command.execution,
      state: 'State',
      visit: 1,
      attempt: 1,
      compensates: null,
      checked: true,
      newId: expect.stringMatching(/^x-[0-9a-f]{20}$/),
    });
  });
});

describe('a participant does not start', () => {
  const problem = async (providers: Provider[], participant = 'order') => {
    try {
      const started = await participantOfHandlers(providers, { participant });
      await started.close();
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };

  class Place {
    @HandlesCommand('order.place')
    place() {}
  }

  it('with two handlers of one command, and names both', async () => {
    class PlaceToo {
      @HandlesCommand('order.place')
      alsoPlace() {}
    }
    expect(await problem([Place, PlaceToo])).toMatch(
      /order\.place is handled by Place\.place and by PlaceToo\.alsoPlace/,
    );
  });

  it('with an undo that nobody handles, and says what is known', async () => {
    class Undoable {
      @HandlesCommand('order.place', { compensatedBy: 'order.cancel' })
      place() {}
    }
    expect(await problem([Undoable])).toMatch(
      /compensated by order\.cancel, which nobody here handles\. Known: order\.place\./,
    );
  });

  it('with an undo that has an undo', async () => {
    class Round {
      @HandlesCommand('order.place', { compensatedBy: 'order.cancel' })
      place() {}
      @HandlesCommand('order.cancel', { compensatedBy: 'order.place' })
      cancel() {}
    }
    expect(await problem([Round])).toMatch(/an undo has no undo/);
  });

  it('with a command of another participant', async () => {
    expect(await problem([Place], 'payment')).toMatch(
      /Place\.place handles order\.place, which is a command of participant order, but this one is payment/,
    );
  });

  it('with no command at all', async () => {
    expect(await problem([])).toMatch(/Participant order handles no command\. Put @HandlesCommand/);
  });

  it('with a request-scoped handler', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Scoped {
      @HandlesCommand('order.place')
      place() {}
    }
    expect(await problem([Scoped])).toMatch(
      /Scoped\.place handles order\.place, but Scoped is request-scoped or transient/,
    );
  });

  it('with a name that topics cannot have', async () => {
    expect(await problem([Place], 'Order Service')).toMatch(/cannot be the name of a participant.*"order"/);
  });

  it('and tells all problems at once', async () => {
    class Many {
      @HandlesCommand('order.place', { compensatedBy: 'order.cancel' })
      place() {}
      @HandlesCommand('payment.take')
      take() {}
    }
    expect((await problem([Many]))?.match(/^- /gm)).toHaveLength(2);
  });
});
