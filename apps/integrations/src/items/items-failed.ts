import { Refused } from '#participant';

/** The one error that Step Functions has for it. Nothing happened: it read only. */
export const itemsFailed = (cause: string): Refused => new Refused('States.ItemReaderFailed', `${cause}.`);
