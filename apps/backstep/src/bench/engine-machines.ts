/** The same flow in both query languages: prepare, ask whether it is worth it, do it, tell what came of it. */
export const JSONPATH = {
  StartAt: 'Prepare',
  States: {
    Prepare: {
      Type: 'Pass',
      Parameters: { 'id.$': '$.orderId', 'first.$': '$.items[0]', 'items.$': '$.items', note: 'checked' },
      Next: 'Worth',
    },
    Worth: {
      Type: 'Choice',
      Choices: [
        {
          And: [
            { Variable: '$.first.price', NumericGreaterThan: 10 },
            { Variable: '$.id', StringMatches: 'o-*' },
          ],
          Next: 'Place',
        },
      ],
      Default: 'Tell',
    },
    Place: {
      Type: 'Task',
      Resource: 'kafka:order.place',
      Parameters: { 'orderId.$': '$.id', 'sku.$': '$.first.sku' },
      ResultPath: '$.order',
      Next: 'Tell',
    },
    Tell: { Type: 'Pass', Parameters: { 'placed.$': '$.order.orderId', 'id.$': '$.id' }, End: true },
  },
};

export const JSONATA = {
  QueryLanguage: 'JSONata',
  StartAt: 'Prepare',
  States: {
    Prepare: {
      Type: 'Pass',
      Output: {
        id: '{% $states.input.orderId %}',
        first: '{% $states.input.items[0] %}',
        items: '{% $states.input.items %}',
        note: 'checked',
      },
      Next: 'Worth',
    },
    Worth: {
      Type: 'Choice',
      Choices: [
        { Condition: "{% $states.input.first.price > 10 and $contains($states.input.id, 'o-') %}", Next: 'Place' },
      ],
      Default: 'Tell',
    },
    Place: {
      Type: 'Task',
      Resource: 'kafka:order.place',
      Arguments: { orderId: '{% $states.input.id %}', sku: '{% $states.input.first.sku %}' },
      Output: { id: '{% $states.input.id %}', order: '{% $states.result %}' },
      Next: 'Tell',
    },
    Tell: {
      Type: 'Pass',
      Output: { placed: '{% $states.input.order.orderId %}', id: '{% $states.input.id %}' },
      End: true,
    },
  },
};

/** One task an item. */
export const MAP = {
  StartAt: 'All',
  States: {
    All: {
      Type: 'Map',
      ItemsPath: '$.items',
      MaxConcurrency: 40,
      ItemProcessor: {
        StartAt: 'Each',
        States: {
          Each: { Type: 'Pass', Parameters: { 'n.$': '$.n' }, Next: 'Ship' },
          Ship: {
            Type: 'Task',
            Resource: 'kafka:parcel.ship',
            Compensate: { Resource: 'kafka:parcel.recall' },
            End: true,
          },
        },
      },
      End: true,
    },
  },
};
