import type { Command, Json } from '#contracts';

/** Two steps with their undos, and then a failure. */
export const definitionFor = (participant: string): string =>
  JSON.stringify({
    StartAt: 'Reserve',
    SearchAttributes: { customer: '$.customer' },
    States: {
      Reserve: {
        Type: 'Task',
        Resource: `kafka:${participant}.reserve`,
        ResultPath: '$.reserved',
        Compensate: { Resource: `kafka:${participant}.release` },
        Next: 'Charge',
      },
      Charge: {
        Type: 'Task',
        Resource: `kafka:${participant}.charge`,
        ResultPath: '$.charged',
        Compensate: { Resource: `kafka:${participant}.refund` },
        Next: 'Broken',
      },
      Broken: { Type: 'Fail', Error: 'OutOfStock', Cause: 'as it was told to' },
    },
  });

export const definition = definitionFor('shop');

/** Waits for a person where its task is refused. */
export const pausing = JSON.stringify({
  StartAt: 'Pay',
  Saga: { OnFailure: 'PAUSE' },
  States: { Pay: { Type: 'Task', Resource: 'kafka:shop.pay', End: true } },
});

/** What the shop does: it takes money and gives none back as long as it is told to. */
export function shop(): { refuseRefunds: boolean; verdict(command: Command): 'does' | 'refuses' | { output: Json } } {
  return {
    refuseRefunds: true,
    verdict({ command }) {
      return REFUSED.some((verb) => command.endsWith(verb)) && this.refuseRefunds ? 'refuses' : 'does';
    },
  };
}

const REFUSED = ['.refund', '.pay'];
