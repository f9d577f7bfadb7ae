import { httpStatusOf } from '../step-functions/error-name.js';
import { StepFunctionsError } from '../step-functions/step-functions-error.js';

export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
}

/** The service's namespace of its own errors; what all services answer has another. */
const OWN = 'com.amazonaws.swf.service.v2.model#';
const COMMON: Readonly<Record<string, string>> = {
  ValidationException: 'com.amazon.coral.validate#',
  SerializationException: 'com.amazon.coral.service#',
  UnknownOperationException: 'com.amazon.coral.service#',
  AccessDeniedException: 'com.amazon.coral.service#',
  InternalFailure: 'com.amazon.coral.service#',
  InvalidSignatureException: 'com.amazon.coral.service#',
  IncompleteSignature: 'com.amazon.coral.service#',
  MissingAuthenticationTokenException: 'com.amazon.coral.service#',
  RequestEntityTooLargeException: 'com.amazon.coral.service#',
  ServiceUnavailable: 'com.amazon.coral.service#',
  ThrottlingException: 'com.amazon.coral.availability#',
  UnrecognizedClientException: 'com.amazon.coral.service#',
};

const RETRY_AFTER_SECONDS = '1';

/** An error as the services' JSON protocol carries it. https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html */
export function errorAnswer(error: StepFunctionsError): ErrorAnswer {
  const { name, message, fields } = error;
  return {
    status: httpStatusOf(name),
    headers: {
      'x-amzn-errortype': name,
      ...((name === 'ServiceUnavailable' || name === 'ThrottlingException') && { 'retry-after': RETRY_AFTER_SECONDS }),
    },
    body: { __type: `${COMMON[name] ?? OWN}${name}`, ...(message !== '' && { message }), ...fields },
  };
}
