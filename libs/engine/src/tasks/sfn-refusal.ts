import type { Problem } from '#contracts';
import { aws4xx, sdk4xx } from './aws-cause.js';

const isSdk = (resource: string): boolean => resource.includes(':aws-sdk:');

/** How a task is told what the API refuses: each integration has names of its own. */
export function sfnRefusal(
  { error, cause }: { readonly error: string; readonly cause: string },
  resource: string,
  about: string,
): Problem {
  const exception = error.endsWith('Exception') ? error : `${error}Exception`;
  const said = { status: 400, about };
  return isSdk(resource)
    ? sdk4xx(cause, { ...said, error: `Sfn.${exception}`, service: 'Sfn' })
    : aws4xx(cause, { ...said, error: `StepFunctions.${exception}`, service: 'AWSStepFunctions', code: error });
}
