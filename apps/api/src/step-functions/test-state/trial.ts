import type { InspectionData, TestStateConfiguration } from '@aws-sdk/client-sfn';
import type { Evaluated, Left, Scope } from '#asl';
import type { Json, JsonObject } from '#contracts';
import type { JsonTexts } from './json-texts.js';
import type { Mock } from './mock.js';
import type { Refusal } from './refusal.js';
import { STATE_NAME, type StateUnderTest } from './state-under-test.js';
import type { ErrorOutput, Surroundings } from './surroundings.js';

/** Details of a state's execution that are JSON texts. */
export type Stage = {
  [K in keyof InspectionData]-?: NonNullable<InspectionData[K]> extends string ? K : never;
}[keyof InspectionData];

type Details = { -readonly [K in keyof InspectionData]: InspectionData[K] };

interface About {
  readonly tested: StateUnderTest;
  readonly mock: Mock | undefined;
  readonly configuration: TestStateConfiguration;
}

interface Data {
  readonly input: Json;
  readonly context: JsonObject;
  readonly variables: JsonObject;
}

/** A state that is being tested, and what has been seen of it so far. */
export class Trial {
  readonly details: Details = {};
  private readonly drawn: number[] = [];

  constructor(
    private readonly about: About,
    private readonly data: Data,
    readonly surroundings: Surroundings,
    private readonly texts: JsonTexts,
  ) {}

  get tested(): StateUnderTest {
    return this.about.tested;
  }

  get mock(): Mock | undefined {
    return this.about.mock;
  }

  get configuration(): TestStateConfiguration {
    return this.about.configuration;
  }

  get variables(): JsonObject {
    return this.data.variables;
  }

  /** What its expressions see. Each scope draws the same numbers, so that all stages tell one story. */
  scope(more: Partial<Scope> = {}): Scope {
    let next = 0;
    const draw = (): number => (this.drawn[next++] ??= this.surroundings.random());
    const { input, context, variables } = this.data;
    return { input, variables, draw, at: this.surroundings.at, context: () => context, ...more };
  }

  note(stage: Stage, value: Json): void {
    this.details[stage] = this.written(value);
  }

  /** A value that went through the state unchanged in the words in which it came. A JSONata expression makes new ones. */
  written(value: Json): string {
    const { language, definition } = this.tested;
    return language === 'JSONata' && 'Output' in definition ? JSON.stringify(value) : this.texts.write(value);
  }
}

/** How the test of a state ends. */
export type Outcome =
  | { readonly kind: 'left'; readonly left: Left; readonly next: string | undefined }
  | ({ readonly kind: 'failed' } & ErrorOutput)
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export type Unevaluated = Extract<Evaluated<unknown>, { readonly ok: false }>;

/** A value could not be computed; the state is the first that is entered, at the second event. */
export const failedToEvaluate = ({ error, cause }: Unevaluated): Outcome => ({
  kind: 'failed',
  error,
  cause: `An error occurred while executing the state '${STATE_NAME}' (entered at the event id #2). ${cause}`,
});

export const left = (value: Evaluated<Left>, next: string | undefined): Outcome =>
  value.ok ? { kind: 'left', left: value.value, next } : failedToEvaluate(value);
