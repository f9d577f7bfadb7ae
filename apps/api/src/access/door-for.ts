import type { Settings } from '../configuration.js';
import { StepFunctionsError } from '../step-functions/step-functions-error.js';
import { headerOf, type HttpRequest } from '../wire/http.js';
import { BearerDoor, isBearer } from './bearer/bearer-door.js';
import { OPEN, type Door } from './door.js';
import { LimitedDoor } from './limited-door.js';
import { SignedDoor } from './signed-door.js';

/** Whether nobody is asked who he is. */
export const isOpen = ({ accessKeys, oidc }: Pick<Settings, 'accessKeys' | 'oidc'>): boolean => !accessKeys && !oidc;

/** Keys, tokens, or both beside each other. */
export function doorFor(settings: Pick<Settings, 'accessKeys' | 'oidc' | 'arns' | 'rateLimit'>): Door {
  const door = askingDoor(settings);
  return settings.rateLimit === undefined ? door : new LimitedDoor(door, settings.rateLimit);
}

function askingDoor(settings: Pick<Settings, 'accessKeys' | 'oidc' | 'arns'>): Door {
  const { accessKeys, oidc, arns } = settings;
  const signed = accessKeys && new SignedDoor({ keys: accessKeys, ...arns, now: Date.now });
  const bearer = oidc && new BearerDoor(oidc);
  if (!bearer) return signed ?? OPEN;
  return {
    whoIs: async (request, how) => {
      if (signed && !isBearer(request)) return signed.whoIs(request, how);
      if (!signed && headerOf(request, 'authorization') !== undefined && !isBearer(request)) throw tokensOnly(request);
      return bearer.whoIs(request);
    },
  };
}

function tokensOnly(request: HttpRequest): StepFunctionsError {
  const brings = headerOf(request, 'authorization')?.startsWith('AWS4-') ? 'a signature' : 'no bearer token';
  return new StepFunctionsError(
    'UnrecognizedClientException',
    `No keys are configured, and this request brings ${brings}: send 'Authorization: Bearer …' with a token of the configured issuer.`,
  );
}
