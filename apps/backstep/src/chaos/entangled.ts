import type { Json } from '#contracts';
import { createUser, notify, placeOrder, untilDone, type Fields } from './steps.js';

const WHATEVER_FAILS = ['ChaosRefused', 'States.Timeout', 'Participant.Error'];
const twice: Json = [{ ErrorEquals: WHATEVER_FAILS, IntervalSeconds: 1, MaxAttempts: 2, JitterStrategy: 'FULL' }];

const add = {
  Type: 'Task',
  Resource: 'kafka:journal.add',
  Parameters: { left: 1 },
  ResultPath: '$.entry',
  TimeoutSecondsPath: '$.patience',
  Compensate: { Resource: 'kafka:journal.reverse', TimeoutSeconds: 6 },
};

const END = { End: true };

const block = (first: string, states: Fields): Fields => ({ StartAt: first, States: states });

const adds = (retry: Fields = {}): Fields =>
  block('First', { First: { ...add, Next: 'Second' }, Second: { ...add, ...retry, ...END } });

const overItems = {
  Type: 'Map',
  ItemsPath: '$.items',
  ItemSelector: {
    'item.$': '$$.Map.Item.Value',
    'tag.$': '$.tag',
    'sku.$': '$.sku',
    'quantity.$': '$.quantity',
    'patience.$': '$.patience',
  },
  ResultPath: '$.all',
};

/** Branches of different length, one of which may be refused for good. */
const fan: Fields = {
  ...block('Both', {
    Both: {
      Type: 'Parallel',
      Branches: [
        adds({ Retry: twice }),
        block('Order', { Order: { ...placeOrder, Retry: twice, ...END } }),
        block('Wait', { Wait: { Type: 'Wait', Seconds: 1, Next: 'Note' }, Note: { ...add, ...END } }),
      ],
      ResultPath: '$.all',
      Next: 'Last',
    },
    Last: { ...add, Retry: twice, ...END },
  }),
  Saga: { CancelTimeoutSeconds: 1 },
};

/** Scopes in scopes; branches and iterations are undone beside each other. */
const nest: Fields = {
  ...block('Before', {
    Before: { ...add, Next: 'Each' },
    Each: {
      ...overItems,
      MaxConcurrency: 2,
      ItemProcessor: block('Pair', {
        Pair: {
          Type: 'Parallel',
          Branches: [adds(), block('Alone', { Alone: { ...add, Retry: twice, ...END } })],
          ResultPath: '$.pair',
          Next: 'Behind',
        },
        Behind: { ...add, Retry: twice, ...END },
      }),
      Next: 'Order',
    },
    Order: { ...placeOrder, Retry: twice, ...END },
  }),
  Saga: { Order: 'STRUCTURED', CancelTimeoutSeconds: 2 },
};

/** One iteration may fail: it undoes itself, and the others stay. */
const tolerant: Fields = {
  ...block('Each', {
    Each: {
      ...overItems,
      MaxConcurrency: 3,
      ToleratedFailureCount: 1,
      ItemProcessor: adds({ Retry: twice }),
      Next: 'Order',
    },
    Order: { ...placeOrder, Retry: twice, ...END },
  }),
  Saga: { CancelTimeoutSeconds: 1 },
};

/** What failed is undone at once, and the execution goes on another way. */
const rescue: Fields = {
  ...block('Before', {
    Before: { ...add, Retry: twice, Next: 'Try' },
    Try: {
      Type: 'Parallel',
      Branches: [adds(), block('Order', { Order: { ...placeOrder, ...END } })],
      ResultPath: '$.all',
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.problem', Compensate: 'SCOPE', Next: 'Instead' }],
      Next: 'Last',
    },
    Instead: { ...add, Retry: twice, Next: 'Last' },
    Last: { ...add, Retry: twice, ...END },
  }),
  Saga: { CancelTimeoutSeconds: 1 },
};

/** A second try counts its visits on; what the first one did goes with the rest, if that fails. */
const again: Fields = {
  ...block('Try', {
    Try: {
      Type: 'Parallel',
      Branches: [adds(), block('Note', { Note: { ...add, ...END } })],
      Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 2 }],
      ResultPath: '$.all',
      Next: 'Order',
    },
    Order: { ...placeOrder, Retry: twice, ...END },
  }),
  Saga: { CancelTimeoutSeconds: 1 },
};

/** Once complete, the Map is undone as a whole; before, step by step. */
const whole: Fields = {
  ...block('Each', {
    Each: {
      ...overItems,
      ItemProcessor: block('Add', { Add: { ...add, Retry: twice, OutputPath: '$.entry', ...END } }),
      Compensate: {
        Resource: 'kafka:journal.reverse-all',
        Parameters: { 'entries.$': '$.output[*].entry' },
        TimeoutSeconds: 6,
        Retry: untilDone,
      },
      ResultPath: '$.all',
      Next: 'Order',
    },
    Order: { ...placeOrder, Retry: twice, Next: 'Last' },
    Last: { ...add, ...END },
  }),
  Saga: { CancelTimeoutSeconds: 2 },
};

/** A loop of JSONata with variables, around a Map. */
const jsonata: Fields = {
  QueryLanguage: 'JSONata',
  ...block('Count', {
    Count: {
      Type: 'Pass',
      Assign: { round: '{% $exists($round) ? $round + 1 : 1 %}' },
      Next: 'Each',
    },
    Each: {
      Type: 'Map',
      Items: '{% $states.input.items %}',
      ItemSelector: { patience: '{% $states.input.patience %}' },
      ItemProcessor: block('Add', {
        Add: {
          Type: 'Task',
          Resource: 'kafka:journal.add',
          Arguments: { left: '{% $round %}' },
          TimeoutSeconds: '{% $states.input.patience %}',
          Compensate: { Resource: 'kafka:journal.reverse', TimeoutSeconds: 6 },
          Retry: twice,
          ...END,
        },
      }),
      Output: '{% $states.input %}',
      Next: 'More',
    },
    More: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $round < 2 %}', Next: 'Count' }],
      Default: 'Order',
    },
    Order: {
      Type: 'Task',
      Resource: 'kafka:order.place',
      Arguments:
        '{% $sift($states.input, function($v, $k) { $k in ["sku", "quantity"] }) ~> |$|{"customer": $states.input.tag}| %}',
      TimeoutSeconds: '{% $states.input.patience %}',
      Compensate: { Resource: 'kafka:order.cancel', TimeoutSeconds: 6 },
      ...END,
    },
  }),
  Saga: { Order: 'PARALLEL', CancelTimeoutSeconds: 1 },
};

/** Behind the pivot there is only forward. */
const pivot: Fields = {
  ...block('Before', {
    Before: { ...add, Retry: twice, Next: 'Order' },
    Order: { ...placeOrder, Retry: twice, Next: 'Pivot' },
    Pivot: {
      Type: 'Task',
      Resource: 'kafka:journal.add',
      Parameters: { left: 1 },
      ResultPath: '$.pivot',
      TimeoutSeconds: 3,
      SagaRole: 'PIVOT',
      Retry: twice,
      Next: 'Behind',
    },
    Behind: {
      Type: 'Task',
      Resource: 'kafka:journal.add',
      Parameters: { left: 1 },
      ResultPath: '$.behind',
      TimeoutSeconds: 3,
      SagaRole: 'RETRIABLE',
      Retry: untilDone,
      ...END,
    },
  }),
  Saga: { CancelTimeoutSeconds: 1 },
};

/** An execution within an execution: stopped, it undoes itself. */
const parent: Fields = {
  ...block('Before', {
    Before: { ...createUser, Next: 'Both' },
    Both: {
      Type: 'Parallel',
      Branches: [
        block('Child', {
          Child: {
            Type: 'Task',
            Resource: 'arn:aws:states:::states:startExecution.sync:2',
            Parameters: {
              StateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:child',
              Input: { 'patience.$': '$.patience', 'of.$': '$.tag' },
            },
            ResultPath: '$.child',
            ...END,
          },
        }),
        adds(),
      ],
      ResultPath: '$.all',
      Next: 'Notify',
    },
    Notify: { ...notify, ...END },
  }),
  Saga: { CancelTimeoutSeconds: 1 },
};

/** Fails in one branch while others are at work and waits for none of them; has a time-out of its own. */
const hurried: Fields = {
  ...block('All', {
    All: {
      Type: 'Parallel',
      Branches: [
        adds(),
        block('Each', { Each: { ...overItems, ItemProcessor: block('One', { One: { ...add, ...END } }), ...END } }),
        block('Soon', {
          Soon: { Type: 'Wait', Seconds: 1, Next: 'Which' },
          Which: {
            Type: 'Choice',
            Choices: [{ Variable: '$.afterwards', StringEquals: 'fail', Next: 'NoMore' }],
            Default: 'Note',
          },
          NoMore: { Type: 'Fail', Error: 'NoMore', Cause: 'It was to fail.' },
          Note: { ...add, ...END },
        }),
      ],
      ...END,
    },
  }),
  TimeoutSeconds: 6,
  Saga: { OnTimeout: 'COMPENSATE', CancelTimeoutSeconds: 0 },
};

export const ENTANGLED = {
  fan,
  nest,
  tolerant,
  rescue,
  again,
  whole,
  jsonata,
  pivot,
  parent,
  hurried,
} as const;

/** Started by others only. */
export const CHILDREN = { child: { ...adds({ Retry: twice }), Saga: { CancelTimeoutSeconds: 0 } } } as const;
