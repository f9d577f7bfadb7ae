import { DEFAULT_ARN_SCOPE, type ArnScope } from '../arn.js';

/** Of a run of a Distributed Map: the Map's label, and the run's own id. */
export interface MapRun {
  readonly label: string;
  readonly run: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-examine-map-run.html */
export const mapRunArn = (
  stateMachine: string,
  { label, run }: MapRun,
  { region, account }: ArnScope = DEFAULT_ARN_SCOPE,
) => `arn:aws:states:${region}:${account}:mapRun:${stateMachine}/${label}:${run}`;

/** An iteration of a Distributed Map is seen as an execution, of this name. */
export const iterationName = ({ run }: Pick<MapRun, 'run'>, index: number): string => `${run}-${index}`;

/** Its id, `signup/label:run-3`, goes into its ARN as others do. */
export const iterationId = (stateMachine: string, run: MapRun, index: number): string =>
  `${stateMachine}/${run.label}:${iterationName(run, index)}`;
