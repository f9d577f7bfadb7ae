import { misfit } from '../shapes/misfit.js';
import { problemsOfRequest, validationMessage } from '../shapes/problems-of.js';
import type { OperationName } from '../step-functions/operation-types.js';
import type { Call, Operation, Service } from '../step-functions/operation.js';
import { isOperation, OPERATIONS } from '../step-functions/operations.js';
import { StepFunctionsError } from '../step-functions/step-functions-error.js';

const TARGET = 'AWSStepFunctions.';

/**
 * The operation that a request's `X-Amz-Target` names.
 * @throws StepFunctionsError `UnknownOperationException`
 */
export function operationOf(target: string | undefined): OperationName {
  const name = target?.startsWith(TARGET) ? target.slice(TARGET.length) : '';
  if (!isOperation(name)) throw new StepFunctionsError('UnknownOperationException');
  return name;
}

/**
 * What the operation answers to this body.
 * @throws StepFunctionsError if the body is not what the operation takes, or the operation refuses it.
 */
export function answerCall(name: OperationName, body: string, service: Service, call: Call): Promise<object> {
  const operation = OPERATIONS[name] as unknown as Operation<OperationName>;
  const request = read(body);
  const reason = misfit(request, operation.input);
  if (reason !== undefined) throw new StepFunctionsError('SerializationException', reason);
  const problems = problemsOfRequest(request, operation.input);
  if (problems.length > 0) throw new StepFunctionsError('ValidationException', validationMessage(problems));
  return operation.run(withoutNulls(request) as never, service, call);
}

function read(body: string): object {
  let request: unknown;
  try {
    request = JSON.parse(body === '' ? '{}' : body);
  } catch {
    throw new StepFunctionsError('SerializationException');
  }
  if (typeof request !== 'object' || request === null || Array.isArray(request))
    throw new StepFunctionsError('SerializationException', 'Start of structure or map expected');
  return request;
}

/** `null` says as much as nothing. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, field]) => (field === null ? [] : [[name, withoutNulls(field)]])),
  );
}
