import { spaced, str } from './python.js';

/** A function as a recorded case names it. */
export interface LambdaFunction {
  readonly name: string;
  readonly behaviour: Behaviour;
  readonly errorMessage?: string;
  readonly errorType?: string;
  readonly stackTrace?: readonly string[];
}

type Behaviour = 'echo' | 'hello' | 'helloText' | 'describe' | 'large' | 'slow' | 'raise';

/** What the function writes, or raises. */
export interface LambdaAnswer {
  readonly text: string;
  readonly raised?: true;
  /** Until it answers. */
  readonly seconds: number;
}

type Invoke = (event: string, fn: LambdaFunction, requestId: string) => Partial<LambdaAnswer> & { text: string };

/** As `../shared/conformance/lambda.mjs` has them. */
const BEHAVIOURS: { readonly [B in Behaviour]: Invoke } = {
  echo: (event) => ({ text: spaced(event) }),
  hello: () => ({ text: '{"Return": "HelloWorld"}' }),
  helloText: () => ({ text: '"HelloWorld!"' }),
  describe: (event) => ({ text: JSON.stringify(`input-event-${str(JSON.parse(event))}`) }),
  // More than a state may hold, and not JSON.
  large: () => ({ text: 'a'.repeat(257 * 1024) }),
  slow: (event) => ({ text: spaced(event), seconds: 60 }),
  raise: (_, { errorMessage, errorType, stackTrace = [] }, requestId) => ({
    text: spaced(JSON.stringify({ errorMessage, errorType, requestId, stackTrace })),
    raised: true,
  }),
};

export const invokeLambda = (fn: LambdaFunction, event: string, requestId: string): LambdaAnswer => ({
  seconds: 0,
  ...BEHAVIOURS[fn.behaviour](event, fn, requestId),
});
