/** Why a state was not tested at all, by Step Functions' name for it. */
export interface Refusal {
  readonly ok: false;
  readonly error: 'InvalidDefinition' | 'InvalidExecutionInput' | 'ValidationException';
  readonly message: string;
}

export const refused = (error: Refusal['error'], message: string): Refusal => ({ ok: false, error, message });

export const invalid = (message: string): Refusal => refused('ValidationException', message);
