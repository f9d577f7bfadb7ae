import type { ResultWriterDefinition } from '../../definition.js';
import { schema } from '../aws.js';
import { onlyJsonPath } from '../language.js';
import { node } from '../node.js';
import { payloadTemplate } from '../payload-template.js';
import { unless, type Rule } from '../rule.js';
import { constant, text } from '../shape.js';
import { objectArguments } from './common.js';
import { resourceOf } from './resource.js';

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html */
export const writerConfig = node<NonNullable<ResultWriterDefinition['WriterConfig']>>({
  what: 'a WriterConfig object',
  fields: { Transformation: constant('NONE', 'COMPACT', 'FLATTEN'), OutputType: constant('JSON', 'JSONL') },
});

/** Without a place to write to, it only says how the results are written in the output. */
const writesSomething: Rule = {
  code: 'EMPTY_RESULT_WRITER',
  says: 'A ResultWriter MUST have a "Resource", or a "WriterConfig".',
  breaches: (writer, place) =>
    unless(
      Object.hasOwn(writer, 'Resource') || Object.hasOwn(writer, 'WriterConfig'),
      place,
      schema('These fields are required: [Resource]', place),
    ),
};

export const resultWriter = node<ResultWriterDefinition>({
  what: 'a ResultWriter',
  fields: {
    Comment: text,
    Resource: resourceOf('putObject'),
    Parameters: onlyJsonPath(payloadTemplate),
    ...objectArguments,
    WriterConfig: writerConfig,
  },
  rules: [writesSomething],
});
