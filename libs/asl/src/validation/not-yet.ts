/** Fields that the language has, or that this product will have, and that are not built yet. */
const NOT_YET: ReadonlySet<string> = new Set([
  'Arguments',
  'Assign',
  'Branches',
  'Condition',
  'Credentials',
  'ItemBatcher',
  'ItemProcessor',
  'ItemReader',
  'ItemSelector',
  'Items',
  'ItemsPath',
  'Iterator',
  'Label',
  'Lock',
  'MaxConcurrency',
  'MaxConcurrencyPath',
  'Output',
  'ProcessorConfig',
  'ResultWriter',
  'SagaRole',
  'ToleratedFailureCount',
  'ToleratedFailureCountPath',
  'ToleratedFailurePercentage',
  'ToleratedFailurePercentagePath',
]);

export const notYet = (field: string): string | undefined =>
  NOT_YET.has(field) ? `"${field}" is not supported yet.` : undefined;

/** The field that was probably meant. */
export function suggestion(name: string, known: readonly string[]): string | undefined {
  const meant = known.find((field) => field.toLowerCase() === name.toLowerCase());
  return meant === undefined ? undefined : `Field names are case-sensitive: write "${meant}".`;
}
