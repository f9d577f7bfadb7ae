import { z } from 'zod';

export interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly responses: Readonly<Record<string, unknown>>;
}

export interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: { readonly Problem: object } };
}

type Schema = Parameters<typeof z.fromJSONSchema>[0];

/** The schema of what is answered, read back from the document; undefined for what is no JSON. */
export function answerOf({ responses }: Operation): z.ZodType | undefined {
  const { content } = responses['200'] as { content: { 'application/json'?: { schema: Schema } } };
  const json = content['application/json'];
  return json && z.fromJSONSchema(json.schema);
}

/** @throws Error if an answer is another than the document says. */
export function checkAnswer(
  document: Document,
  asked: { method: string; path: string },
  answer: { status: number; body: unknown },
): void {
  const { method, path } = asked;
  const operation = Object.entries(document.paths).find(([pattern]) => fits(pattern, path))?.[1][method.toLowerCase()];
  const schema =
    answer.status === 200
      ? operation && answerOf(operation)
      : z.fromJSONSchema(document.components.schemas.Problem as Schema);
  const parsed = schema?.safeParse(answer.body);
  if (parsed && !parsed.success)
    throw new Error(`${method} ${path} answers ${answer.status} otherwise than described: ${parsed.error.message}`);
}

const fits = (pattern: string, path: string): boolean =>
  new RegExp(`^${pattern.replace(/\{\w+\}/g, '[^/]+')}$`).test(path.split('?')[0]!);
