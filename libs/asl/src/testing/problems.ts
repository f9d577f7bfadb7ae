import type { ValidateOptions } from '../validation/report.js';
import { validate } from '../validation/validate.js';

/** What is wrong with a definition, as `CODE path`. */
export const problemsOf = (definition: unknown, options?: ValidateOptions): string[] =>
  validate(definition, options).map(({ code, path }) => `${code} ${path}`);

/** As Step Functions would say it: `CODE: message at location`. */
export const awsAnswers = (definition: unknown, options?: ValidateOptions): string[] =>
  validate(definition, options).flatMap(({ aws }) =>
    aws === undefined ? [] : [`${aws.code}: ${aws.message} at ${aws.location ?? null}`],
  );
