import { Refused } from '#participant';

/** The one error that Step Functions has for it. What is written again is written alike, so nothing has to be undone. */
export const resultsFailed = (cause: string): Refused =>
  new Refused('States.ResultWriterFailed', cause.endsWith('.') ? cause : `${cause}.`);
