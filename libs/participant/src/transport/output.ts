import { LIMITS } from '#contracts';
import type { CommandHandler } from '../handlers/command-handler.js';
import { OutputRefused } from '../handlers/refused.js';

/**
 * What a handler returned, as JSON; `undefined` becomes `null`.
 * @throws OutputRefused
 */
export async function outputOf(
  { where, checkOutput, outputBytes: most = LIMITS.payloadBytes }: CommandHandler,
  output: unknown,
): Promise<string> {
  if (checkOutput) {
    const result = await checkOutput(output);
    if (!result.ok)
      throw new OutputRefused('Participant.InvalidOutput', `${where} returned: ${result.problems.join('; ')}`);
  }
  let text: string | undefined;
  try {
    text = JSON.stringify(output ?? null);
  } catch (error) {
    throw new OutputRefused(
      'Participant.InvalidOutput',
      `${where} returned what is not JSON: ${(error as Error).message}`,
    );
  }
  if (text === undefined)
    throw new OutputRefused('Participant.InvalidOutput', `${where} returned a ${typeof output}, which is not JSON.`);
  // A character is at most three bytes in UTF-8: the bytes are counted only where it matters.
  if (text.length * 3 > most && Buffer.byteLength(text) > most) {
    throw new OutputRefused(
      'States.DataLimitExceeded',
      `${where} returned ${Buffer.byteLength(text)} bytes; ${most} are the most.`,
    );
  }
  return text;
}
