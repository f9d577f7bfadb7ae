import type { Implementation } from '../library.js';

/** A function of our own. */
export interface Native {
  /** https://docs.jsonata.org/embedding-extending#function-signature-syntax */
  readonly signature: string;
  readonly implementation: Implementation;
}

/**
 * The implementation names its parameters: the library reads them off its source where an argument is left open
 * (`$pad(?, 5)`).
 */
export const native = (signature: string, implementation: Implementation): Native => ({ signature, implementation });

/** An error by the library's code, to which it puts its own sentence. */
export const refuse = (code: string, value?: unknown): never => {
  throw Object.assign(new Error(code), { code, value });
};

/** An error with a sentence of ours. */
export const fail = (message: string): never => {
  throw Object.assign(new Error(message), { code: 'D3137', message });
};
