/** What the doctor says of one thing. */
export interface Diagnosis {
  readonly what: string;
  /** `missing`: not there, and not needed as things are. */
  readonly state: 'ok' | 'missing' | 'wrong';
  readonly found: string;
  /** What to do. */
  readonly advice?: string;
}

export const isWrong = ({ state }: Diagnosis): boolean => state === 'wrong';
