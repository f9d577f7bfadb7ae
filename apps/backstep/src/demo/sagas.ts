import type { Json } from '#contracts';

/** What a saga leaves behind, in rows of the services' own tables. */
export interface Left {
  readonly user: number;
  readonly order: number;
  readonly notification: number;
}

export interface DemoSaga {
  readonly number: number;
  /** What happens, in words. */
  readonly tells: string;
  readonly input: Json;
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly left: Left;
  /** The order service sleeps from the start until the engine has given it up. */
  readonly orderServiceSleeps?: boolean;
}

const NOTHING: Left = { user: 0, order: 0, notification: 0 };

export const DEMO_SAGAS: readonly DemoSaga[] = [
  {
    number: 1,
    tells: 'create user → place order → send notification',
    input: { email: 'ada@example.org', sku: 'book' },
    status: 'SUCCEEDED',
    left: { user: 1, order: 1, notification: 1 },
  },
  {
    number: 2,
    tells: 'the notification is refused: the address bounces',
    input: { email: 'ben@bounce.example', sku: 'book' },
    status: 'FAILED',
    left: NOTHING,
  },
  {
    number: 3,
    tells: 'out of stock: the order is refused',
    input: { email: 'cem@example.org', sku: 'unicorn' },
    status: 'FAILED',
    left: NOTHING,
  },
  {
    number: 4,
    tells: 'the order service is stopped in the middle and answers too late: outcome unknown',
    input: { email: 'dee@example.org', sku: 'book' },
    status: 'FAILED',
    left: NOTHING,
    orderServiceSleeps: true,
  },
];

/** `user, order, notification`, or `nothing`. */
export const leftInWords = (left: Left): string =>
  (Object.keys(left) as (keyof Left)[])
    .filter((what) => left[what] > 0)
    .map((what) => (left[what] > 1 ? `${left[what]} ${what}s` : what))
    .join(', ') || 'nothing';

export const sameLeft = (a: Left, b: Left): boolean =>
  a.user === b.user && a.order === b.order && a.notification === b.notification;
