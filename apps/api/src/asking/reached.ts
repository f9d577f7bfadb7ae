/** A place in the log. */
export interface Place {
  readonly partition: number;
  readonly offset: number;
}

export interface Reached {
  /** @returns whether the views have taken in the record at this place within the time. */
  reached(place: Place, patience: { readonly timeoutMs: number }): Promise<boolean>;
}
