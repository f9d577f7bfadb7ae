import type { CompiledResultWriter, Evaluated, Json, Scope } from '#asl';
import type { JsonObject, ResultsTo } from '#contracts';

/**
 * Where the results go is looked at when the run begins, so that nothing is done for a place that is none.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 * @param scope its input is the Map's effective one.
 */
export async function resultsTo(
  { Resource: resource, target, Transformation, OutputType: outputType }: CompiledResultWriter,
  scope: Scope,
): Promise<Evaluated<ResultsTo>> {
  if (resource === undefined) return { ok: true, value: { transformation: Transformation ?? 'COMPACT', outputType } };
  const parameters = await target(scope);
  if (!parameters.ok) return parameters;
  const { Bucket: bucket, Prefix: prefix } = fieldsOf(parameters.value);
  if (typeof bucket !== 'string' || bucket === '') return failed('Bucket', 'the name of a bucket');
  if (prefix !== undefined && typeof prefix !== 'string') return failed('Prefix', 'a text');
  const value = {
    resource,
    bucket,
    ...(prefix !== undefined && { prefix }),
    transformation: Transformation ?? 'NONE',
    outputType,
  };
  return { ok: true, value };
}

const fieldsOf = (value: Json): { readonly Bucket?: Json; readonly Prefix?: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

const failed = (field: string, wanted: string): Evaluated<never> => ({
  ok: false,
  error: 'States.ResultWriterFailed',
  cause: `The ResultWriter has no ${field} that is ${wanted}.`,
});
