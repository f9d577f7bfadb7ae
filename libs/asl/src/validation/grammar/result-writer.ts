import type { ResultWriterDefinition } from '../../definition.js';
import { jsonataTemplate } from '../jsonata.js';
import { onlyJsonata, onlyJsonPath } from '../language.js';
import { node } from '../node.js';
import { payloadTemplate } from '../payload-template.js';
import { constant, text } from '../shape.js';

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html */
export const writerConfig = node<NonNullable<ResultWriterDefinition['WriterConfig']>>({
  what: 'a WriterConfig object',
  fields: { Transformation: constant('NONE', 'COMPACT', 'FLATTEN'), OutputType: constant('JSON', 'JSONL') },
});

export const resultWriter = node<ResultWriterDefinition>({
  what: 'a ResultWriter',
  fields: {
    Comment: text,
    Resource: text,
    Parameters: onlyJsonPath(payloadTemplate),
    Arguments: onlyJsonata(jsonataTemplate),
    WriterConfig: writerConfig,
  },
});
