import { parse, type CollectionTag, type ScalarTag, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Json } from '#contracts';

/** The short forms: `!Ref X` is `{"Ref": "X"}`, `!Sub x` is `{"Fn::Sub": "x"}`. */
const FUNCTIONS = ['Ref', 'Condition', 'GetAtt', 'Join', 'Sub', 'Select', 'Split', 'FindInMap', 'ImportValue'];
const LOGIC = ['If', 'Equals', 'And', 'Or', 'Not'];
const OTHERS = ['Base64', 'Cidr', 'GetAZs', 'Transform', 'ToJsonString', 'Length', 'ForEach'];

const longForm = (name: string): string => (name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`);

const customTags = [...FUNCTIONS, ...LOGIC, ...OTHERS].flatMap((name): (ScalarTag | CollectionTag)[] => {
  const tag = `!${name}`;
  const key = longForm(name);
  return [
    { tag, resolve: (text) => ({ [key]: text }) },
    { tag, collection: 'seq', resolve: (seq) => ({ [key]: (seq as YAMLSeq).toJSON() as Json }) },
    { tag, collection: 'map', resolve: (map) => ({ [key]: (map as YAMLMap).toJSON() as Json }) },
  ];
});

/**
 * A template, or a definition, in YAML or in JSON.
 * @throws Error of the parser, with line and column.
 */
export const parseTemplate = (text: string): Json => parse(text, { customTags }) as Json;
