import { requiredField, schema } from '../aws.js';
import { unless, type Rule } from '../rule.js';

const CSV_FIELDS = ['CSVHeaderLocation', 'CSVHeaders', 'CSVDelimiter'];
/** A file that a manifest lists may be a table too. */
const TABLES: ReadonlySet<unknown> = new Set([undefined, 'CSV', 'MANIFEST']);

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
export const csvSaysWhereItsHeadersAre: Rule = {
  code: 'CSV_HEADERS',
  says: 'A ReaderConfig whose "InputType" is "CSV" MUST have a "CSVHeaderLocation".',
  breaches: ({ InputType, CSVHeaderLocation }, place) =>
    unless(
      InputType !== 'CSV' || CSVHeaderLocation !== undefined,
      place,
      schema(requiredField('CSVHeaderLocation'), place),
    ),
};

export const csvHeadersAreOfCsv: Rule = {
  code: 'CSV_HEADERS',
  says: 'The fields of CSV MUST NOT be in a ReaderConfig with another "InputType".',
  breaches: (config, place) =>
    TABLES.has(config['InputType'])
      ? []
      : CSV_FIELDS.filter((field) => Object.hasOwn(config, field)).map((field) => ({
          at: place.field(field),
          aws: schema(`Field '${field}' is not supported`, place),
        })),
};

export const csvHeadersAreGiven: Rule = {
  code: 'CSV_HEADERS',
  says: 'A ReaderConfig whose "CSVHeaderLocation" is "GIVEN" MUST have "CSVHeaders".',
  breaches: ({ CSVHeaderLocation, CSVHeaders }, place) =>
    unless(
      CSVHeaderLocation !== 'GIVEN' || CSVHeaders !== undefined,
      place,
      schema('These fields are required: [CSVHeaders]', place),
    ),
};
