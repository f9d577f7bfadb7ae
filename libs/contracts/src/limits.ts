/** Step Functions' quotas that the records keep. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const LIMITS = {
  /** Characters of a state machine's, an execution's or a state's name. */
  nameLength: 80,
  /** UTF-8 bytes of an input or an output. */
  payloadBytes: 262_144,
  /** UTF-8 bytes of a definition. */
  definitionBytes: 1_048_576,
  /** UTF-8 bytes of one record on the inbox; larger ones go to the dead letters unread. */
  messageBytes: 1_100_000,
  errorLength: 256,
  causeLength: 32_768,
  taskTokenLength: 2_048,
  traceHeaderLength: 256,
  /** For so long after its end an execution can be redriven: 14 days. */
  redrivableMs: 14 * 86_400_000,
  /** Of one execution, after its ends. */
  redrives: 1_000,
  /** Of a semantic lock. */
  lockKeyLength: 256,
  /** Of an alias or a published version. */
  descriptionLength: 256,
  /** Of one state machine. */
  publishedVersions: 1_000,
  aliases: 100,
  /** Of one state machine or activity. */
  tags: 50,
  tagKeyLength: 128,
  tagValueLength: 256,
} as const;

/** White space, brackets, wildcards, the special characters `" # % \ ^ | ~ ` $ & , ; : /` and control characters. */
const FORBIDDEN_IN_NAMES = '\\s?*<>{}[\\]"#%\\\\^|~`$&,;:/\\u0000-\\u001f\\u007f-\\u009f';
const FORBIDDEN = new RegExp(`[${FORBIDDEN_IN_NAMES}]`);

/** The rule of names as JSON Schema has it. */
export const NAME_PATTERN = `^[^${FORBIDDEN_IN_NAMES}]{1,${LIMITS.nameLength}}$`;

/** Whether AWS takes this text as the name of a state machine or an execution. */
export const isName = (text: string): boolean =>
  text.length >= 1 && text.length <= LIMITS.nameLength && !FORBIDDEN.test(text);

export const NAME_RULE =
  'must have 1 to 80 characters, without white space, < > { } [ ] ? * " # % \\ ^ | ~ ` $ & , ; : / and control characters';
