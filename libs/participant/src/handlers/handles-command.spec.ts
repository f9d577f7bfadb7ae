import { describe, expect, it } from '@jest/globals';
import { CommandContext } from './command-context.js';
import { CommandInput } from './command-input.decorator.js';
import { HandlesCommand } from './handles-command.decorator.js';

/** What a class says when it is declared. */
const declaring = (declare: () => unknown) => {
  try {
    declare();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

describe('@HandlesCommand refuses', () => {
  it.each(['order', 'order.', '.place', 'Order.place', 'order.place.now', 'order place', '', 7 as unknown as string])(
    'the name %p, and shows one that is right',
    (name) => {
      expect(declaring(() => HandlesCommand(name))).toMatch(/participant, dot, verb.*"order\.place"/);
    },
  );

  it('no name that Step Functions has for what a service can do', () => {
    const names = ['sqs.sendMessage', 'dynamodb.updateItem', 'glue.startJobRun', 'elasticmapreduce.createCluster'];
    expect(names.map((name) => declaring(() => HandlesCommand(name)))).toEqual(names.map(() => undefined));
  });

  it('a compensatedBy that is no name', () => {
    expect(declaring(() => HandlesCommand('order.place', { compensatedBy: 'cancel' }))).toMatch(
      /compensatedBy: "cancel"/,
    );
  });

  it('a command as its own undo', () => {
    expect(declaring(() => HandlesCommand('order.place', { compensatedBy: 'order.place' }))).toMatch(/its own undo/);
  });

  it('a timeout that is none', () => {
    expect(declaring(() => HandlesCommand('order.place', { timeoutSeconds: 0 }))).toMatch(/above 0, not 0/);
  });

  it('two inputs', () => {
    const declare = () => {
      class Twice {
        @HandlesCommand('order.place')
        place(@CommandInput() _one: object, @CommandInput() _two: object) {}
      }
      return Twice;
    };
    expect(declaring(declare)).toMatch(/Twice\.place has two parameters with @CommandInput/);
  });

  it('a parameter that nobody would fill, and says how', () => {
    const declare = () => {
      class Lost {
        @HandlesCommand('order.place')
        place(_input: string, _ctx: CommandContext) {}
      }
      return Lost;
    };
    expect(declaring(declare)).toMatch(/parameter 1 of Lost\.place would be given nothing\. .*@CommandInput\(\)/);
  });

  it('a property', () => {
    expect(declaring(() => HandlesCommand('order.place')({}, 'place', { value: 7 } as never))).toMatch(
      /belongs on a method/,
    );
  });
});

describe('@HandlesCommand takes', () => {
  it('names with dashes and digits', () => {
    expect(
      declaring(() => HandlesCommand('mail-out2.send-again', { compensatedBy: 'mail-out2.take-back' })),
    ).toBeUndefined();
  });
});
