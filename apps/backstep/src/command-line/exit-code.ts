/** What a caller can go by. */
export const EXIT = {
  /** Done; the execution SUCCEEDED; nothing was found. */
  OK: 0,
  /** The execution FAILED, TIMED_OUT or was ABORTED; `verify` or `doctor` found something; the demo is not as promised. */
  NOT_SO: 1,
  /** The command line is wrong. */
  USAGE: 2,
  /** Refused by the engine, not valid, or not there. */
  REFUSED: 3,
  /** Nobody answered in time. */
  NO_ANSWER: 4,
  /** Kafka, Java, Docker or another part that is needed cannot be had. */
  ENVIRONMENT: 5,
  /** A bug of ours. */
  BUG: 70,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_CODES_HELP = `Exit codes: 0 done, the execution succeeded, nothing found; 1 the execution ended otherwise, or something was found;
2 the command line is wrong; 3 refused, not valid or not there; 4 nobody answered in time; 5 Kafka or another part cannot be had.`;

/** A command cannot do what it was asked for: what is wrong, and what to do next. */
export class Stop extends Error {
  override readonly name = 'Stop';

  constructor(
    readonly exitCode: ExitCode,
    message: string,
    readonly hint?: string,
    readonly details?: object,
  ) {
    super(message);
  }
}
