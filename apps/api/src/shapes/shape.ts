/**
 * What a field of a request has to be, as Step Functions' service model says it; the sentences that a caller reads are
 * in `problems-of.ts`.
 */
export interface TextShape {
  readonly kind: 'text';
  /** UTF-16 code units, as the service counts them. */
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: Pattern;
  readonly oneOf?: readonly string[];
  /** It may be somebody's data, so it is not repeated in a message. */
  readonly secret?: true;
}

export interface Pattern {
  readonly test: RegExp;
  /** As the service spells it. */
  readonly source: string;
}

export interface NumberShape {
  readonly kind: 'number';
  readonly type: 'Integer' | 'Long' | 'Float';
  readonly min?: number;
  readonly max?: number;
}

export interface FlagShape {
  readonly kind: 'flag';
}

export interface ListShape<Of extends Shape = Shape> {
  readonly kind: 'list';
  readonly of: Of;
  readonly min?: number;
  readonly max?: number;
}

export interface StructureShape<F extends Fields = Fields> {
  readonly kind: 'structure';
  /** The service's name of it. */
  readonly name: string;
  readonly fields: F;
}

export interface Fields {
  readonly [name: string]: Member;
}

export type Shape = TextShape | NumberShape | FlagShape | ListShape | StructureShape;
export type Member<S extends Shape = Shape> = S & { readonly required?: true };

/** The shape that stands for a type of the official client. */
type ShapeOf<T> = [T] extends [string]
  ? TextShape
  : [T] extends [number]
    ? NumberShape
    : [T] extends [boolean]
      ? FlagShape
      : [T] extends [readonly (infer Item)[]]
        ? ListShape<ShapeOf<Item>>
        : StructureShape<FieldsOf<T>>;

/** A row for each field of the client's type; `required` where the client says so, and nowhere else. */
export type FieldsOf<T> = {
  readonly [K in keyof T]-?: ShapeOf<NonNullable<T[K]>> &
    (object extends Pick<T, K> ? { readonly required?: never } : { readonly required: true });
};

export const required = <S extends Shape>(shape: S): S & { readonly required: true } => ({ ...shape, required: true });

type Rules<S extends Shape> = Omit<S, 'kind'>;

export const text = (rules: Rules<TextShape> = {}): TextShape => ({ kind: 'text', ...rules });
export const integer = (rules: Omit<Rules<NumberShape>, 'type'> = {}): NumberShape => ({
  kind: 'number',
  type: 'Integer',
  ...rules,
});
export const long = (rules: Omit<Rules<NumberShape>, 'type'> = {}): NumberShape => ({
  ...integer(rules),
  type: 'Long',
});
export const float = (rules: Omit<Rules<NumberShape>, 'type'> = {}): NumberShape => ({
  ...integer(rules),
  type: 'Float',
});
export const flag = (): FlagShape => ({ kind: 'flag' });
export const list = <S extends Shape>(of: S, rules: { min?: number; max?: number } = {}): ListShape<S> => ({
  kind: 'list',
  of,
  ...rules,
});
export const structure = <F extends Fields>(name: string, fields: F): StructureShape<F> => ({
  kind: 'structure',
  name,
  fields,
});
