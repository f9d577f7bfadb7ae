import { isObject, own } from '../../json/object.js';
import type { Json, JsonObject } from '../../machine.js';
import { requiredField, schema } from '../aws.js';
import type { Place } from '../place.js';
import type { Breach, Rule } from '../rule.js';

/** What the files of a manifest, or the objects of a list, may be. */
const OF_MANIFEST: ReadonlySet<Json | undefined> = new Set(['CSV', 'JSONL', 'PARQUET']);
const OF_LIST: ReadonlySet<Json | undefined> = new Set(['CSV', 'JSON', 'JSONL', 'PARQUET']);

interface Reader {
  readonly config: JsonObject;
  readonly at: Place;
  readonly lists: boolean;
}

/** A rule about a reader and its ReaderConfig together. */
const about =
  (breaches: (reader: Reader) => readonly Breach[]): Rule['breaches'] =>
  (reader, place) => {
    const config = own(reader, 'ReaderConfig') ?? null;
    const resource = own(reader, 'Resource');
    if (!isObject(config)) return [];
    const lists = typeof resource === 'string' && resource.endsWith(':listObjectsV2');
    return breaches({ config, at: place.field('ReaderConfig'), lists });
  };

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
export const manifestIsOneObject: Rule = {
  code: 'READER_MANIFEST',
  says: 'A manifest is one object: "ManifestType" MUST NOT be in an ItemReader whose "Resource" is "arn:aws:states:::s3:listObjectsV2".',
  breaches: about(({ config, at, lists }) => {
    const field = at.field('ManifestType');
    if (!lists || own(config, 'ManifestType') === undefined) return [];
    return [{ at: field, aws: schema("Field 'ManifestType' is not supported", at) }];
  }),
};

export const athenaSaysWhatItsFilesAre: Rule = {
  code: 'READER_MANIFEST',
  says: 'A ReaderConfig whose "ManifestType" is "ATHENA_DATA" MUST have the "InputType" "CSV", "JSONL" or "PARQUET".',
  breaches: about(({ config, at }) => {
    if (own(config, 'ManifestType') !== 'ATHENA_DATA' || OF_MANIFEST.has(own(config, 'InputType'))) return [];
    return [{ at, aws: schema(requiredField('InputType'), at) }];
  }),
};

export const inventoryIsCsv: Rule = {
  code: 'READER_MANIFEST',
  says: 'A ReaderConfig whose "ManifestType" is "S3_INVENTORY" MUST NOT have an "InputType" other than "MANIFEST".',
  hint: 'Leave "InputType" out: the files of an inventory are CSV.',
  breaches: about(({ config, at }) => {
    const type = own(config, 'InputType');
    if (own(config, 'ManifestType') !== 'S3_INVENTORY' || type === undefined || type === 'MANIFEST') return [];
    return [{ at: at.field('InputType'), aws: schema("Field 'InputType' is not supported", at) }];
  }),
};

export const whatIsLoadedIsListed: Rule = {
  code: 'LOAD_AND_FLATTEN',
  says:
    'A ReaderConfig with the "Transformation" "LOAD_AND_FLATTEN" MUST say with "InputType" what the objects are: "CSV", "JSON", ' +
    '"JSONL" or "PARQUET"; and the "Resource" MUST be "arn:aws:states:::s3:listObjectsV2".',
  breaches: about(({ config, at, lists }) => {
    if (own(config, 'Transformation') !== 'LOAD_AND_FLATTEN') return [];
    if (!lists) return [{ at: at.field('Transformation'), aws: schema("Field 'Transformation' is not supported", at) }];
    return OF_LIST.has(own(config, 'InputType')) ? [] : [{ at, aws: schema(requiredField('InputType'), at) }];
  }),
};
