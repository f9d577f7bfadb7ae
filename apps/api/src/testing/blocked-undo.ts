import type { Command, Json } from '#contracts';

/** Two steps with their undos, and then a failure. */
export const definition = JSON.stringify({
  StartAt: 'Reserve',
  SearchAttributes: { customer: '$.customer' },
  States: {
    Reserve: {
      Type: 'Task',
      Resource: 'kafka:shop.reserve',
      ResultPath: '$.reserved',
      Compensate: { Resource: 'kafka:shop.release' },
      Next: 'Charge',
    },
    Charge: {
      Type: 'Task',
      Resource: 'kafka:shop.charge',
      ResultPath: '$.charged',
      Compensate: { Resource: 'kafka:shop.refund' },
      Next: 'Broken',
    },
    Broken: { Type: 'Fail', Error: 'OutOfStock', Cause: 'as it was told to' },
  },
});

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
      return REFUSED.includes(command) && this.refuseRefunds ? 'refuses' : 'does';
    },
  };
}

const REFUSED = ['shop.refund', 'shop.pay'];
