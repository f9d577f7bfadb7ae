/** A time as the API writes it: seconds since the epoch, with milliseconds behind the point. */
export const seconds = (milliseconds: number): number => milliseconds / 1000;
