/** What the answer to a message says in its `result`. Times are epoch milliseconds. */
export interface Results {
  CreateStateMachine: { readonly revision: number; readonly createdAt: number; readonly number?: number };
  UpdateStateMachine: {
    readonly revision: number;
    /** Where the update made a new revision. */
    readonly revisionId?: string;
    readonly updatedAt: number;
    /** The published version that the revision is, where it was to be published. */
    readonly number?: number;
  };
  PublishStateMachineVersion: { readonly number: number; readonly createdAt: number };
  CreateStateMachineAlias: { readonly createdAt: number };
  UpdateStateMachineAlias: { readonly updatedAt: number };
  CreateActivity: { readonly createdAt: number };
  StartExecution: { readonly startedAt: number };
  RedriveExecution: { readonly redrivenAt: number };
}

export type ResultOf<T extends keyof Results> = Results[T];
